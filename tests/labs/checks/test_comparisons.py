"""Each check explains itself, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from labs.checks import CheckError, exactly, has_dtype, near, parts, refuses, require


@pytest.mark.parametrize(
    "value",
    [3.0, 3, np.float32(3), np.array(3.0), True + 2],
)
def test_any_kind_of_number_is_near(value: Any) -> None:
    near(value, 3, "f()")


def test_lists_tuples_and_float32_are_near() -> None:
    near([[1, 2], (3, 4)], np.array([[1, 2], [3, 4]]), "f()")
    near(np.array([0.1, 0.7], np.float32), [0.1, 0.7], "f()")
    near([np.inf, -np.inf], [np.inf, -np.inf], "f()")


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (lambda: near(None, 1, "f()"), "f() returned nothing (None): is a `return` missing?"),
        (lambda: near([1, 2], [1, 2, 3], "f()"), "f() has shape (2,), expected (3,)."),
        (lambda: near([1], 1, "f()"), "f() has shape (1,), expected ()."),
        (lambda: near(np.nan, 1, "f()"), "f() is nan, expected 1."),
        (lambda: near(1, np.nan, "f()"), "f() is 1, expected nan."),
        (lambda: near(1.001, 1, "f()"), "f() is 1.001, expected 1."),
        (lambda: near(16.1, np.inf, "f()"), "f() is 16.1, expected inf."),
        (lambda: near("3", 3, "f()"), "f() holds a value of type str"),
        (lambda: near([1, object()], [1, 2], "f()"), "holds a value of type object"),
        (lambda: near([[1], [1, 2]], [[1], [1]], "f()"), "numbers in rows of equal length"),
        (
            lambda: near(np.eye(3), np.ones((3, 3)), "f()"),
            "f()[0, 1] is 0, expected 1 (6 of 9 numbers are off).",
        ),
        (lambda: exactly([0, 1], (1, 1), "f()"), "f() is [0, 1], expected (1, 1)."),
        (lambda: exactly(None, 1, "f()"), "returned nothing"),
        (lambda: exactly((1,), 1, "f()"), "f() is (1,), expected 1."),
        (lambda: exactly(np.dtype("int8"), "int8", "f()"), "expected 'int8'"),
        (lambda: has_dtype(np.zeros(2), "float32", "f()"), "of type float64, expected an array"),
        (lambda: has_dtype([1.0], "float32", "f()"), "of type list, expected an array"),
        (lambda: parts(np.ones(2), 2, "f()"), "expected a tuple of 2 values"),
        (lambda: parts((1, 2, 3), 2, "f()"), "f() has 3 parts, expected 2."),
        (lambda: require(False, en="Wrong.", zh="錯。"), "Wrong."),
        (lambda: refuses(lambda: 7, "f()"), "f() returned 7, expected it to raise ValueError."),
        (lambda: refuses(lambda: [][1], "f()"), "f() raised IndexError, expected"),
    ],
)
def test_each_failure_is_a_sentence(check: Callable[[], Any], message: str) -> None:
    with pytest.raises(CheckError) as caught:
        check()
    assert message in caught.value.en
    assert caught.value.zh and caught.value.zh != caught.value.en


def test_what_passes() -> None:
    exactly(np.array([1, 0]), [1, 0], "f()")
    exactly((3, (60, 28), "uint8"), [3, [60, 28], "uint8"], "f()")
    has_dtype(np.zeros(2, np.float32), "float32", "f()")
    assert parts([1, 2], 2, "f()") == (1, 2)
    require(True, en="", zh="")
    refuses(lambda: int("x"), "f()")


def test_refusing_an_unwritten_function_is_not_written() -> None:
    def call() -> None:
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        refuses(call, "f()")


@pytest.mark.parametrize(
    "evil",
    [
        type("Equal", (), {"__eq__": lambda s, o: True, "__hash__": None})(),
        type("Array", (), {"__array__": lambda s, *a, **k: np.array(1.0)})(),
    ],
)
def test_objects_that_pretend_to_be_equal_are_refused(evil: Any) -> None:
    for check in (near, exactly):
        with pytest.raises(CheckError):
            check(evil, 1, "f()")
