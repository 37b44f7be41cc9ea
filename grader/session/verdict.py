"""One verdict of two runs."""

from __future__ import annotations

from grader.records import Question, RunVerdict

HELD = "a person looks at this answer; until then the points are provisional"


def combined(points: float, split: RunVerdict, plain: RunVerdict) -> Question:
    """Return what the two runs say about a question together.

    The lower score counts. Nobody forges downwards, so that a lower plain run decides; where
    the split run gives less, or cannot tell, a person has to.
    """
    sure = split["score"] or 0.0
    beside = plain["score"] or 0.0
    review = beside > sure or (split["score"] is None and beside > 0)
    decisive = plain if beside < sure or split["score"] is None else split
    return {
        "score": min(sure, beside),
        "max_score": points,
        "reason": HELD if review else decisive["reason"],
        "detail": decisive["detail"],
        "review": review,
        "split": split,
        "plain": plain,
    }
