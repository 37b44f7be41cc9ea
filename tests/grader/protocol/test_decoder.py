"""Hostile bytes in place of a value."""

from __future__ import annotations

import contextlib
import pickle
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.protocol.codec import encode
from grader.protocol.plain import FrameError
from grader.protocol.decoder import decode
from tests.grader.protocol.plain_values import PLAIN, STEADY


@STEADY
@given(st.binary(max_size=60) | PLAIN.map(encode).flatmap(lambda data: st.builds(
    lambda at, byte: data[:at] + byte + data[at + 1 :], st.integers(0, 80), st.binary(max_size=2)
)))  # fmt: skip
def test_any_bytes_are_a_value_or_an_error(data: bytes) -> None:
    with contextlib.suppress(FrameError):
        decode(data, lambda number: number)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"l" + struct.pack("<I", 2**32 - 1),
        b"s" + struct.pack("<I", 100) + b"short",
        (b"l" + struct.pack("<I", 1)) * 100 + b"N",
        b"a\x03\x00\x00\x00<U0\x01" + struct.pack("<QQ", 2**40, 0),
        b"a\x03\x00\x00\x00<f8\x02" + struct.pack("<QQQ", 2**40, 2**40, 0),
        b"a\x03\x00\x00\x00<f8\x01" + struct.pack("<QQ", 2, 8) + bytes(8),
        b"a\x02\x00\x00\x00|O\x00" + struct.pack("<Q", 8) + bytes(8),
        b"e" + struct.pack("<I", 1) + b"l" + struct.pack("<I", 0),
        b"h\x00\x00\x00\x00",
        b"NN",
        pickle.dumps(print),
    ],
)
def test_hostile_frames_are_refused(data: bytes) -> None:
    with pytest.raises(FrameError):
        decode(data)
