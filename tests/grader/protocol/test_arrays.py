"""Values of NumPy and TensorFlow."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import msgpack
import numpy as np
import pytest

from grader.protocol import arrays
from grader.protocol.codec import encode
from grader.protocol.decoder import decode
from grader.protocol.plain import MAX_AXES, FrameError, Kind, NotPlainError
from tests.grader.protocol.plain_values import extension


def as_number(value: object) -> Any:
    """Return what arrives of a value that is not plain: 7."""
    return decode(encode(value, lambda _: 7), lambda number: number)


@pytest.mark.parametrize(
    "value",
    [
        *(np.dtype(object), np.dtype("i4, f8"), np.array([(1, 2.0)], "i4, f8")),
        *(np.object_, np.void, np.floating, type("Mine", (np.float64,), {})),
    ],
    ids=repr,
)
def test_kinds_without_a_fixed_size_are_not_plain(value: Any) -> None:
    assert as_number(value) == 7


def test_an_array_has_a_limit_in_bytes() -> None:
    assert arrays.parts_of(np.zeros(8, np.uint8), 8) is not None
    with pytest.raises(NotPlainError, match=r"^the array is too large$"):
        arrays.parts_of(np.zeros(9, np.uint8), 8)


@pytest.mark.skipif(np.__version__ < "2", reason="NumPy 1 has no such arrays")
def test_an_array_has_a_limit_in_axes() -> None:
    array = np.zeros((1,) * MAX_AXES)
    assert decode(encode(array)).shape == array.shape
    with pytest.raises(NotPlainError, match=r"^the array is too large$"):
        encode(array[None])


def test_nothing_is_of_a_library_that_is_not_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    array = np.zeros(1)
    monkeypatch.setitem(sys.modules, "numpy", SimpleNamespace())
    assert as_number(array) == 7  # only half imported, say
    monkeypatch.delitem(sys.modules, "numpy")
    assert as_number(array) == 7


class _Value:
    """Stands for a value of TensorFlow's."""

    def __init__(self, content: Any) -> None:
        self.content = content

    def numpy(self) -> Any:
        return self.content

    as_list = numpy

    @property
    def rank(self) -> int | None:
        return None if self.content is None else len(self.content)


def _class(name: str, module: str = "tensorflow.python.framework") -> Any:
    return type(name, (_Value,), {"__module__": module})


TensorShape, EagerTensor, Variable = map(_class, ("TensorShape", "EagerTensor", "Variable"))
Foreign = _class("EagerTensor", "mine")
Other = _class("EagerTensor", "tensorflow.other")


@pytest.fixture
def tensorflow(monkeypatch: pytest.MonkeyPatch) -> None:
    library: Any = SimpleNamespace(
        TensorShape=TensorShape,
        is_tensor=lambda value: isinstance(value, (EagerTensor, Variable, Foreign)),
        constant=EagerTensor,
    )
    monkeypatch.setitem(sys.modules, "tensorflow", library)


@pytest.mark.usefixtures("tensorflow")
def test_tensors_and_their_shapes_arrive() -> None:
    tensor = decode(encode(EagerTensor(np.array([1.5, 2.5]))))
    assert type(tensor) is EagerTensor and tensor.numpy().tolist() == [1.5, 2.5]
    shape = decode(encode(TensorShape([2, None])))
    assert type(shape) is TensorShape and shape.as_list() == [2, None]
    array = decode(encode(np.zeros(1)))
    assert type(array) is np.ndarray


def test_without_tensorflow_a_tensor_arrives_as_an_array(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tensorflow", raising=False)
    assert as_number(EagerTensor(np.zeros(1))) == 7
    found = decode(extension(Kind.TENSOR, ["<f8", [1], bytes(8)]))
    assert type(found) is np.ndarray and found.tolist() == [0]
    assert decode(extension(Kind.TENSOR_SHAPE, [2, None])) == (2, None)


@pytest.mark.usefixtures("tensorflow")
@pytest.mark.parametrize(
    "value",
    [
        TensorShape(None),
        Variable(np.zeros(1)),
        Foreign(np.zeros(1)),
        Other(np.zeros(1)),
        EagerTensor(b"text"),
        EagerTensor(np.array([b"text"], object)),
    ],
)
def test_other_values_of_tensorflow_are_not_plain(value: Any) -> None:
    assert as_number(value) == 7


def test_bfloat16_is_had_of_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    # NumPy knows it only once that is imported, as it is where this test runs.
    library: Any = SimpleNamespace(bfloat16=np.float16)
    monkeypatch.setitem(sys.modules, "ml_dtypes", library)
    assert decode(extension(Kind.DTYPE, ["bfloat16", False])) == np.float16


WRONG_KIND = "an array of a kind that is not accepted"
WRONG_SHAPE = "an array whose shape is not one"
WRONG_SIZE = "an array whose size does not fit its shape"
WRONG_MASK = "a mask that does not fit its array"


def _part(*parts: Any) -> msgpack.ExtType:
    return msgpack.ExtType(Kind.ARRAY, msgpack.packb(parts))


NUMBERS, MASK = _part("<f8", [1], bytes(8)), _part("|b1", [1], bytes(1))


@pytest.mark.parametrize(
    ("kind", "parts", "message"),
    [
        (Kind.ARRAY, ["|O8", [1], bytes(8)], WRONG_KIND),
        (Kind.ARRAY, [8, [1], bytes(8)], WRONG_KIND),
        (Kind.ARRAY, ["<f8", [1]], WRONG_KIND),
        (Kind.ARRAY, ["<f8", 1, bytes(8)], WRONG_KIND),
        (Kind.DTYPE, ["<f8"], WRONG_KIND),
        (Kind.ARRAY, ["<f8", [-1], bytes(8)], WRONG_SHAPE),
        (Kind.ARRAY, ["<f8", [True], bytes(8)], WRONG_SHAPE),
        (Kind.ARRAY, ["<f8", [1] * (MAX_AXES + 1), bytes(8)], WRONG_SHAPE),
        (Kind.OBJECT_ARRAY, [["1"], 5], WRONG_SHAPE),
        (Kind.ARRAY, ["<f8", [2], bytes(8)], WRONG_SIZE),
        (Kind.OBJECT_ARRAY, [[2], 5], WRONG_SIZE),
        (Kind.MASKED_ARRAY, [NUMBERS, NUMBERS], WRONG_MASK),
        (Kind.MASKED_ARRAY, [NUMBERS, _part("|b1", [1, 1], bytes(1))], WRONG_MASK),
        (Kind.MASKED_ARRAY, [NUMBERS, [True]], WRONG_KIND),
    ],
)
def test_what_is_wrong_with_an_array_is_said(kind: Kind, parts: list[Any], message: str) -> None:
    with pytest.raises(FrameError, match=rf"^{message}$"):
        decode(extension(kind, parts))


def test_a_masked_array_and_a_scalar_arrive() -> None:
    found = decode(extension(Kind.MASKED_ARRAY, [NUMBERS, MASK]))
    assert type(found) is np.ma.MaskedArray and found.count() == 1
    scalar = decode(encode(np.float32(0.5)))
    assert type(scalar) is np.float32 and scalar == 0.5
