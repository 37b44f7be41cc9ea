"""Values of the standard library: what their parts may be."""

from __future__ import annotations

import datetime
import zoneinfo
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgpack
import pytest

from grader.protocol.codec import encode
from grader.protocol.decoder import decode
from grader.protocol.plain import MAX_DIGITS, MAX_INT_BITS, FrameError, Kind, NotPlainError
from tests.grader.protocol.plain_values import extension

LONG = "the number has too many digits"
OTHER_DEFAULT = "a dictionary whose default is not a plain value"
NUMPY_CLASS = msgpack.ExtType(Kind.DTYPE, msgpack.packb(["<f8", True]))


@pytest.mark.parametrize(
    ("kind", "parts", "message"),
    [
        (Kind.SLICE, [1], "too few parts of a slice"),
        (Kind.DEQUE, [], "too few parts of a deque"),
        (Kind.DEQUE, ["5"], "no part of a deque"),
        (Kind.FRACTION, [1, 2.5], "no part of a Fraction"),
        (Kind.DICT_ITEMS, [msgpack.ExtType(Kind.TUPLE, b"\x92\x01\x02"), 3],
         "no part of a dict_items"),
        (Kind.DECIMAL, ["0" * MAX_DIGITS + "1"], LONG),
        (Kind.DECIMAL, [f"1e{MAX_DIGITS + 1}"], LONG),
        (Kind.DECIMAL, [f"1e-{MAX_DIGITS + 1}"], LONG),
        (Kind.DECIMAL, ["1" * (MAX_DIGITS // 2 + 1)], LONG),
        (Kind.DEFAULT_DICT, [NUMPY_CLASS, {}], OTHER_DEFAULT),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_value_is_said(kind: Kind, parts: list[Any], message: str) -> None:
    with pytest.raises(FrameError, match=rf"^{message}$"):
        decode(extension(kind, parts))


@pytest.mark.parametrize(
    "value",
    [
        Decimal(f"1e{MAX_DIGITS}"), Decimal(f"-1e-{MAX_DIGITS}"), Decimal("1" * (MAX_DIGITS // 2)),
        Fraction(2**MAX_INT_BITS - 1), Fraction(1 - 2**MAX_INT_BITS, 3),
        Fraction(1, 2**MAX_INT_BITS - 1),
    ],
    ids=["large", "small", "long", "number", "numerator", "denominator"],
)  # fmt: skip
def test_the_longest_numbers_arrive(value: Any) -> None:
    assert decode(encode(value)) == value


def test_a_number_may_have_zeros_in_front() -> None:
    assert decode(extension(Kind.DECIMAL, ["0" * (MAX_DIGITS - 1) + "7"])) == 7


@pytest.mark.parametrize(
    "value",
    [
        Fraction(2**MAX_INT_BITS), Fraction(1, 2**MAX_INT_BITS),
        Decimal("1" * (MAX_DIGITS // 2 + 1)), Decimal(f"1e{MAX_DIGITS + 1}"),
        datetime.datetime(2024, 2, 29, tzinfo=zoneinfo.ZoneInfo("UTC")),
        datetime.time(1, 2, tzinfo=zoneinfo.ZoneInfo("UTC")),
        type("int", (), {}),
    ],
    ids=["number", "denominator", "digits", "exponent", "zone", "zone of a time", "class"],
)  # fmt: skip
def test_values_that_would_not_arrive_whole_are_not_plain(value: Any) -> None:
    with pytest.raises(NotPlainError):
        encode(value)
