"""Values of NumPy and TensorFlow as lists of plain parts, and back."""

from __future__ import annotations

import importlib
import math
import sys
from typing import Any

from grader.protocol.plain import (
    DTYPE,
    MAX_AXES,
    FrameError,
    Kind,
    NotPlainError,
)

KINDS = frozenset(
    {Kind.ARRAY, Kind.NUMPY_SCALAR, Kind.TENSOR, Kind.TENSOR_SHAPE}
    | {Kind.DTYPE, Kind.MASKED_ARRAY, Kind.OBJECT_ARRAY}
)


def parts_of(value: Any, max_bytes: int) -> tuple[Kind, list[Any]] | None:
    """Return the kind and the parts of a library's value, None for any other.

    Raises:
        NotPlainError: the array is too large.
    """
    np = sys.modules.get("numpy")
    if np is None or not hasattr(np, "ndarray"):
        return None
    if isinstance(value, np.generic):
        return _array(Kind.NUMPY_SCALAR, np.asarray(value), max_bytes)
    if isinstance(value, np.ma.MaskedArray):
        return Kind.MASKED_ARRAY, [np.ma.getdata(value), np.ma.getmaskarray(value)]
    if isinstance(value, np.ndarray):
        return _array(Kind.ARRAY, np.asarray(value), max_bytes)
    if isinstance(value, np.dtype) and DTYPE.fullmatch(_name_of(value)):
        return Kind.DTYPE, [_name_of(value), False]
    if isinstance(value, type) and value in np.sctypeDict.values():
        name = _name_of(np.dtype(value))
        return (Kind.DTYPE, [name, True]) if DTYPE.fullmatch(name) else None
    tf = sys.modules.get("tensorflow")
    if tf is None or not type(value).__module__.startswith("tensorflow"):
        return None
    if isinstance(value, tf.TensorShape) and value.rank is not None:
        return Kind.TENSOR_SHAPE, value.as_list()
    if tf.is_tensor(value) and type(value).__name__ == "EagerTensor":
        return _array(Kind.TENSOR, value.numpy(), max_bytes)
    return None


def _array(kind: Kind, array: Any, max_bytes: int) -> tuple[Kind, list[Any]] | None:
    np = sys.modules["numpy"]
    if not isinstance(array, np.ndarray):
        return None
    if array.nbytes > max_bytes or array.ndim > MAX_AXES:
        raise NotPlainError("the array is too large")
    name = _name_of(array.dtype)
    if name == "|O" and kind is Kind.ARRAY:
        return Kind.OBJECT_ARRAY, [list(array.shape), *array.ravel()]
    if not DTYPE.fullmatch(name):
        return None
    return kind, [name, list(array.shape), array.tobytes()]


def _name_of(dtype: Any) -> str:
    return "bfloat16" if dtype.name == "bfloat16" else str(dtype.str)


def _dtype(name: Any) -> Any:
    import numpy as np

    if type(name) is not str or not DTYPE.fullmatch(name):
        raise FrameError("an array of a kind that is not accepted")
    if name == "bfloat16":
        return np.dtype(importlib.import_module("ml_dtypes").bfloat16)
    return np.dtype(name)


def value_of(kind: Kind, parts: list[Any]) -> Any:
    """Return the value that these parts make.

    Raises:
        FrameError: the dtype is not accepted, or the parts do not fit together.
    """
    import numpy as np

    tf = sys.modules.get("tensorflow")
    match kind, parts:
        case Kind.TENSOR_SHAPE, _:
            return tf.TensorShape(parts) if tf is not None else tuple(parts)
        case Kind.DTYPE, [name, is_class]:
            return _dtype(name).type if is_class else _dtype(name)
        case Kind.MASKED_ARRAY, [np.ndarray() as data, np.ndarray() as mask]:
            if mask.dtype != np.bool_ or mask.shape != data.shape:
                raise FrameError("a mask that does not fit its array")
            return np.ma.MaskedArray(data, mask)
        case Kind.OBJECT_ARRAY, [list(shape), *items]:
            _check_shape(shape)
            if math.prod(shape) != len(items):
                raise FrameError("an array whose size does not fit its shape")
            flat = np.empty(len(items), object)
            for index, item in enumerate(items):
                flat[index] = item
            return flat.reshape(shape)
        case _, [name, list(shape), bytes(data)]:
            array = _numbers(_dtype(name), shape, data)
        case _:
            raise FrameError("an array of a kind that is not accepted")
    if kind is Kind.NUMPY_SCALAR:
        return array[()]
    return tf.constant(array) if kind is Kind.TENSOR and tf is not None else array


def _check_shape(shape: list[Any]) -> None:
    if len(shape) > MAX_AXES or not all(type(length) is int and length >= 0 for length in shape):
        raise FrameError("an array whose shape is not one")


def _numbers(dtype: Any, shape: list[Any], data: bytes) -> Any:
    import numpy as np

    _check_shape(shape)
    if len(data) != math.prod(shape) * dtype.itemsize:
        raise FrameError("an array whose size does not fit its shape")
    return np.ndarray(shape, dtype, data).copy()
