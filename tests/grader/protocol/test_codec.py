"""Plain values as bytes: what arrives, and what does not pass."""

from __future__ import annotations

import datetime
import functools
import math
from collections import Counter, OrderedDict, defaultdict, deque
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as hnp

from grader.protocol.codec import encode, encoded
from grader.protocol.decoder import count_items, decode
from grader.protocol.plain import (
    MAX_DEPTH,
    MAX_INT_BITS,
    MAX_INT_BYTES,
    MAX_ITEMS,
    FrameError,
    Kind,
    NotPlainError,
)
from tests.grader.protocol.plain_values import PLAIN, extension


def same(one: Any, other: Any) -> bool:
    """Equal, and of equal types all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


@given(PLAIN)
def test_plain_values_arrive_as_they_were(value: Any) -> None:
    assert same(decode(encode(value)), value)


@given(
    hnp.arrays(
        hnp.boolean_dtypes()
        | hnp.integer_dtypes()
        | hnp.floating_dtypes(sizes=(16, 32, 64))
        | hnp.complex_number_dtypes(sizes=(64, 128))
        | hnp.unicode_string_dtypes(max_len=5)
        | hnp.byte_string_dtypes(max_len=5),
        hnp.array_shapes(min_dims=0, min_side=0, max_dims=4),
    )
)
def test_arrays_arrive_as_they_were(array: Any) -> None:
    other = decode(encode(array))
    assert other.dtype == array.dtype and other.shape == array.shape
    assert other.tobytes() == array.tobytes() and other.flags.writeable


def test_objects_do_not_pass() -> None:
    for value in (object(), print, np.array([object()]), [1, {2: lambda: 3}], Exception):
        with pytest.raises(NotPlainError):
            encode(value)
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(NotPlainError):
        encode(circle)
    assert decode(encode([1, print], lambda thing: 7), lambda number: -number) == [1, -7]


def test_subclasses_arrive_as_plain_values() -> None:
    class Number(IntEnum):
        ONE = 1

    class Text(str):
        __slots__ = ()

    class Items(list[int]):
        pass

    found = decode(encode([Number.ONE, Text("a"), Items([1]), np.float64(0.5), np.bool_(True)]))
    assert found == [1, "a", [1], 0.5, True]
    assert [type(item) for item in found] == [int, str, list, np.float64, np.bool_]
    assert math.isnan(decode(encode(float("nan"))))


def test_named_tuples_keep_their_names_and_no_other() -> None:
    from collections import namedtuple

    point: Any = namedtuple("point", "x y")
    found = decode(encode(point(1, [2])))
    assert found == (1, [2]) and (found.x, found.y) == (1, [2])
    for names in ("count", "__class__", "_x", "class", "a b", "x\ny", ""):
        with pytest.raises(FrameError):
            decode(extension(Kind.NAMED_TUPLE, [names, 1]))


def test_mutable_bytes_stay_mutable() -> None:
    found = decode(encode(bytearray(b"ab")))
    assert type(found) is bytearray and found == b"ab"
    assert decode(encode([bytearray(b"ab"), memoryview(b"cd")])) == [b"ab", b"cd"]


@pytest.mark.proof
def test_large_values_and_parts_of_values() -> None:
    for many in (Fraction(1, 3), np.zeros(0)):  # what a reader refuses
        with pytest.raises(NotPlainError):
            encode([encoded([many] * 1000)] * 200)
    numbers = encode([encoded([np.float64(0.5)] * 1000)] * 170)
    assert decode(numbers) == [[0.5] * 1000] * 170
    part = encoded([(1, "a")] * 5000)
    assert part.items == count_items(part) == 1 + 5000 * 3  # the list, a tuple's list, its items
    assert decode(encode({"x": part})) == {"x": [(1, "a")] * 5000}
    assert decode(encode(2 ** (8 * MAX_INT_BYTES), lambda value: 7), lambda number: number) == 7


VIEW = {1: [2], 3: [4]}
EAST = datetime.timezone(datetime.timedelta(hours=8))
VALUES: list[Any] = [
    Fraction(-1, 3), Decimal("0.10"), Decimal("-Infinity"), deque([1, [2]], 5), deque("ab"),
    Counter("hello"), OrderedDict([("b", 1), ("a", 2)]), defaultdict(list, {1: [2]}),
    defaultdict(None, {1: 2}), VIEW.keys(), VIEW.items(), slice(1, None, 2), range(3, 9, 2), 2 - 3j,
    datetime.date(2024, 2, 29), datetime.time(1, 2, 3, 4),
    datetime.datetime(2024, 2, 29, 12, tzinfo=EAST), datetime.timedelta(-1, 5, 7),
    int, type(None), np.float32, np.dtype("<i2"), np.dtype("datetime64[s]"),
    np.datetime64("2024-02-29"), np.True_, np.array([[1, "a"], [None, {2: 3}]], object),
    np.array([], object), deque(), {}.keys(), {}.items(), Counter(), OrderedDict(),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_common_types_arrive_as_they_were(value: Any) -> None:
    found = decode(encode(value))
    assert type(found) is type(value)
    assert np.array_equal(found, value) if isinstance(value, np.ndarray) else found == value
    assert repr(found) == repr(value)


def test_a_view_of_bytes_arrives_as_one() -> None:
    found = decode(encode(memoryview(b"ab")))
    assert type(found) is memoryview and found.tobytes() == b"ab"


def test_what_compares_by_identity_arrives_with_its_parts() -> None:
    assert list(decode(encode(VIEW.values()))) == [[2], [4]]
    assert list(decode(encode({}.values()))) == []
    counter = decode(encode(Counter("hello")))
    assert counter.most_common(1) == [("l", 2)] and decode(encode(deque([1], 1))).maxlen == 1


def test_masked_arrays_keep_their_mask() -> None:
    masked = np.ma.MaskedArray([1.0, 2.0, 9.0], [False, False, True])
    found = decode(encode(masked))
    assert type(found) is type(masked) and found.mean() == 1.5 and found.count() == 2


def test_half_precision_of_tensorflow_arrives() -> None:
    import ml_dtypes

    values = np.array([1.5, -2.0], ml_dtypes.bfloat16)
    found = decode(encode([values, values[0]]))
    assert found[0].dtype == values.dtype and (found[0] == values).all() and found[1] == 1.5


@pytest.mark.parametrize(
    "value",
    [Decimal("1e999999999"), Decimal("1e-999999999"), Decimal(10**9_000), np.zeros(1, "i4, f8")],
    ids=["large", "small", "long", "records"],
)
def test_what_costs_more_than_it_says_travels_as_a_number(value: Any) -> None:
    with pytest.raises(NotPlainError):
        encode(value)
    assert decode(encode(value, lambda part: 7), lambda number: number) == 7


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("bits", [64, 71, 72, 1000, MAX_INT_BITS])
def test_large_numbers_arrive(bits: int, sign: int) -> None:
    for value in (sign * (2**bits - 1), sign * 2 ** (bits - 1)):
        assert decode(encode(value)) == value


@pytest.mark.parametrize("data", ["\udc80", "統計\ud800", b"\xff", bytes(300_000), {1: {2: ()}}])
def test_texts_and_bytes_arrive(data: Any) -> None:
    assert decode(encode(data)) == data


def _noted(seen: list[object], part: object) -> int:
    seen.append(part)
    return 2**64 - 1


def test_an_object_gets_a_number_and_it_is_of_eight_bytes() -> None:
    class Text(type):
        pass

    objects = [object(), 2**MAX_INT_BITS, Fraction(2**MAX_INT_BITS), Text("A", (), {}), np.str_]
    for thing in objects:
        seen: list[object] = []
        data = encode([thing], functools.partial(_noted, seen))
        assert seen == [thing] and seen[0] is thing
        assert decode(data, lambda number: number) == [2**64 - 1]


def test_what_is_not_plain_is_named() -> None:
    with pytest.raises(NotPlainError, match=r"^Exception is not plain data$"):
        encode([Exception()])


def test_a_value_has_a_limit_in_bytes() -> None:
    data = encode([1, "ab"])
    assert encode([1, "ab"], max_bytes=len(data)) == data
    with pytest.raises(NotPlainError, match=r"^the value is too large$"):
        encode([1, "ab"], max_bytes=len(data) - 1)
    with pytest.raises(NotPlainError, match=r"^the array is too large$"):
        encode(np.zeros(9), max_bytes=70)


def test_a_value_has_a_limit_in_parts() -> None:
    fitting = [None] * (MAX_ITEMS - 1)  # and the list itself
    assert encoded(fitting).items == MAX_ITEMS
    with pytest.raises(NotPlainError, match=r"^the value is too large$"):
        encode([*fitting, None])


def test_a_value_has_a_limit_in_depth() -> None:
    class Number(IntEnum):
        ONE = 1

    def nested(inner: Any, levels: int) -> Any:
        for _ in range(levels):
            inner = (inner,)
        return inner

    for inner, levels in ((1, MAX_DEPTH), (Number.ONE, MAX_DEPTH - 1)):
        value = nested(inner, levels)
        assert decode(encode(value)) == value
        with pytest.raises(NotPlainError, match=r"^the value is nested too deeply$"):
            encode((value,))
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(NotPlainError, match=r"^the value is nested too deeply or too large: \w"):
        encode(circle)


def test_a_part_of_a_value_may_be_written_before_it() -> None:
    part = encoded({"a": (1, 2)})
    assert decode(encode([part, part])) == [{"a": (1, 2)}] * 2
    assert count_items(part) <= part.items <= 10 * len(part)


def test_tuples_with_odd_fields_arrive_as_tuples() -> None:
    from collections import namedtuple

    for fields in (["x", "y"], "xy", 5, ("x",), ("x", "count"), ()):
        kind: Any = type("Odd", (tuple,), {"_fields": fields})
        assert type(decode(encode(kind((1, 2))))) is tuple
    method: Any = namedtuple("method", "count x")
    assert type(decode(encode(method(1, 2)))) is tuple


def test_collections_of_a_students_class_arrive_as_plain_ones() -> None:
    for plain in (dict, list, tuple, set, frozenset):
        kind: Any = type("Mine", (plain,), {})
        found = decode(encode(kind({1: 2})))
        assert type(found) is plain and found == plain({1: 2})
