"""What changed between two gradings of one assignment, read from their tables of grades."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

from grader.outputs.results import BusyError
from grader.outputs.text import counted

# Columns of `grades.csv` that are no question.
_OTHERS = {"student", "status", "score", "max_score", "open", "reason", "notes"}
_OTHERS |= {"handed_in", "taken_off"}


@dataclass(frozen=True)
class Change:
    """One student's score before and after, and the same of each question that differs."""

    student: str
    before: float
    after: float
    questions: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Changes:
    """Who has other points now, who is in one of the gradings only, and how many are in both."""

    changed: list[Change]
    gone: list[str]
    new: list[str]
    compared: int


def changes(old: Path, new: Path) -> Changes:
    """Return what differs between two folders of results.

    Raises:
        FileNotFoundError: a folder has no grades.
        BusyError: the folders have results of two assignments, or no question in common.
    """
    before, after = _grades(old), _grades(new)
    assignments = _assignment(old), _assignment(new)
    if all(assignments) and assignments[0] != assignments[1]:
        raise BusyError(
            f"{old} has the results of {assignments[0]}, {new} those of {assignments[1]}; name two "
            "gradings of one assignment"
        )
    if before and after and not _questions(before) & _questions(after):
        raise BusyError(
            f"{old} and {new} have no question in common; name two gradings of one assignment"
        )
    changed = []
    for student in sorted(before.keys() & after.keys()):
        one, other = before[student], after[student]
        names = (name for name in {**other, **one} if name not in _OTHERS)
        pairs = {name: (one.get(name, ""), other.get(name, "")) for name in names}
        differ = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        if differ or one["score"] != other["score"]:
            changed.append(Change(student, float(one["score"]), float(other["score"]), differ))
    return Changes(
        sorted(changed, key=lambda c: (-abs(c.after - c.before), c.student)),
        sorted(before.keys() - after.keys()),
        sorted(after.keys() - before.keys()),
        len(before.keys() & after.keys()),
    )


def as_text(found: Changes) -> str:
    """Return the changes as lines, the largest first."""
    lines = []
    for one in found.changed:
        questions = ", ".join(
            f"{q} {a or '-'} -> {b or '-'}" for q, (a, b) in one.questions.items()
        )
        lines.append(f"{one.student}: {one.before:g} -> {one.after:g} ({questions})")
    for kind, students in (("old", found.gone), ("new", found.new)):
        if students:
            lines.append(f"only in the {kind} grading: {', '.join(students)}")
    have = "has" if len(found.changed) == 1 else "have"
    compared = counted(found.compared, "student")
    lines.append(f"{len(found.changed)} of {compared} {have} other points now")
    return "\n".join(lines)


def _questions(grades: dict[str, dict[str, str]]) -> set[str]:
    return next(iter(grades.values())).keys() - _OTHERS


def _assignment(folder: Path) -> str:
    """Return whose results a folder has, "" where it does not say so."""
    try:
        with open(folder / "results.jsonl", encoding="utf-8") as file:
            return str(json.loads(file.readline())["assignment"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _grades(folder: Path) -> dict[str, dict[str, str]]:
    path = folder / "grades.csv"
    if not path.is_file():
        raise FileNotFoundError(
            f"{folder} has no grades.csv; name a folder that grade wrote with --out"
        )
    with open(path, encoding="utf-8", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}
