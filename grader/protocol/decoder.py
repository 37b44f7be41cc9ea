"""Read what a student's process sent: the only code that reads its bytes."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import msgpack

from grader.protocol import arrays, standard_types
from grader.protocol.errors import CannotTellError
from grader.protocol.plain import (
    MAX_DEPTH,
    MAX_INT_BYTES,
    MAX_ITEMS,
    OBJECT_ITEMS,
    TEXT_ERRORS,
    FrameError,
    Kind,
    are_field_names,
    named_tuple,
)


def decode(data: bytes, object_of: Callable[[int], object] | None = None) -> Any:
    """Return the value in `data`; numbers of objects on the other side go through `object_of`.

    Raises:
        FrameError: the bytes are not exactly one value within the limits.
    """
    return _Reader(object_of).read(data, 0)


def count_items(data: bytes) -> int:
    """Return the number of parts of a value, the parts of parts included.

    Raises:
        FrameError: as for `decode`.
    """
    reader = _Reader(int)
    reader.read(data, 0)
    return reader.items


class _Reader:
    def __init__(self, object_of: Callable[[int], object] | None) -> None:
        self.object_of = object_of
        self.items = 1

    def read(self, data: bytes, depth: int) -> Any:
        """Return the value in `data`, which stands `depth` extension values deep."""
        if depth > MAX_DEPTH:
            raise FrameError("the value is nested too deeply")
        try:
            return msgpack.unpackb(
                data,
                strict_map_key=False,
                unicode_errors=TEXT_ERRORS,
                timestamp=1,  # a number: no class of msgpack's own
                # No more parts than there are bytes, whatever a header announces.
                max_array_len=min(len(data), MAX_ITEMS),
                max_map_len=min(len(data), MAX_ITEMS),
                list_hook=self.counted,
                object_pairs_hook=lambda pairs: dict(self.counted(pairs, 2)),
                ext_hook=lambda kind, inner: self.extension(kind, inner, depth),
            )
        except (FrameError, CannotTellError):
            raise
        except Exception as error:
            raise FrameError(f"broken value: {type(error).__name__}") from None

    def counted(self, parts: Any, of_each: int = 1, beside: int = 0) -> Any:
        self.items += of_each * len(parts) + beside
        if self.items > MAX_ITEMS:
            raise FrameError("the value has too many parts")
        return parts

    def extension(self, number: int, data: bytes, depth: int) -> Any:
        kind = Kind(number)
        match kind:
            case Kind.HANDLE:
                if self.object_of is None:
                    raise FrameError("an object where only plain data may stand")
                return self.object_of(int.from_bytes(data[:8], "little"))
            case Kind.BIG_INT:
                if len(data) > MAX_INT_BYTES:
                    raise FrameError("the number has too many digits")
                return int.from_bytes(data, "little", signed=True)
            case Kind.COMPLEX:
                return complex(*struct.unpack("<dd", data))
            case Kind.BYTEARRAY:
                return bytearray(data)
            case Kind.PART:
                return self.read(data, depth + 1)
        parts = self.read(data, depth + 1)
        if type(parts) is not list:
            raise FrameError("the parts of a value are not a list")
        if kind in (arrays.KINDS | standard_types.KINDS) - {Kind.NUMPY_SCALAR}:
            self.counted((), beside=OBJECT_ITEMS)
        if kind in arrays.KINDS:
            return arrays.value_of(kind, parts)
        if kind in standard_types.KINDS:
            return standard_types.value_of(kind, parts)
        return collection_of(kind, parts)


def collection_of(kind: Kind, parts: list[Any]) -> Any:
    """Return the collection of a kind that has these parts.

    Raises:
        FrameError: they are not the parts of such a collection.
    """
    match kind:
        case Kind.RANGE:
            return range(*parts)
        case Kind.NAMED_TUPLE:
            fields = parts[: len(parts) // 2]
            if len(parts) % 2 or not are_field_names(fields):
                raise FrameError("a named tuple without proper names")
            return named_tuple(tuple(fields))(*parts[len(fields) :])
    return {Kind.TUPLE: tuple, Kind.SET: set, Kind.FROZENSET: frozenset}[kind](parts)
