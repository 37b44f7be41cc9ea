"""One verdict of two runs: every way in which they may agree or not, and what the student reads."""

from __future__ import annotations

import pytest

from grader.notebook.cells import Cell
from grader.records import Question, RunVerdict
from grader.session.verdict import HELD, HIDDEN, OTHERWISE, combined, reason

VISIBLE = "assert f(1) == 1"
WITH_HIDDEN = f"{VISIBLE}\n### BEGIN HIDDEN TESTS\nassert f(7) == 7\n### END HIDDEN TESTS"


def run(score: float | None, name: str) -> RunVerdict:
    return {"score": score, "reason": f"{name} tells", "detail": f"{name} found"}


# The points of the split and of the plain run; those that count, whether a person looks, who says
# why. Nobody forges downwards; a run that cannot tell gives nothing.
CASES = [
    (4, 4, 4, False, "plain"),
    (0, 0, 0, False, "plain"),
    (2, 2, 2, False, "plain"),
    (4, 0, 0, False, "plain"),
    (4, 3, 3, False, "plain"),
    (0, 4, 0, True, "split"),
    (1, 2, 1, True, "split"),
    (None, 0, 0, False, "plain"),
    (None, 1, 0, True, "plain"),
    (None, 4, 0, True, "plain"),
]


@pytest.mark.parametrize(("split", "plain", "score", "review", "says"), CASES)
def test_the_lower_score_counts(
    split: float | None, plain: float, score: float, review: bool, says: str
) -> None:
    found = combined(4.0, run(split, "split"), run(plain, "plain"))
    assert (found["score"], found["max_score"], found["review"]) == (score, 4.0, review)
    assert found["detail"] == f"{says} found"
    assert found["reason"] == ""
    assert found["split"] == run(split, "split") and found["plain"] == run(plain, "plain")


@pytest.mark.parametrize(
    ("split", "plain", "review"),
    [(4, 4, True), (2, 2, True), (4, 1, True), (1, 4, True), (4, 0, False), (0, 0, False)],
)
def test_what_the_split_run_cannot_see_waits_for_a_person(
    split: float, plain: float, review: bool
) -> None:
    found = combined(4.0, run(split, "split"), run(plain, "plain"), "it could forge")
    assert (found["score"], found["max_score"], found["review"]) == (0.0, 4.0, review)
    if review:
        assert found["detail"] == found["split"]["detail"] == "it could forge"
        assert found["split"]["score"] == split and found["plain"]["detail"] == "plain found"
    else:
        assert found["detail"] == "plain found"


def test_a_blind_spot_makes_nothing_of_what_cannot_be_told() -> None:
    found = combined(4.0, run(None, "split"), run(4, "plain"), "it could forge")
    assert (found["score"], found["review"], found["split"]["score"]) == (0.0, True, None)
    assert found["split"]["detail"] == "split found"


def told(source: str, question: Question, visible: RunVerdict | None) -> str:
    cell = Cell("code", source, "q_test", grade=True, solution=False, locked=True, points=4.0)
    return reason(cell, question, visible)


@pytest.mark.parametrize(
    ("source", "split", "plain", "visible", "text"),
    [
        (WITH_HIDDEN, 4, 4, None, ""),
        (WITH_HIDDEN, 4, 4, 0, ""),
        (WITH_HIDDEN, 0, 4, 0, HELD),
        (WITH_HIDDEN, 0, 0, 0, "visible tells"),
        (WITH_HIDDEN, 2, 2, 3, "visible tells"),
        (WITH_HIDDEN, 0, 0, None, HIDDEN),
        (WITH_HIDDEN, 0, 0, 4, HIDDEN),
        (WITH_HIDDEN, 4, 2, 4, HIDDEN),
        (VISIBLE, 0, 0, 0, "visible tells"),
        (VISIBLE, 0, 0, 4, OTHERWISE),
        (VISIBLE, 4, 0, None, OTHERWISE),
    ],
)
def test_what_the_student_reads(
    source: str, split: float, plain: float, visible: float | None, text: str
) -> None:
    question = combined(4.0, run(split, "split"), run(plain, "plain"))
    seen = None if visible is None else run(visible, "visible")
    assert told(source, question, seen) == text


def test_a_run_that_cannot_tell_gives_no_part_of_one_point() -> None:
    cell = Cell("code", VISIBLE, "q_test", grade=True, locked=True, points=1.0)
    question = combined(1.0, run(0, "split"), run(0, "plain"))
    assert reason(cell, question, run(None, "visible")) == "visible tells"
