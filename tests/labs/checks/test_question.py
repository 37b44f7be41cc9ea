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
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
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
        near(0.4, 3.6, "f()")
        raise AssertionError("not reached")  # pragma: no cover
    assert q2.score == 0
    assert capsys.readouterr().err == (
        "Question 2: f() is 0.4, expected 3.6.\n第 2 題：f() 是 0.4，應為 3.6。\n"
    )


LATER = "In the notebook, a second failure gives a hint. · 在筆記本裡，第二次沒通過時會出現提示。"
FIRST = f"Question 2: f() is 0.4, expected 3.6.\n第 2 題：f() 是 0.4，應為 3.6。\n{LATER}\n"
SECOND = (
    "Question 2: f() is 0.4, expected 3.6. Add the bias.\n"
    "第 2 題：f() 是 0.4，應為 3.6。請加上偏差。\n"
)


def wrong() -> None:
    with Question(2, points=5):
        near(0.4, 3.6, "f()", en="Add the bias.", zh="請加上偏差。")


def test_a_hint_comes_with_the_second_failure_of_its_question(capsys: Captured) -> None:
    with Question(1, points=5):
        raise ValueError
    with Question(2, points=5):  # what is not written did not fail
        raise NotImplementedError
    with Question(2, points=5):  # nor did what has not run yet
        raise NameError("name 'f' is not defined")
    with Question(2, points=5) as q2:
        with q2.part("f", 2):
            raise NameError("name 'f' is not defined")
        with q2.part("g", 2):
            raise NotImplementedError
        with q2.part("h", 1):
            near(1, 1, "h()")
    capsys.readouterr()
    for expected in (FIRST, SECOND, SECOND):
        wrong()
        assert capsys.readouterr().err == expected
    forget()  # a fresh kernel
    wrong()
    assert capsys.readouterr().err == FIRST


@pytest.mark.parametrize(("mode", "expected"), [("validate", FIRST), ("autograde", SECOND)])
def test_who_handed_in_reads_the_hint_at_once(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, mode: str, expected: str
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    wrong()
    assert capsys.readouterr().err == expected


def test_parts_keep_their_hints_back_as_well(capsys: Captured) -> None:
    told = []
    for _ in range(2):
        with Question(3, points=9) as q3:
            with q3.part("f", 5):
                near(0.4, 3.6, "f()", en="Add the bias.", zh="請加上偏差。")
            with q3.part("g", 4):
                near(1, 1, "g()")
        assert q3.score == 4
        told.append(capsys.readouterr().out)
    first, second = told
    assert "Add the bias" not in first and "請加上偏差" not in first and LATER in first
    assert "expected 3.6. Add the bias." in second and "應為 3.6。請加上偏差。" in second
    assert LATER not in second


def test_an_error_in_student_code_names_the_line(capsys: Captured) -> None:
    code = "def f(x):\n    y = 0\n    return x / y"
    space: dict[str, Any] = {}
    exec(compile(code, "<student cell>", "exec"), space)
    with Question(3, points=5) as q3:
        space["f"](1)
    error = capsys.readouterr().err
    assert q3.score == 0 and "Traceback" not in error
    assert "stopped with ZeroDivisionError: division by zero (in f, line 3)" in error


def test_an_error_from_a_module_out_of_sight_names_the_students_line(capsys: Captured) -> None:
    """As when the grader stops a function: its own files cannot be read there."""
    module: dict[str, Any] = {"__spec__": "it was imported"}
    code = "def stop():\n    raise TimeoutError('too long')"
    exec(compile(code, "/out/of/sight.py", "exec"), module)
    space: dict[str, Any] = {"stop": module["stop"]}
    exec(compile("def f(x):\n\n    stop()", "<student cell>", "exec"), space)
    with Question(3, points=5):
        space["f"](1)
    assert "TimeoutError: too long (in f, line 3)" in capsys.readouterr().err


@pytest.mark.parametrize("stop", [SystemExit, RecursionError])
def test_exit_and_recursion_are_failures_like_others(stop: type[BaseException]) -> None:
    with Question(3, points=5) as q3:
        raise stop
    assert q3.score == 0 and q3.state == "failed"


def test_a_missing_name_asks_to_run_the_cells_above(capsys: Captured) -> None:
    with Question(3, points=5):
        eval("not_there")
    told = capsys.readouterr().err
    assert "; run the cells above first, and correct those that stop\n" in told
    assert told.endswith("；請先執行上面的儲存格，並更正會中斷的儲存格\n")


@pytest.mark.parametrize("mode", ["validate", "autograde"])
def test_a_grader_has_run_the_cells_above(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    with Question(3, points=5):
        eval("not_there")
    assert capsys.readouterr().err == (
        "Question 3: your code stopped with NameError: name 'not_there' is not defined; "
        "none of the cells above defined it\n"
        "第 3 題：你的程式中斷了，NameError: name 'not_there' is not defined；"
        "上面的儲存格都沒有定義它\n"
    )


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


def test_summary_names_what_a_person_grades(capsys: Captured) -> None:
    with Question(1, points=94):
        pass
    capsys.readouterr()
    summary({2: 6})
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].strip() == "94 / 94"
    assert lines[2].startswith(" 2    ? / 6    a person reads your answer · 由老師")


def test_parts_are_all_tried_and_each_costs_its_own_points(capsys: Captured) -> None:
    with Question(5, points=12) as q5:
        with q5.part("output_error", 5):
            near(0.4, 0.2, "output_error(Y, P)")
        with q5.part("the last layer | 最後一層", 4):
            raise ZeroDivisionError
        with q5.part("hidden_error", 3):
            near(1, 1, "hidden_error(...)")
    captured = capsys.readouterr()
    assert q5.score == 3 and q5.state == "in parts" and not passed(5)
    # nbgrader gives nothing for a cell that wrote to stderr.
    assert captured.err == ""
    assert captured.out == (
        "Question 5, output_error (5 points): output_error(Y, P) is 0.4, expected 0.2.\n"
        "第 5 題，output_error（5 分）：output_error(Y, P) 是 0.4，應為 0.2。\n"
        "Question 5, the last layer (4 points): your code stopped with ZeroDivisionError\n"
        "第 5 題，最後一層（4 分）：你的程式中斷了，ZeroDivisionError\n"
        "The other parts pass: 3 of 12 points · 其餘部分通過：12 分中的 3 分\n"
    )


def test_all_blocks_of_a_part_must_pass() -> None:
    for first, second in ((1, 2), (2, 1)):
        with Question(5, points=12) as q5:
            with q5.part("a", 4):
                near(first, 1, "a()")
            with q5.part("b", 8):
                near(1, 1, "b()")
            with q5.part("a"):
                near(second, 1, "a()")
        assert q5.score == 8


def test_parts_that_pass_or_fail_together_are_like_a_question_without(capsys: Captured) -> None:
    for value, score in ((1, None), (2, 0)):
        with Question(5, points=12) as q5:
            for name in ("a", "b"):
                with q5.part(name, 6):
                    near(value, 1, f"{name}()")
        assert q5.score == score
    assert capsys.readouterr().err.startswith("Question 5, a (6 points): a() is 2, expected 1.")
    with Question(5, points=12) as q5:
        for name in ("a", "b"):
            with q5.part(name, 6):
                raise NotImplementedError
    assert q5.score == 0 and q5.state == "not written"
    assert capsys.readouterr().err == "Question 5: not written yet · 第 5 題：尚未作答\n"


def test_one_part_may_be_written_before_the_other(capsys: Captured) -> None:
    with Question(5, points=12) as q5:
        with q5.part("a", 4):
            pass
        with q5.part("b", 8):
            raise NotImplementedError
    assert q5.score == 4
    assert capsys.readouterr().out.startswith("Question 5, b (8 points): not written yet\n")


def test_what_fails_outside_of_all_parts_costs_the_question() -> None:
    with Question(5, points=12) as q5:
        with q5.part("a", 12):
            pass
        near(1, 2, "f()")
    assert q5.score == 0


def test_no_part_swallows_what_comes_from_the_grader_or_the_keyboard() -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        Question(5, points=12) as q5,
        q5.part("a", 12),
    ):
        raise KeyboardInterrupt
    assert q5.score == 0


def test_summary_counts_the_points_of_parts(capsys: Captured) -> None:
    with Question(1, points=100) as q1:
        with q1.part("a", 40):
            pass
        with q1.part("b", 60):
            raise ValueError
    capsys.readouterr()
    summary()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(" 1   40 / 100  part of it passes here")
    assert lines[1].strip() == "40 / 100"
