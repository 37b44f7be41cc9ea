"""Proxies that look like what they stand for."""

from __future__ import annotations

import inspect
import os
import types
from pathlib import PurePath
from typing import Any
from unittest.mock import ANY

import pytest

from grader.protocol import proxy_classes, signatures
from grader.protocol.abilities import Ability
from grader.protocol.errors import CannotTellError
from grader.protocol.proxy import Proxy
from grader.protocol.proxy_classes import MAX_BATCH, proxy_class
from tests.grader.protocol.connections import Played


def played(abilities: Ability, *answers: Any) -> tuple[Any, Played]:
    """Return a proxy with these abilities for object 5, and its connection."""
    connection = Played(*answers)
    return proxy_class(abilities)(connection, 5), connection


def test_a_function_is_called_and_shows_its_signature() -> None:
    def half(x: Any, digits: int = 2) -> None: ...

    parts = signatures.parts_of(half)
    proxy, connection = played(Ability.CALLABLE | Ability.FUNCTION, 7, parts)
    assert proxy(1, key=2) == 7
    assert proxy.__signature__ == signatures.signature_of(*parts)
    assert connection.asked == [("call", 5, (1,), {"key": 2}), ("convert", 5, "signature")]
    assert inspect.isfunction(proxy)


def test_a_broken_signature_is_refused() -> None:
    proxy, _ = played(Ability.CALLABLE, ("a", "signature"))
    with pytest.raises(CannotTellError, match=r"^the student's function has no signature$"):
        _ = proxy.__signature__


def test_the_items_of_an_iterable_come_one_by_one() -> None:
    proxy, connection = played(Ability.ITERABLE)
    iterator = proxy_class(Ability.ITERABLE | Ability.ITERATOR)(connection, 6)
    connection.answers = [iterator, iterator, [1], [2], []]
    assert iter(proxy) is iterator and [*iterator] == [1, 2]
    assert connection.asked == [("iter", 5), ("iter", 6), *[("next", 6)] * 3]


def test_what_gives_no_iterator_is_refused() -> None:
    for answer in ([1, 2], None, proxy_class(Ability.ITERABLE)(Played(), 6)):
        with pytest.raises(CannotTellError, match=r"^the student's object is not iterable$"):
            iter(played(Ability.ITERABLE, answer)[0])


ITERATOR = Ability.ITERATOR | Ability.ITERABLE


def test_an_iterator_gives_its_items_and_ends() -> None:
    proxy, connection = played(ITERATOR, [3], [[]], [])
    assert next(proxy) == 3 and next(proxy) == []
    with pytest.raises(StopIteration):
        next(proxy)
    assert connection.asked == [("next", 5)] * 3


def test_a_generator_is_one_and_gets_what_is_sent() -> None:
    proxy, connection = played(ITERATOR | Ability.GENERATOR, [3], [])
    assert isinstance(proxy, types.GeneratorType)
    send: Any = proxy.send
    assert send(2) == 3
    with pytest.raises(StopIteration):
        send(4)
    assert connection.asked == [("send", 5, 2), ("send", 5, 4)]


@pytest.mark.parametrize("item", [3, (3,), [3, 4], None])
def test_what_gives_no_item_is_refused(item: Any) -> None:
    with pytest.raises(CannotTellError, match=r"^the student's object is not an iterator$"):
        next(played(ITERATOR, item)[0])


class Listed(Played):
    """A connection to a list that does not travel whole."""

    def __init__(self, items: list[Any], most: int = 10**9) -> None:
        super().__init__()
        self.items, self.most = items, most

    def ask(self, question: str, target: Proxy, *args: Any) -> Any:
        self.asked.append((question, *args))
        start, count = args
        found = self.items[start : start + count]
        return found if len(found) <= self.most else "too large"


LIST = Ability.ITERABLE | Ability.SEQUENCE


def batches(connection: Played) -> list[tuple[int, int]]:
    assert {question for question, *_ in connection.asked} == {"items"}
    return [(start, count) for _, start, count in connection.asked]


def test_a_large_list_comes_in_batches_that_double() -> None:
    items = list(range(3 * MAX_BATCH))
    connection = Listed(items)
    assert [*proxy_class(LIST)(connection, 5)] == items
    found = batches(connection)
    assert found[:4] == [(0, 1), (1, 2), (3, 4), (7, 8)]
    assert found[-2][1] == found[-1][1] == MAX_BATCH
    assert [start for start, _ in found[1:-1]] == [sum(pair) for pair in found[:-2]]
    assert found[-1][0] == len(items)


def test_a_batch_that_is_too_large_comes_item_by_item() -> None:
    connection = Listed([7, 8, 9], most=1)
    assert [*proxy_class(LIST)(connection, 5)] == [7, 8, 9]
    assert (1, 2) in batches(connection) and (1, 1) in batches(connection)


def test_a_batch_holds_for_all_who_go_through_a_list() -> None:
    connection = Listed(["a", "b"])
    proxy: Any = proxy_class(LIST)(connection, 5)
    other: Any = proxy_class(LIST)(connection, 6)
    assert [next(iter(each)) for each in (proxy, other, proxy)] == ["a"] * 3
    assert batches(connection) == [(0, 1)] * 2, "each list has batches of its own"


def test_a_batch_holds_for_each_who_goes_through_a_list() -> None:
    connection = Listed(["a", "b"])
    proxy: Any = proxy_class(LIST)(connection, 5)
    assert [*zip(proxy, proxy, strict=False)] == [("a", "a"), ("b", "b")]
    assert batches(connection) == [(0, 1), (1, 2), (2, 4)]


def test_a_list_is_read_anew_after_a_call() -> None:
    connection = Listed([1, 2])
    iterator = iter(proxy_class(LIST)(connection, 5))
    assert next(iterator) == 1
    connection.readings.clear()
    connection.items = [3, 4]
    assert [*iterator] == [4]


@pytest.mark.parametrize("answers", [["no list", "no list"], [[1, 2], [1, 2]], [(1,), (1,)]])
def test_what_gives_no_batch_is_refused(answers: list[Any]) -> None:
    with pytest.raises(CannotTellError, match=r"^the items of the student's list$"):
        next(iter(played(LIST, *answers)[0]))


@pytest.mark.parametrize(
    ("ability", "read", "to", "value"),
    [
        (Ability.SIZED, len, "len", 3),
        (Ability.TRUTH, bool, "bool", False),
        (Ability.INDEX, lambda x: range(9)[x], "index", 4),
        (Ability.REPR, repr, "repr", "Odd()"),
        (Ability.EQUALITY, hash, "hash", 11),
    ],
)
def test_what_an_object_has_of_its_own_is_read(
    ability: Ability, read: Any, to: str, value: Any
) -> None:
    proxy, connection = played(ability, value)
    assert read(proxy) == value
    assert connection.asked == [("convert", 5, to)]
    with pytest.raises(CannotTellError, match=rf"^the student's object cannot be read as {to}$"):
        read(played(ability, ())[0])


def test_a_file_of_the_students_is_not_opened() -> None:
    with pytest.raises(CannotTellError, match=r"^a file of the student's process$"):
        os.fspath(played(Ability.PATH)[0])


def compared(data: Any, other: Any) -> tuple[Any, Any, set[str]]:
    """Return what == and != say of an object with this data, and what verdicts were noted."""
    proxy, connection = played(Ability.EQUALITY, data)
    found = proxy == other, proxy != other
    assert connection.asked == [("convert", 5, "data")]
    return *found, connection.verdicts


def twin(data: Any) -> Any:
    return played(Ability.EQUALITY, data)[0]


@pytest.mark.parametrize(
    ("data", "other", "equal"),
    [
        (["path", "a/b"], PurePath("a/b"), True),
        (["path", "a/b"], PurePath("a/c"), False),
        (["path", "a/b"], "a/b", False),
        (["fields", "P", [1]], ["fields", "P", [1]], False),
        (["fields", "P", [1]], PurePath("a"), False),
        (["path", "a/b"], ANY, True),
        (["fields", "P", [1]], ANY, True),
    ],
)
def test_an_object_is_compared_by_its_data(data: Any, other: Any, equal: bool) -> None:
    assert compared(data, other) == (equal, not equal, set())


@pytest.mark.parametrize(
    ("data", "others", "equal"),
    [
        (["path", "a/b"], ["path", "a/b"], True),
        (["path", "a/b"], ["path", "a/c"], False),
        (["fields", "P", [1]], ["fields", "P", [1]], True),
        (["fields", "P", [1]], ["fields", "P", [2]], False),
        (["fields", "P", [1]], ["path", "P"], False),
    ],
)
def test_that_two_objects_of_the_students_were_compared_is_noted(
    data: Any, others: Any, equal: bool
) -> None:
    assert compared(data, twin(others)) == (equal, not equal, {"=="})


def test_an_equality_of_the_students_own_is_refused() -> None:
    why = r"^an equality that the student's class defines$"
    with pytest.raises(CannotTellError, match=why):
        _ = played(Ability.EQUALITY, [])[0] == 3
    with pytest.raises(CannotTellError, match=why):
        _ = twin(["fields", "P", []]) == twin([])


CONTAINER = Ability.CONTAINER | LIST


def test_in_looks_at_the_items_which_are_read_once() -> None:
    nan = float("nan")
    connection = Listed([1, "a", nan])
    proxy: Any = proxy_class(CONTAINER)(connection, 5)
    assert 1 in proxy and "a" in proxy and nan in proxy and 2 not in proxy
    asked = len(connection.asked)
    connection.items = [2]
    assert 2 not in proxy and len(connection.asked) == asked
    other: Any = proxy_class(CONTAINER)(connection, 6)
    assert 2 in other


def test_in_looks_at_so_many_items_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy_classes, "MAX_SEARCHED", 3)
    endless, asked = played(Ability.CONTAINER | ITERATOR)
    asked.answers = [endless, [1], [2], [3], [4]]
    assert 3 in endless and asked.answers == []
    all_seen: Any = proxy_class(CONTAINER)(Listed([1, 2, 3]), 5)
    assert 3 in all_seen and 4 not in all_seen
    more: Any = proxy_class(CONTAINER)(Listed([1, 2, 3, 4]), 5)
    assert 3 in more
    for item in (4, 5):
        with pytest.raises(CannotTellError, match=r"^`in` on an object of the student's class$"):
            _ = item in more


def test_in_is_refused_where_there_are_no_items_to_look_at() -> None:
    with pytest.raises(CannotTellError, match=r"^`in` on an object of the student's class$"):
        _ = 1 in played(Ability.CONTAINER)[0]


def test_a_block_is_entered_and_left() -> None:
    proxy, connection = played(Ability.CONTEXT, "entered", False, True)
    with proxy as entered:
        assert entered == "entered"
    proxy.__exit__(None, None, None)
    assert connection.asked == [("enter", 5), ("exit", 5, ""), ("exit", 5, "")]


def test_a_block_learns_of_an_error_but_may_not_suppress_it() -> None:
    proxy, connection = played(Ability.CONTEXT, None, False, None, True)
    with pytest.raises(KeyError), proxy:
        raise KeyError("x")
    assert connection.asked[1] == ("exit", 5, "KeyError")
    why = r"^an error that the student's `with` suppresses$"
    with pytest.raises(CannotTellError, match=why), proxy:
        raise KeyError("x")


def test_abilities_are_combined() -> None:
    assert proxy_class(Ability(0)) is Proxy
    proxy, connection = played(Ability.SIZED | Ability.TRUTH | Ability.CALLABLE, 3, False, "doc")
    assert len(proxy) == 3 and not proxy and callable(proxy)
    assert proxy.__doc__ == "doc", "that of the student's object"
    assert connection.asked[2:] == [("get", 5, "__doc__")]
