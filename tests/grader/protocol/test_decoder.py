"""Hostile bytes in place of a value."""

from __future__ import annotations

import contextlib
import pickle
import struct

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.protocol.codec import encode
from grader.protocol.decoder import count_items, decode
from grader.protocol.plain import (
    MAX_DEPTH,
    MAX_FIELDS,
    MAX_INT_BYTES,
    MAX_ITEMS,
    OBJECT_ITEMS,
    FrameError,
    Kind,
)
from tests.grader.protocol.plain_values import PLAIN, extension


@given(st.binary(max_size=60) | PLAIN.map(encode).flatmap(lambda data: st.builds(
    lambda at, byte: data[:at] + byte + data[at + 1 :], st.integers(0, 80), st.binary(max_size=2)
)))  # fmt: skip
def test_any_bytes_are_a_value_or_an_error(data: bytes) -> None:
    with contextlib.suppress(FrameError):
        decode(data, lambda number: number)


def nested(kind: Kind, levels: int) -> bytes:
    """Write values of a kind in one another."""
    data: bytes = msgpack.packb([])
    for _ in range(levels):
        data = msgpack.packb(msgpack.ExtType(kind, data))
    return data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xdd" + struct.pack(">I", 2**32 - 1),
        b"\xdf" + struct.pack(">I", 2**32 - 1),
        b"\xdb" + struct.pack(">I", 100) + b"short",
        b"\x91" * 5000 + b"\xc0",
        b"\xdd\x00\x10\x00\x00" * 1000,
        nested(Kind.PART, MAX_DEPTH + 1),
        extension(Kind.ARRAY, ["<U0", [2**40], b""]),
        extension(Kind.ARRAY, ["<U0", [1], b""]),
        extension(Kind.ARRAY, ["|S0", [0], b""]),
        extension(Kind.ARRAY, ["<f8", [2**40, 2**40], b""]),
        extension(Kind.ARRAY, ["<f8", [2], bytes(8)]),
        extension(Kind.ARRAY, ["<f8", [-1, -1], bytes(8)]),
        extension(Kind.ARRAY, ["<f8", [1.0], bytes(8)]),
        extension(Kind.ARRAY, ["<f8", [True], bytes(8)]),
        extension(Kind.ARRAY, ["|O", [], bytes(8)]),
        extension(Kind.ARRAY, ["<f8", [1] * 33, bytes(8)]),
        extension(Kind.ARRAY, {"dtype": "<f8"}),
        extension(Kind.SET, [[]]),
        extension(Kind.RANGE, [1, 2, 0]),
        extension(Kind.TUPLE, 3),
        extension(Kind.FRACTION, ["1e999999999"]),
        extension(Kind.FRACTION, [1, 0]),
        extension(Kind.FRACTION, [1.5, 2]),
        extension(Kind.DECIMAL, ["1e999999999"]),
        extension(Kind.DECIMAL, ["1" * 20_000]),
        extension(Kind.DECIMAL, [1]),
        extension(Kind.DEQUE, ["5", 1]),
        extension(Kind.DEQUE, []),
        extension(Kind.COUNTER, [[1, 2]]),
        extension(Kind.DEFAULT_DICT, ["list", {}]),
        extension(Kind.DICT_ITEMS, [1]),
        extension(Kind.DICT_KEYS, [[]]),
        extension(Kind.SLICE, [1]),
        extension(Kind.MEMORY_VIEW, [100]),
        extension(Kind.DATE, ["the 30th"]),
        extension(Kind.TIME_DELTA, [10**12, 0, 0]),
        extension(Kind.CLASS, ["type"]),
        extension(Kind.CLASS, [1]),
        extension(Kind.DTYPE, ["|O", 0]),
        extension(Kind.DTYPE, ["os.system", 1]),
        extension(Kind.MASKED_ARRAY, [[1], [True]]),
        extension(Kind.OBJECT_ARRAY, [[2**40]]),
        extension(Kind.OBJECT_ARRAY, [[2], 1]),
        msgpack.packb({1: msgpack.ExtType(99, b"")}),
        msgpack.packb(msgpack.ExtType(Kind.HANDLE, bytes(4))),
        msgpack.packb(msgpack.ExtType(Kind.COMPLEX, bytes(15))),
        b"\x81\x90\xc0",
        b"\xc0\xc0",
        b"\xc1",
        pickle.dumps(print),
    ],
)
def test_hostile_frames_are_refused(data: bytes) -> None:
    with pytest.raises(FrameError):
        decode(data)


def test_parts_and_digits_have_a_limit() -> None:
    half: bytes = msgpack.packb([None] * (MAX_ITEMS // 2))
    with pytest.raises(FrameError, match="too many parts"):
        decode(b"\x93" + half * 3)
    with pytest.raises(FrameError, match="too many parts"):
        decode(b"\x93" + msgpack.packb(msgpack.ExtType(Kind.PART, half)) * 3)
    assert len(decode(half)) == MAX_ITEMS // 2
    digits = bytes(MAX_INT_BYTES) + b"\x01"
    with pytest.raises(FrameError, match="digits"):
        decode(msgpack.packb(msgpack.ExtType(Kind.BIG_INT, digits)))
    assert decode(msgpack.packb(msgpack.ExtType(Kind.BIG_INT, digits[2:]))) > 2 ** (
        8 * MAX_INT_BYTES - 20
    )


def test_no_class_of_the_format_itself_arrives() -> None:
    found = decode(msgpack.packb([msgpack.Timestamp(5), 1]))
    assert [type(item) for item in found] == [float, int]


@pytest.mark.proof
@pytest.mark.parametrize(
    "part",
    [extension(Kind.DEQUE, [None]), extension(Kind.COUNTER, [{}]),
     extension(Kind.ARRAY, ["<f8", [0], b""]), extension(Kind.OBJECT_ARRAY, [[0]])],
)  # fmt: skip
def test_small_frames_make_no_large_values(part: bytes) -> None:
    count = 100_000
    assert len(decode(msgpack.packb([0] * count)[:5] + part * count)) == count
    with pytest.raises(FrameError, match="too many parts"):
        decode(msgpack.packb([0] * 2 * count)[:5] + part * 2 * count)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (nested(Kind.PART, MAX_DEPTH + 1), "the value is nested too deeply"),
        (nested(Kind.TUPLE, MAX_DEPTH + 1), "the value is nested too deeply"),
        (msgpack.packb(msgpack.ExtType(Kind.HANDLE, bytes(8))),
         "an object where only plain data may stand"),
        (msgpack.packb(msgpack.ExtType(Kind.BIG_INT, bytes(MAX_INT_BYTES + 1))),
         "the number has too many digits"),
        (extension(Kind.SET, {"a": 1}), "the parts of a value are not a list"),
        (extension(Kind.SET, "ab"), "the parts of a value are not a list"),
        (b"", "broken value: ValueError"),
        (b"\xc0\xc0", "broken value: ExtraData"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_frame_is_said(data: bytes, message: str) -> None:
    with pytest.raises(FrameError, match=rf"^{message}$"):
        decode(data)


def test_the_limits_themselves_are_kept() -> None:
    assert decode(nested(Kind.PART, MAX_DEPTH)) == []
    assert decode(msgpack.packb(msgpack.ExtType(Kind.BIG_INT, bytes(MAX_INT_BYTES)))) == 0
    assert decode(msgpack.packb(msgpack.ExtType(Kind.BIG_INT, b"\x01\xff"))) == -255
    parts = [f"a{n}" for n in range(MAX_FIELDS)] + list(range(MAX_FIELDS))
    assert tuple(decode(extension(Kind.NAMED_TUPLE, parts))) == tuple(range(MAX_FIELDS))
    assert decode(extension(Kind.NAMED_TUPLE, ["a" * MAX_FIELDS, 1])) == (1,)
    assert len(decode(msgpack.packb([0] * (MAX_ITEMS - 1)))) == MAX_ITEMS - 1
    with pytest.raises(FrameError, match=r"^the value has too many parts$"):
        decode(msgpack.packb([0] * MAX_ITEMS))


def test_what_a_frame_may_hold_arrives() -> None:
    assert decode(msgpack.packb({1: {None: 2}})) == {1: {None: 2}}
    assert decode(b"\xa3\xed\xa0\x80") == "\ud800"  # half of a pair, as Python may have it
    assert decode(msgpack.packb(msgpack.ExtType(Kind.COMPLEX, struct.pack("<dd", 2, -3)))) == 2 - 3j
    assert decode(extension(Kind.RANGE, [3, 9, 2])) == range(3, 9, 2)
    assert decode(extension(Kind.ARRAY, ["<f8", [2], bytes(16)])).tolist() == [0.0, 0.0]
    data = extension(Kind.TUPLE, [1])
    for _ in range(MAX_DEPTH - 1):
        data = msgpack.packb(msgpack.ExtType(Kind.PART, data))
    assert decode(data) == (1,)


def test_what_announces_too_many_parts_is_not_read() -> None:
    for head, of_each in ((b"\xdd", 1), (b"\xdf", 2)):
        data = head + struct.pack(">I", MAX_ITEMS + 1) + bytes((MAX_ITEMS + 1) * of_each)
        with pytest.raises(FrameError, match=r"^broken value: ValueError$"):
            decode(data)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        ["a"],
        ["a", "b", 1],
        ["_a", 1],
        ["a", "a", 1, 2],
        ["count", 1],
        [1, 2],
        ["class", 1],
        ["a" * (MAX_FIELDS + 1), 1],
        ["ä", 1],
        [f"a{n}" for n in range(MAX_FIELDS + 1)] * 2,
    ],
)
def test_a_named_tuple_needs_proper_names(parts: list[object]) -> None:
    with pytest.raises(FrameError, match=r"^a named tuple without proper names$"):
        decode(extension(Kind.NAMED_TUPLE, parts))


def test_a_handle_is_a_number_of_eight_bytes() -> None:
    data = (2**40 + 3).to_bytes(8, "little")
    assert decode(msgpack.packb(msgpack.ExtType(Kind.HANDLE, data)), lambda n: n) == 2**40 + 3
    more = msgpack.packb(msgpack.ExtType(Kind.HANDLE, data + b"\x01"))
    assert decode(more, lambda n: n) == 2**40 + 3


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (msgpack.packb(5), 1),
        (msgpack.packb([1, [2, 3]]), 5),
        (msgpack.packb({"a": [1]}), 4),
        (extension(Kind.TUPLE, [1, 2]), 3),
        (extension(Kind.SET, [1, 2]), 3),
        (extension(Kind.DEQUE, [None, 1, 2]), 1 + 3 + OBJECT_ITEMS),
        (extension(Kind.FRACTION, [1, 2]), 1 + 2 + OBJECT_ITEMS),
        (extension(Kind.ARRAY, ["<f8", [1], bytes(8)]), 1 + 3 + 1 + OBJECT_ITEMS),
        (extension(Kind.NUMPY_SCALAR, ["<f8", [], bytes(8)]), 1 + 3),
        (msgpack.packb(msgpack.ExtType(Kind.PART, msgpack.packb([1, 2]))), 3),
        (msgpack.packb(msgpack.ExtType(Kind.BYTEARRAY, b"abc")), 1),
        (msgpack.packb([msgpack.ExtType(Kind.HANDLE, bytes(8))]), 2),
        (nested(Kind.PART, MAX_DEPTH), 1),
    ],
)
def test_the_parts_of_a_value_are_counted(data: bytes, count: int) -> None:
    assert count_items(data) == count
