"""What a student reads: each check explains itself, and no failure leaves its question."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from labs import checks, given
from labs.checks import (
    CheckError,
    Question,
    exactly,
    has_dtype,
    near,
    parts,
    passed,
    refuses,
    require,
    show,
)

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    checks.forget()


def test_passing_prints_one_line_and_has_no_score(capsys: Captured) -> None:
    with Question(1, points=10) as q1:
        near(3.6, 3.6, "f()")
    captured = capsys.readouterr()
    assert q1.score is None and passed(1)
    assert captured.err == "" and captured.out.count("\n") == 1
    assert "(10 points)" in captured.out and "（10 分）" in captured.out


def test_unwritten_is_one_line_on_stderr(capsys: Captured) -> None:
    with Question(4, points=10) as q4:
        raise NotImplementedError
    assert q4.score == 0 and q4.state == "not written" and not passed(4)
    assert capsys.readouterr().err == "Question 4: not written yet · 第 4 題：尚未作答\n"


def test_a_failed_check_ends_the_block_with_both_languages(capsys: Captured) -> None:
    with Question(2, points=5) as q2:
        near(0.4, 3.6, "f()", en="Add the bias.", zh="請加上偏差。")
        raise AssertionError("not reached")  # pragma: no cover
    assert q2.score == 0
    assert capsys.readouterr().err == (
        "Question 2: f() is 0.4, expected 3.6. Add the bias.\n"
        "第 2 題：f() 是 0.4，應為 3.6。請加上偏差。\n"
    )


def test_an_error_in_student_code_names_the_line(capsys: Captured) -> None:
    code = "def f(x):\n    y = 0\n    return x / y"
    space: dict[str, Any] = {}
    exec(compile(code, "<student cell>", "exec"), space)
    with Question(3, points=5) as q3:
        space["f"](1)
    error = capsys.readouterr().err
    assert q3.score == 0 and "Traceback" not in error
    assert "stopped with ZeroDivisionError: division by zero (in f, line 3)" in error


@pytest.mark.parametrize("stop", [SystemExit, RecursionError])
def test_exit_and_recursion_are_failures_like_others(stop: type[BaseException]) -> None:
    with Question(3, points=5) as q3:
        raise stop
    assert q3.score == 0 and q3.state == "failed"


def test_a_missing_name_asks_to_run_the_cells_above(capsys: Captured) -> None:
    with Question(3, points=5):
        eval("not_there")
    assert "run the cells above first" in capsys.readouterr().err


def test_the_keyboard_still_interrupts() -> None:
    with pytest.raises(KeyboardInterrupt), Question(3, points=5):
        raise KeyboardInterrupt
    assert not passed(3)


def test_noise_on_stderr_costs_nothing(capsys: Captured) -> None:
    # Recorded, or pytest would list them; without the question they would be errors.
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("error")
        with Question(3, points=5) as q3:
            print("log line", file=sys.stderr)
            warnings.warn("careful", stacklevel=1)
            np.exp(np.array([1000.0]))
    captured = capsys.readouterr()
    assert q3.score is None and captured.err == ""
    assert "log line" in captured.out


def test_a_second_run_replaces_the_first() -> None:
    with Question(1, points=5):
        raise NotImplementedError
    with Question(1, points=5):
        pass
    assert passed(1)


def test_summary_counts_points(capsys: Captured) -> None:
    with Question(2, points=30):
        pass
    with Question(1, points=70):
        raise NotImplementedError
    capsys.readouterr()
    checks.summary()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(" 1    0 / 70   not written yet")
    assert lines[1].startswith(" 2   30 / 30   the tests here pass")
    assert lines[2].strip() == "30 / 100"


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


def test_what_is_checked_may_have_a_name_in_both_languages() -> None:
    with pytest.raises(CheckError) as caught:
        near(1, 2, "the last loss | 最後一個損失")
    assert caught.value.en == "the last loss is 1, expected 2."
    assert caught.value.zh == "最後一個損失 是 1，應為 2。"


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


def test_show_is_short() -> None:
    assert show(np.array([0.5, 1e-9, 3])) == "[0.5, 1e-09, 3]"
    assert show(1 / 3) == "0.333333" and show(np.float32(2)) == "2" and show(np.int8(2)) == "2"
    assert len(show("x" * 1000)) == 120


def test_given_gradient_equals_finite_differences() -> None:
    rng = np.random.default_rng(0)
    X, y, w, b, h = rng.normal(size=(9, 3)), rng.integers(0, 2, 9), rng.normal(size=3), 0.3, 1e-6
    grad_w, grad_b = given.gradient(X, y, w, b)
    for j, unit in enumerate(np.eye(3)):
        slope = given.loss(X, y, w + h * unit, b) - given.loss(X, y, w - h * unit, b)
        assert grad_w[j] == pytest.approx(slope / (2 * h), rel=1e-6)
    slope = given.loss(X, y, w, b + h) - given.loss(X, y, w, b - h)
    assert grad_b == pytest.approx(slope / (2 * h), rel=1e-6)
    half_squares = (given.forward(X, w, b) - y) ** 2 / 2
    assert given.loss(X, y, w, b) == pytest.approx(half_squares.mean())
