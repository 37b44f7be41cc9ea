"""One verdict of two runs, and what the student reads about it."""

from __future__ import annotations

from grader.notebook.cells import Cell, hidden_lines
from grader.records import Question, RunVerdict

# What the student reads comes from the run without hidden tests, or is one of these sentences.
HELD = "a person looks at this answer; until then the points are provisional"
HIDDEN = "a hidden test failed"
OTHERWISE = "the test failed when it was graded"


def combined(points: float, split: RunVerdict, plain: RunVerdict, blind: str = "") -> Question:
    """Return what the two runs say about a question together.

    The lower score counts. Nobody forges downwards, so that a lower plain run decides; where
    the split run gives less, or cannot tell, a person has to. So it is where both give points
    and `blind` says why the split run would not see the mistake, and the plain run may be forged.
    Of two runs that give the same the plain one says why: its reason is the test's own, the split
    run's may be that of a stand-in.
    """
    sure = split["score"] or 0.0
    beside = plain["score"] or 0.0
    if blind and sure and beside:
        split = {**split, "detail": blind}
        return combined(points, split, plain) | {"score": 0.0, "review": True, "detail": blind}
    review = beside > sure or (split["score"] is None and beside > 0)
    decisive = split if sure < beside and split["score"] is not None else plain
    return {
        "score": min(sure, beside),
        "max_score": points,
        "reason": "",
        "detail": decisive["detail"],
        "review": review,
        "split": split,
        "plain": plain,
    }


def reason(cell: Cell, found: Question, visible: RunVerdict | None) -> str:
    """Return what the student reads about a test's verdict."""
    if found["review"]:
        return HELD
    if found["score"] == cell.points:
        return ""
    if visible is not None and (visible["score"] or 0.0) < cell.points:
        return visible["reason"]
    return HIDDEN if hidden_lines(cell.source) else OTHERWISE
