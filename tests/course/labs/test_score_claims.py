"""What contradicts the claim of an answer, and which tests see one."""

from __future__ import annotations

import nbformat
import pytest

from course.labs.answers import Answer
from course.labs.score import Score, affected, lost, problems_of, total

WRONG = Answer("slip", False, {"q2_sum": "", "q3_more": ""}, points=4)
RIGHT = Answer("own way", True, {"q2_sum": ""})
FULL = Score(6, 6)


def test_points_are_added_and_those_lost_stand_by_question() -> None:
    scores = {"q1_test": FULL, "q2_test": Score(4, 10, "why"), "q3_test": Score(0.5, 1)}
    assert total(scores) == 10.5 and total({}) == 0
    assert lost(scores) == {"q2": scores["q2_test"], "q3": scores["q3_test"]}


def test_a_wrong_answer_loses_what_it_says_in_its_own_question_only() -> None:
    def problems(**scores: Score) -> list[str]:
        return problems_of(WRONG, {f"{name}_test": one for name, one in scores.items()})

    some = Score(4, 10, "sum is 2")
    assert problems(q1=FULL, q2=some) == []
    assert problems(q1=Score(0, 6, "more is 3"), q2=some, q3=Score(0, 1, "none")) == [
        "slip: wrong in q2, but also loses q1: more is 3",
        "slip: wrong in q2, but also loses q3: none",
    ]
    assert problems(q2=Score(5.5, 10, "sum is 2")) == [
        "slip: earns 5.5 points in q2 instead of 4: sum is 2"
    ]
    assert problems(q2=Score(10, 10)) == ["slip: wrong in q2, but loses nothing there"]
    assert problems(q1=Score(0, 6, "more is 3")) == [
        "slip: wrong in q2, but also loses q1: more is 3",
        "slip: wrong in q2, but loses nothing there",
    ]


def test_a_right_answer_loses_nothing() -> None:
    assert problems_of(RIGHT, {"q2_test": FULL}) == []
    assert problems_of(RIGHT, {"q1_test": Score(5, 6, "sum is 2"), "q2_test": FULL}) == [
        "own way: right, but q1 fails: sum is 2"
    ]


REFUSAL = "your answer calls `np.linalg.norm`, which does what you are asked to write here"
NOT_REFUSED = ["norm: calls what is ready-made, but is not refused for that"]


@pytest.mark.parametrize(
    ("score", "problems"),
    [
        (Score(0, 6, "another", told=f"Question 1: {REFUSAL}"), []),
        (Score(0, 6, f"Question 1: {REFUSAL}", told="another"), []),
        (Score(0, 6, "another", told="another"), NOT_REFUSED),
        (Score(0, 6, "your answer calls something else", told=""), NOT_REFUSED),
    ],
)
def test_an_answer_with_a_ready_made_function_is_refused(score: Score, problems: list[str]) -> None:
    assert problems_of(Answer("norm", False, {"q1_d": ""}, ready=True), {"q1_test": score}) == (
        problems
    )


def test_an_answer_that_is_refused_earns_nothing() -> None:
    answer = Answer("norm", False, {"q1_d": ""}, ready=True, points=2)
    found = problems_of(answer, {"q1_test": Score(2, 6, REFUSAL, told=REFUSAL)})
    assert found == NOT_REFUSED


def test_a_wrong_answer_needs_no_refusal() -> None:
    answer = Answer("norm", False, {"q1_d": ""})
    assert problems_of(answer, {"q1_test": Score(0, 6, "another", told="another")}) == []


def test_a_test_is_affected_through_any_number_of_functions() -> None:
    def cell(name: str, source: str, **marks: bool) -> nbformat.NotebookNode:
        made = nbformat.v4.new_code_cell(source)
        made.metadata["nbgrader"] = {"grade_id": name, **marks}
        return made

    text = nbformat.v4.new_markdown_cell("d = a", metadata={"nbgrader": {"grade": True}})
    notebook = nbformat.v4.new_notebook(
        cells=[
            cell("a", "def a(x):\n    return x", solution=True),
            text,
            cell("b", "def b(x):\n    return a(x)"),
            cell("c", "def c(x):\n    return b(x)"),
            cell("d", "def d(x, a=0):\n    return a"),
            cell("table", "rows = []\nrows.append(c(1))"),
            cell("direct", "a(1)", grade=True),
            cell("two_steps", "c(1)", grade=True),
            cell("through_a_value", "rows[0]", grade=True),
            # What a test binds is its own.
            cell("binds", "d = a(2)", grade=True),
            cell("name_of_its_own", "d(1)", grade=True),
            cell("unrelated", "len('a')", grade=True),
            nbformat.v4.new_code_cell("d"),
        ]
    )
    direct = {"direct", "binds"}
    assert affected(notebook, {"a": ""}) == direct | {"two_steps", "through_a_value"}
    assert affected(notebook, {"c": ""}) == {"two_steps", "through_a_value"}
    assert affected(notebook, {"table": ""}) == {"through_a_value"}
    assert affected(notebook, {"a", "d"}) == affected(notebook, {"a"}) | {"name_of_its_own"}
    assert affected(notebook, set()) == affected(notebook, {"unrelated"}) == set()
