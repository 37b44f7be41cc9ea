"""What the student's process does when a proxy is used."""

from __future__ import annotations

import dataclasses
import pathlib
from typing import Any

import numpy as np
import pytest

from grader.protocol.operations import OPERATIONS


class Odd:
    def __len__(self) -> int:
        return 3

    def __str__(self) -> str:
        return "text"

    def __repr__(self) -> str:
        return "Odd()"

    def __int__(self) -> int:
        return 5

    def __float__(self) -> float:
        return 0.5

    def __bool__(self) -> bool:
        return False

    def __index__(self) -> int:
        return 7

    def __hash__(self) -> int:
        return 11

    def __format__(self, form: str) -> str:
        return f"<{form}>"


@pytest.mark.parametrize(
    ("to", "value"),
    [("len", 3), ("str", "text"), ("repr", "Odd()"), ("int", 5), ("float", 0.5), ("bool", False),
     ("index", 7), ("hash", 11), ("format ", "<>"), ("format >5", "<>5>"), ("data", [])],
)  # fmt: skip
def test_an_object_is_converted(to: str, value: Any) -> None:
    found = OPERATIONS["convert"](Odd(), to)
    assert found == value and type(found) is type(value)


def test_an_array_and_a_signature_are_had_of_an_object() -> None:
    array = OPERATIONS["convert"]([1, 2], "array")
    assert isinstance(array, np.ndarray) and array.tolist() == [1, 2]
    parameters, _ = OPERATIONS["convert"](lambda a, b: a, "signature")
    assert [name for name, *_ in parameters] == ["a", "b"]


@dataclasses.dataclass
class Point:
    x: int
    note: str = dataclasses.field(default="", compare=False)


@dataclasses.dataclass
class Alike:
    x: int

    def __eq__(self, other: object) -> bool:
        return True


@dataclasses.dataclass(eq=False)
class Same:
    x: int = 0


def test_an_equality_is_that_of_fields_or_paths_or_the_students_own() -> None:
    assert OPERATIONS["convert"](Point(3, "n"), "data") == ["fields", Point, [3]]
    assert OPERATIONS["convert"](pathlib.Path("a/b"), "data") == ["path", "a/b"]
    for own in (Alike(3), Same(), {"x": 3}, Point):
        assert OPERATIONS["convert"](own, "data") == []


class Wrapping:
    def __init__(self, found: Any) -> None:
        self.found = found

    def __iter__(self) -> Any:
        return self.found


class Numbers(list[int]):
    """An iterator that could be taken for plain data."""

    def __next__(self) -> int:
        return self.pop()


def test_items_come_one_by_one() -> None:
    for source in ([1, 2], Wrapping(Numbers([2, 1])), Wrapping(iter([1, 2]))):
        iterator = OPERATIONS["iter"](source)
        assert not isinstance(iterator, list) and iter(iterator) is iterator
        found = [OPERATIONS["next"](iterator) for _ in range(2)]
        assert found == [[1], [2]]
    assert OPERATIONS["next"](iter(())) == []


def test_an_iterator_that_is_an_object_stays_that_object() -> None:
    iterator = (n for n in "ab")
    assert OPERATIONS["iter"](iterator) is iterator


def test_a_generator_gets_what_is_sent() -> None:
    def echo() -> Any:
        got = yield 1
        yield got * 2

    generator = echo()
    assert OPERATIONS["next"](generator) == [1]
    assert OPERATIONS["send"](generator, 4) == [8]
    assert OPERATIONS["send"](generator, 4) == []


class Block:
    def __init__(self, suppresses: object = None) -> None:
        self.suppresses, self.seen = suppresses, []  # type: tuple[object, list[Any]]

    def __enter__(self) -> str:
        return "entered"

    def __exit__(self, *error: object) -> Any:
        self.seen = list(error)
        return self.suppresses


def test_a_block_is_entered_and_left() -> None:
    block = Block()
    assert OPERATIONS["enter"](block) == "entered"
    assert OPERATIONS["exit"](block, "") is False
    assert block.seen == [None, None, None]


@pytest.mark.parametrize(("name", "kind"), [("KeyError", KeyError), ("Unknown", RuntimeError)])
def test_a_block_learns_of_an_error(name: str, kind: type) -> None:
    block = Block("yes")
    assert OPERATIONS["exit"](block, name) is True
    assert block.seen[0] is kind and type(block.seen[1]) is kind and block.seen[2] is None


@pytest.mark.parametrize(
    ("operation", "arguments", "value"),
    [
        ("get", (3j, "imag"), 3.0),
        ("item", ([1, 2], 1), 2),
        ("items", ([1, 2, 3, 4], 1, 2), [2, 3]),
        ("items", ((1, 2), 1, 5), [2]),
        ("instance", (int, True), True),
        ("instance", (str, True), False),
        ("subclass", (int, bool), True),
    ],
)
def test_an_object_is_read(operation: str, arguments: tuple[Any, ...], value: Any) -> None:
    assert OPERATIONS[operation](*arguments) == value


def test_an_object_is_changed() -> None:
    point, items = Point(1), [1, 2, 3]
    OPERATIONS["set"](point, "x", 5)
    OPERATIONS["set_item"](items, 0, 9)
    OPERATIONS["del_item"](items, 1)
    OPERATIONS["del"](point, "note")
    assert vars(point) == {"x": 5} and items == [9, 3]
