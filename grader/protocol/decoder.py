"""Read what a student's process sent: the only code that reads its bytes."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from typing import Any

from grader.protocol.codec import (
    C128,
    DTYPE,
    F64,
    MAX_DEPTH,
    MAX_FRAME,
    MAX_INT_BYTES,
    MAX_ITEMS,
    U32,
    FrameError,
    are_field_names,
    named_tuple,
)


def decode(data: bytes, object_of: Callable[[int], object] | None = None) -> Any:
    """Return the value in `data`; numbers of objects on the other side go through `object_of`.

    Raises:
        FrameError: the bytes are not exactly one value within the limits.
    """
    reader = _Reader(data, object_of)
    try:
        value = reader.value(0)
    except FrameError:
        raise
    except Exception as error:
        raise FrameError(f"broken value: {type(error).__name__}") from None
    if reader.at != len(data):
        raise FrameError("bytes left over after the value")
    return value


class _Reader:
    def __init__(self, data: bytes, object_of: Callable[[int], object] | None) -> None:
        self.data = data
        self.at = 0
        self.items = 0
        self.object_of = object_of

    def take(self, count: int) -> bytes:
        end = self.at + count
        if end > len(self.data):
            raise FrameError("the value is cut off")
        part = self.data[self.at : end]
        self.at = end
        return part

    def u32(self) -> int:
        return int(U32.unpack(self.take(4))[0])

    def u64(self) -> int:
        return int(struct.unpack("<Q", self.take(8))[0])

    def value(self, depth: int) -> Any:
        self.items += 1
        if depth > MAX_DEPTH + 2 or self.items > MAX_ITEMS:
            raise FrameError("the value has too many parts")
        tag = self.take(1)
        simple = {b"N": None, b"T": True, b"F": False}
        if tag in simple:
            return simple[tag]
        if tag == b"f":
            return F64.unpack(self.take(8))[0]
        if tag == b"c":
            return complex(*C128.unpack(self.take(16)))
        if tag == b"h":
            if self.object_of is None:
                raise FrameError("an object where only plain data may stand")
            return self.object_of(self.u32())
        count = self.u32()
        if tag == b"i":
            if count > MAX_INT_BYTES:
                raise FrameError("the number has too many digits")
            return int.from_bytes(self.take(count), "little", signed=True)
        if tag == b"s":
            return self.take(count).decode("utf-8", "surrogatepass")
        if tag in b"by":
            part = self.take(count)
            return part if tag == b"b" else bytearray(part)
        if tag in b"agk":
            return self.array(tag, self.take(count))
        if tag not in b"ltezdrpm":
            raise FrameError("unknown kind of value")
        if count > MAX_ITEMS:
            raise FrameError("the value has too many parts")
        return self.collect(tag, [self.value(depth + 1) for _ in range(count)])

    def collect(self, tag: bytes, parts: list[Any]) -> Any:
        if tag == b"l":
            return parts
        if tag == b"d":
            return dict(zip(parts[::2], parts[1::2], strict=True))
        if tag == b"r":
            return range(*parts)
        if tag == b"m":
            fields = parts[: len(parts) // 2]
            if len(parts) % 2 or not are_field_names(fields):
                raise FrameError("a named tuple without proper names")
            return named_tuple(tuple(fields))(*parts[len(fields) :])
        if tag == b"p":
            tf = sys.modules.get("tensorflow")
            return tf.TensorShape(parts) if tf is not None else tuple(parts)
        kinds: dict[bytes, Any] = {b"t": tuple, b"e": set, b"z": frozenset}
        return kinds[tag](parts)

    def array(self, tag: bytes, dtype_name: bytes) -> Any:
        import numpy as np

        name = dtype_name.decode("ascii")
        if not DTYPE.fullmatch(name):
            raise FrameError("an array of a kind that is not accepted")
        dtype = np.dtype(name)
        shape = tuple(self.u64() for _ in range(self.take(1)[0]))
        size = self.u64()
        count = 1
        for length in shape:
            count *= length
        if len(shape) > 32 or count > MAX_FRAME or size != count * dtype.itemsize:
            raise FrameError("an array whose size does not fit its shape")
        data = self.take(size)
        array: Any = np.ndarray(shape, dtype, data if size else None).copy()
        if tag == b"g":
            return array[()]
        if tag == b"k" and "tensorflow" in sys.modules:
            return sys.modules["tensorflow"].constant(array)
        return array
