"""What a student reads: no failure leaves its question, and each says what to do."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import numpy as np
import pytest

from labs.checks import Question, forget, near, passed, summary

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    forget()


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
    summary()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(" 1    0 / 70   not written yet")
    assert lines[1].startswith(" 2   30 / 30   the tests here pass")
    assert lines[2].strip() == "30 / 100"
