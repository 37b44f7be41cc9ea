"""What a test says about an error that it caught."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.notebook.cells import Cell
from grader.outputs.pages import feedback
from grader.processes.verdicts import Trouble, trouble
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
    assert stopped == "answer cell 'first' has a syntax error in line 2: return 1/ (invalid syntax)"
    assert missing == "Not right: name 'f' is not defined"
    titled = feedback(row | {"titles": {"first": "Question 1: f"}})
    assert "the answer cell of “Question 1: f” has a syntax error in line 2: return 1/" in titled


@pytest.mark.parametrize(
    ("source", "text", "line", "sentence"),
    [
        (
            "\n\ndef f(x)\n    return x",
            "expected ':' (<ipython-input-1-0581c45cb1b8>, line 1)",
            1,
            "answer cell 'q1' has a syntax error in line 3: def f(x) (expected ':')",
        ),
        (
            "eval('1+')",
            "invalid (<string>, line 1)",
            1,
            "answer cell 'q1' stopped at line 1 with SyntaxError: invalid (<string>, line 1)",
        ),
        ("\nf(1)", "no f", 1, "answer cell 'q1' stopped at line 2 with SyntaxError: no f"),
        ("f(1)", "no f", 0, "answer cell 'q1' stopped with SyntaxError: no f"),
    ],
)  # fmt: skip
def test_what_stopped_a_cell_in_a_sentence(
    source: str, text: str, line: int, sentence: str
) -> None:
    cell = Cell("code", source, grade_id="q1", solution=True)
    assert trouble(cell, "SyntaxError", text, line) == Trouble(sentence, source)


def test_a_cell_is_named_by_what_it_is() -> None:
    for cell, added, name in [
        (Cell("code", "", grade_id="q1"), False, "cell 'q1'"),
        (Cell("code", "", grade_id="q1"), True, "cell 'q1'"),
        (Cell("code", ""), True, "an added cell"),
        (Cell("code", ""), False, "a cell"),
        (Cell("code", "", solution=True), False, "a cell"),
    ]:
        assert trouble(cell, "OSError", "no", 0, added=added).sentence == (
            f"{name} stopped with OSError: no"
        )


def test_only_a_cell_that_mentions_a_missing_name_is_named(
    finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    questions = {
        "first": ("def f(x): return x", EXPLAINING),
        "second": ("def g(x): return x", EXPLAINING.replace("f(1)", "g(1)")),
        "third": ("def h(x): return x", EXPLAINING.replace("f(1)", "h(1) + f(0)")),
    }
    given = {
        "first": "def f(x):\n    return 1/",
        "second": "x = 1/0",
        "third": "def h(x): return x",
    }
    row = graded(questions, given, tmp_path, finding, grade)
    told = [item["reason"].split("\n") for item in row["questions"].values()]
    assert told[0][0].startswith("answer cell 'first' has a syntax error")
    assert told[1] == ["Not right: name 'g' is not defined"]
    assert told[2][0] == told[0][0] and told[2][1] == "Not right: name 'f' is not defined"


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
