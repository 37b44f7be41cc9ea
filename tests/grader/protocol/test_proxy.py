"""The proxy of a student's object."""

from __future__ import annotations

import copy
import math
import operator
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.protocol.errors import CannotTellError
from grader.protocol.proxy import Proxy
from tests.grader.protocol.connections import Played


def played(*answers: Any) -> tuple[Any, Played]:
    """Return the proxy of object 5, and the connection through which it asks."""
    connection = Played(*answers)
    return Proxy(connection, 5), connection


def test_a_proxy_equals_nothing_else() -> None:
    proxy, connection = played()
    for other in (Proxy(connection, 6), 0, 5, True, None, "x", float("nan"), proxy.__class__):
        assert not operator.eq(proxy, other) and not operator.eq(other, proxy)
        assert operator.ne(proxy, other)
    assert proxy not in [1, 2] and len({proxy, proxy}) == 1
    assert operator.eq(proxy, proxy)
    assert proxy.__class__ is Proxy and not isinstance(proxy, int)
    assert connection.asked == []


TWO_SIDED: list[Callable[[Any, Any], Any]] = [
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod,
    operator.matmul, operator.and_, operator.or_, operator.xor, operator.lshift, operator.rshift,
    divmod, pow,
]  # fmt: skip
COMPARISONS = [operator.lt, operator.le, operator.gt, operator.ge]
ONE_SIDED = [operator.neg, operator.pos, abs, operator.invert, round]


@pytest.mark.parametrize(
    "operation",
    [*(lambda x, o=o: o(x, 1) for o in TWO_SIDED + COMPARISONS),
     *(lambda x, o=o: o(1, x) for o in TWO_SIDED + COMPARISONS), *ONE_SIDED],
)  # fmt: skip
def test_arithmetic_and_order_are_refused(operation: Callable[[Any], Any]) -> None:
    proxy, connection = played()
    with pytest.raises(CannotTellError, match=r"^an object of the student's class in __\w+__$"):
        operation(proxy)
    assert len(connection.refused) == 1 and connection.asked == []


def test_a_proxy_is_no_base_class_and_is_not_copied() -> None:
    proxy, connection = played()
    for act in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(CannotTellError):
            act(proxy)
    with pytest.raises(CannotTellError):
        exec("class Mine(proxy): pass", {"proxy": proxy})
    assert [*dict.fromkeys(connection.refused)] == [
        "an object of the student's process cannot be copied",
        "a class that derives from the student's",
    ]


def test_attributes_and_items_are_asked_for() -> None:
    proxy, connection = played(3, "doc", None, None, 7, None, None)
    assert proxy.x == 3
    assert proxy.__doc__ == "doc"
    proxy.x = 4
    del proxy.x
    assert proxy["key"] == 7
    proxy["key"] = 8
    del proxy["key"]
    assert connection.asked == [
        ("get", 5, "x"), ("get", 5, "__doc__"), ("set", 5, "x", 4), ("del", 5, "x"),
        ("item", 5, "key"), ("set_item", 5, "key", 8), ("del_item", 5, "key"),
    ]  # fmt: skip


def test_it_is_known_by_what_name_an_object_was_had() -> None:
    proxy, connection = played()
    connection.answers = [Proxy(connection, 9), "plain"]
    assert proxy.method._grader_number == 9 and proxy.text == "plain"
    assert connection.methods == {9: "method"}


@pytest.mark.parametrize(
    "name",
    ["__name__", "__qualname__", "__module__", "__annotations__", "__defaults__",
     "__kwdefaults__", "__dict__", "__wrapped__", "__bases__", "__mro__"],
)  # fmt: skip
def test_what_libraries_look_at_is_asked_for(name: str) -> None:
    proxy, connection = played("found")
    assert getattr(proxy, name) == "found"
    assert connection.asked == [("get", 5, name)]


@pytest.mark.parametrize("name", ["_private", "__len__", "_grader_other"])
def test_a_library_sees_no_private_attributes(name: str) -> None:
    proxy, connection = played()
    with pytest.raises(AttributeError, match=rf"^{name}$"):
        getattr(proxy, name)
    with pytest.raises(AttributeError, match=rf"^{name}$"):
        setattr(proxy, name, 1)
    assert connection.asked == []


def of_a_test(source: str, proxy: Any) -> Any:
    names: dict[str, Any] = {"__name__": "__main__", "proxy": proxy}
    exec(f"{source}\n", names)
    return names.get("result")


def test_a_tests_own_code_sees_and_sets_private_attributes() -> None:
    proxy, connection = played(3, None)
    assert of_a_test("result = proxy._private\nproxy._private = 4", proxy) == 3
    assert connection.asked == [("get", 5, "_private"), ("set", 5, "_private", 4)]
    for source in ("proxy.__len__", "proxy._grader_other", "proxy._grader_other = 1"):
        with pytest.raises(AttributeError):
            of_a_test(source, proxy)
    assert len(connection.asked) == 2


def test_a_tests_own_code_sees_the_class_as_a_proxy() -> None:
    proxy, connection = played()
    connection.answers = [Proxy(connection, 9), "no class"]
    assert of_a_test("result = proxy.__class__", proxy)._grader_number == 9
    assert of_a_test("result = proxy.__class__", proxy) is Proxy


@pytest.mark.parametrize(
    ("read", "to", "value"),
    [(int, "int", 3), (float, "float", 0.5), (str, "str", "text"),
     (lambda x: f"{x}", "format ", "text"), (lambda x: f"{x:>5}", "format >5", "text")],
)  # fmt: skip
def test_an_object_is_read_once_as_one_kind(
    read: Callable[[Any], Any], to: str, value: Any
) -> None:
    proxy, connection = played(value)
    assert read(proxy) == value == read(proxy)
    assert connection.asked == [("convert", 5, to)]
    with pytest.raises(CannotTellError, match=f"^the student's object cannot be read as {to}$"):
        read(Proxy(Played([]), 5))
    connection.answers.append(value)
    assert read(Proxy(connection, 6)) == value, "each object has readings of its own"


def test_an_object_is_read_as_an_array() -> None:
    proxy, connection = played(np.array([1, 2]))
    assert np.asarray(proxy).tolist() == [1, 2]
    assert np.asarray(proxy, float).dtype == proxy.__array__(float).dtype == float
    assert math.prod(np.array(proxy).shape) == 2
    assert connection.asked == [("convert", 5, "array")]


def test_a_class_tells_what_is_an_instance_and_that_it_told() -> None:
    proxy, connection = played(True, False, "yes")
    assert isinstance(3, proxy) is True and connection.verdicts == {"isinstance"}
    assert issubclass(int, proxy) is False
    assert connection.verdicts == {"isinstance", "issubclass"}
    assert connection.asked == [("instance", 5, 3), ("subclass", 5, int)]
    with pytest.raises(CannotTellError, match=r"^the student's object is not a class$"):
        isinstance(3, proxy)


def test_a_proxy_is_written_as_what_it_is() -> None:
    assert repr(played()[0]) == "<an object of the student's process>"
