"""What a class shows about the questions of an assignment: difficulty, discrimination, messages."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.outputs.mistakes import Mistakes
from grader.records import Question, Row

# Fewer students say nothing about a question.
LEAST = 5
MOST_MESSAGES = 5


@dataclass
class Item:
    """One question in a class.

    `count`: students whose points are final; all that follows is of these. `share`: the mean share
    of the points. `discrimination`: Pearson's correlation between the points of this question and
    those of all other questions together, None where nobody differs in one of them. `counts`: how
    many earned nothing, a part, and all. `messages`: what failed, as students read it, the most
    frequent first. `looks_like`: by message the known mistakes that these answers look like, each
    with how many do. `title`: what the students' notebooks call it, if they do.
    """

    name: str
    max_score: float
    count: int
    share: float | None
    discrimination: float | None
    counts: tuple[int, int, int]
    messages: list[tuple[str, int]] = field(default_factory=list)
    looks_like: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    title: str = ""


def items(rows: Sequence[Row], mistakes: Mistakes | None = None) -> list[Item]:
    """Return the questions of an assignment in its order, with what the class shows about them.

    Left out are rows that the grader failed at and, for each question, points that wait for a
    person.
    """
    rows = [row for row in rows if row["status"] != "error"]
    names = dict.fromkeys(name for row in rows for name in row["questions"])
    known = mistakes or Mistakes()
    return [_item(name, [row for row in rows if name in row["questions"]], known) for name in names]


def _item(name: str, rows: Sequence[Row], known: Mistakes) -> Item:
    top = rows[0]["questions"][name]["max_score"]
    final = [(row, item) for row in rows if (item := row["questions"][name]) and _final(item)]
    scores = [item["score"] or 0.0 for _, item in final]
    messages = Counter(
        item["reason"] for _, item in final if item["reason"] and (item["score"] or 0) < top
    )
    looks: dict[str, Counter[str]] = {}
    for _, item in final:
        found = Counter(mistake.name["en"] for mistake in known.like(name, item))
        looks.setdefault(item["reason"], Counter()).update(found)
    # Only whose every question is final has points of the others.
    whole = [row for row, _ in final if all(_final(item) for item in row["questions"].values())]
    own = [row["questions"][name]["score"] or 0.0 for row in whole]
    rest = [
        sum(item["score"] or 0.0 for other, item in row["questions"].items() if other != name)
        for row in whole
    ]
    return Item(
        name,
        top,
        len(scores),
        sum(scores) / len(scores) / top if scores and top else None,
        correlation(own, rest) if len(whole) >= LEAST else None,
        (
            sum(score == 0 and top > 0 for score in scores),
            sum(0 < score < top for score in scores),
            sum(score == top for score in scores),
        ),
        messages.most_common(MOST_MESSAGES),
        {message: count.most_common() for message, count in looks.items()},
        _title(name, rows),
    )


def _title(name: str, rows: Sequence[Row]) -> str:
    """Return what most notebooks call a question; the English ones, if there are any."""
    said = [
        (row.get("language", "en") == "en", title)
        for row in rows
        if (title := row.get("titles", {}).get(name))
    ]
    english = any(is_english for is_english, _ in said)
    count = Counter(title for is_english, title in said if is_english == english)
    return count.most_common(1)[0][0] if count else ""


def _final(item: Question) -> bool:
    return item["score"] is not None and not item["review"]


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return Pearson's correlation; None where one of the two is the same for everybody."""
    if not one:
        return None
    first, second = (
        [value - math.fsum(values) / len(values) for value in values] for values in (one, other)
    )
    # What is left of equal numbers by rounding is no difference.
    if min(max(map(abs, first)), max(map(abs, second))) < 1e-9:
        return None
    squares = math.sqrt(math.fsum(a * a for a in first) * math.fsum(b * b for b in second))
    return math.fsum(a * b for a, b in zip(first, second, strict=True)) / squares


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest of the values that at least this share of them does not exceed."""
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1]
