"""Changes in place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.protocol.changes import is_changeable, restore


def test_what_can_be_changed_in_place() -> None:
    changeable: list[Any] = [[1], {1: 2}, {1}, bytearray(b"a"), np.zeros(1)]
    fixed: list[Any] = [(1,), "a", b"a", 1, None, frozenset({1}), np.float64(1), range(3)]
    assert all(map(is_changeable, changeable)) and not any(map(is_changeable, fixed))


@pytest.mark.parametrize(
    ("target", "new"),
    [
        ([1, 2, 3], [4]),
        ([1], [4, 5, 6]),
        ([], [4]),
        ({"a": 1, "b": 2}, {"c": 3, "a": 4}),
        ({1, 2}, {2, 3}),
        (bytearray(b"ab"), bytearray(b"c")),
    ],
)
def test_a_value_becomes_the_new_one(target: Any, new: Any) -> None:
    restore(target, new)
    assert target == new
    assert list(target) == list(new), "in another order"


def test_an_array_becomes_the_new_one() -> None:
    for shape in ((3,), (), (2, 0), (2, 2)):
        array = np.zeros(shape)
        restore(array, np.ones(shape))
        assert array.tolist() == np.ones(shape).tolist()


@pytest.mark.parametrize("new", [np.ones(4), np.ones(3, int), [9, 9, 9], (1, 1, 1), None])
def test_an_array_does_not_become_what_does_not_fit_it(new: Any) -> None:
    array = np.zeros(3)
    restore(array, new)
    assert array.tolist() == [0, 0, 0]


def test_values_of_other_kinds_stay() -> None:
    items, text, read_only = [1], "a", np.zeros(1)
    read_only.flags.writeable = False
    restore(items, (2,))
    restore(text, "b")
    restore(read_only, np.ones(1))
    assert (items, text, read_only.tolist()) == ([1], "a", [0])


def test_parts_that_can_change_keep_their_identity() -> None:
    inner, array = [1], np.zeros(2)
    items: list[Any] = [inner, array, 2]
    restore(items, [[5], np.ones(2), 3, 4])
    assert items[0] is inner == [5] and items[1] is array and array.tolist() == [1, 1]
    assert items[2:] == [3, 4]
    outer: dict[str, Any] = {"a": inner}
    restore(outer, {"a": [6], "b": [7]})
    assert outer == {"a": [6], "b": [7]} and outer["a"] is inner


def test_parts_that_cannot_change_are_replaced() -> None:
    read_only = np.zeros(1)
    read_only.flags.writeable = False
    items: list[Any] = [[1], "a", np.zeros(2), read_only, np.zeros(1)]
    restore(items, [(1,), "b", np.ones(3), np.ones(1), np.ones(1, int)])
    assert [*map(str, items)] == ["(1,)", "b", "[1. 1. 1.]", "[1.]", "[1]"]
    assert items[4].dtype == int
