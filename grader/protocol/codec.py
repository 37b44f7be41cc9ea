"""Plain data as bytes: the only thing that the grader accepts from a student's process.

Arrays travel as dtype, shape and bytes; the rest as msgpack and `plain.Kind` have it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import msgpack

from grader.protocol import arrays, standard_types
from grader.protocol.decoder import count_items
from grader.protocol.plain import (
    MAX_DEPTH,
    MAX_FRAME,
    MAX_INT_BITS,
    MAX_ITEMS,
    OBJECT_ITEMS,
    TEXT_ERRORS,
    FrameError,
    Kind,
    NotPlainError,
    are_field_names,
)

# Below this size nothing is counted: a byte counts as `OBJECT_ITEMS` parts at most.
_SMALL = 1_000
# Bytes that a packer begins with; each part has one, and it grows.
_BUFFER = 256


class Encoded(bytes):
    """A value as bytes, which may be a part of another value."""

    @property
    def items(self) -> int:
        """Return how many parts it has, or for a small value how many there may be at most."""
        return OBJECT_ITEMS * len(self) if len(self) < _SMALL else count_items(self)


def encode(
    value: object, number_of: Callable[[object], int] | None = None, max_bytes: int = MAX_FRAME
) -> bytes:
    """Return `value` as bytes.

    Objects that are not plain data become the number that `number_of` gives them. Subclasses
    of plain types travel as the plain type; a bytearray or memoryview within a list as bytes.

    Raises:
        NotPlainError: a part is not plain data and there is no `number_of`, or it is nested too
            deeply or too large.
    """
    return bytes(encoded(value, number_of, max_bytes))


def encoded(
    value: object, number_of: Callable[[object], int] | None = None, max_bytes: int = MAX_FRAME
) -> Encoded:
    """Return a value as bytes, as `encode` does, to become a part of another value."""
    data = Encoded(_Writer(number_of, max_bytes).write(value, 0))
    if len(data) > max_bytes or _has_too_many_parts(data):
        raise NotPlainError("the value is too large")
    return data


def _has_too_many_parts(data: bytes) -> bool:
    """Return whether a reader would refuse a value; a byte counts as `OBJECT_ITEMS` at most."""
    if OBJECT_ITEMS * len(data) <= MAX_ITEMS:
        return False
    try:
        count_items(data)
    except FrameError:
        return True
    return False


class _Writer:
    def __init__(self, number_of: Callable[[object], int] | None, max_bytes: int) -> None:
        self.number_of = number_of
        self.max_bytes = max_bytes

    def write(self, value: object, depth: int) -> bytes:
        """Return the value as msgpack; it stands `depth` extension values deep."""
        if depth > MAX_DEPTH:
            raise NotPlainError("the value is nested too deeply")
        if type(value) is bytearray:  # which msgpack would write as bytes
            return self.write(msgpack.ExtType(Kind.BYTEARRAY, bytes(value)), depth)
        if type(value) is memoryview:  # likewise
            return self.write(self.extension(value, depth), depth)
        packer = msgpack.Packer(
            default=lambda part: self.extension(part, depth),
            buf_size=_BUFFER,
            strict_types=True,
            unicode_errors=TEXT_ERRORS,
        )
        try:
            return bytes(packer.pack(value))
        except (ValueError, RecursionError, OverflowError, MemoryError) as error:
            raise NotPlainError(f"the value is nested too deeply or too large: {error}") from None

    def extension(self, value: Any, depth: int) -> Any:
        """Return what stands for a value that is not of one of msgpack's own types."""
        kind = type(value)
        if kind is Encoded:
            return msgpack.ExtType(Kind.PART, bytes(value))
        if kind is int:
            if value.bit_length() > MAX_INT_BITS:
                return self.handle(value)
            data = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
            return msgpack.ExtType(Kind.BIG_INT, data)
        if kind is complex:
            return msgpack.ExtType(Kind.COMPLEX, struct.pack("<dd", value.real, value.imag))
        if kind is range:
            return self.parts(Kind.RANGE, [value.start, value.stop, value.step], depth)
        if fields := _fields(value):
            return self.parts(Kind.NAMED_TUPLE, [*fields, *value], depth)
        if found := standard_types.parts_of(value):
            return self.parts(*found, depth)
        for container, number in _CONTAINERS:
            if isinstance(value, container):
                return self.parts(number, list(value), depth)
        if isinstance(value, list):
            return list(value)
        if isinstance(value, dict):
            return dict(value)
        if found := arrays.parts_of(value, self.max_bytes):
            return self.parts(*found, depth)
        if not isinstance(value, type):
            for base, plain in _BASES:
                if isinstance(value, base):  # an enum of ints, say
                    return msgpack.ExtType(Kind.PART, self.write(plain(value), depth + 1))
        return self.handle(value)

    def handle(self, value: object) -> msgpack.ExtType:
        if self.number_of is None:
            raise NotPlainError(f"{type(value).__name__} is not plain data")
        return msgpack.ExtType(Kind.HANDLE, struct.pack("<Q", self.number_of(value)))

    def parts(self, kind: Kind, parts: list[Any], depth: int) -> msgpack.ExtType:
        return msgpack.ExtType(kind, self.write(parts, depth + 1))


_CONTAINERS: tuple[tuple[type[Any], Kind], ...] = (
    (tuple, Kind.TUPLE),
    (frozenset, Kind.FROZENSET),
    (set, Kind.SET),
)
_BASES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (int, int.__int__),
    (float, float.__float__),
    (complex, complex),
    (str, str.__str__),
    (bytes, bytes),
    (bytearray, bytes),
)


def _fields(value: object) -> tuple[str, ...]:
    """Return the names of a named tuple's items, () for anything else."""
    fields = getattr(type(value), "_fields", None)
    if not isinstance(value, tuple) or type(fields) is not tuple or len(fields) != len(value):
        return ()
    return fields if are_field_names(fields) else ()
