"""What a test says about an error that it caught."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.outputs.pages import feedback
from grader.session import doctor
from tests.grader.conftest import Grade
from tests.grader.questions import graded

TELLING = """points = 0
try:
    assert f(1) == 1, f"f(1) gave {f(1)}"
    ### BEGIN HIDDEN TESTS
    assert f(77) == 77, f"f(77) gave {f(77)}"
    ### END HIDDEN TESTS
    points = 1
except (AssertionError, NotImplementedError) as error:
    print("Not right:", error)
points"""


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("def f(x): return x", ""),
        ("def f(x): return 5", "Not right: f(1) gave 5"),
        ("def f(x): return 1", "a hidden test failed"),
        ("def f(x): raise NotImplementedError", "not written yet"),
    ],
)
def test_what_a_test_tells_of_an_error_that_it_caught(
    answer: str, reason: str, finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    questions = {
        "first": ("def f(x): return x", TELLING),
        "second": ("def f(x): return x", TELLING),
    }
    row = graded(questions, {"first": answer, "second": answer}, tmp_path, finding, grade)
    first, second = row["questions"].values()
    assert (first["score"], first["reason"]) == (0 if reason else 1, reason)
    assert second["reason"] == reason
    assert ("77" in first["detail"]) == (reason == "a hidden test failed")
    assert "77" not in feedback(row | {"cells": []})


EXPLAINING = """points = 0
try:
    assert f(1) == 1
    points = 1
except Exception as error:
    print("Not right:", error)
points"""


def test_a_missing_name_is_told_with_what_stopped_the_answer(
    finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    questions = {"first": ("def f(x): return x", EXPLAINING)}
    row = graded(questions, {"first": "def f(x):\n    return 1/"}, tmp_path, finding, grade)
    stopped, missing = row["questions"]["first_test"]["reason"].split("\n")
    assert stopped.startswith("cell 'first' stopped at line 2 with SyntaxError: invalid syntax")
    assert missing == "Not right: name 'f' is not defined"


HELPING = """def look(n):
    try:
        assert f(n) == n, f"f({n}) should be {n}"
        return 1
    except (AssertionError, NotImplementedError) as error:
        print("wrong:", error)
        return 0
points = look(1)
### BEGIN HIDDEN TESTS
points = min(points, look(77))
### END HIDDEN TESTS
points"""


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("def f(x): return 5", "wrong: f(1) should be 1"),
        ("def f(x): return 1", "a hidden test failed"),
    ],
)
def test_a_helper_of_the_visible_part_tells_nothing_of_the_hidden_one(
    answer: str, reason: str, finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    row = graded(
        {"first": ("def f(x): return x", HELPING)}, {"first": answer}, tmp_path, finding, grade
    )
    question = row["questions"]["first_test"]
    assert (question["score"], question["reason"]) == (0, reason)
    assert "77" in question["detail"] and "77" not in feedback(row | {"cells": []})
