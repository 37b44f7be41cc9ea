"""What is graded and what comes of it: the task, the row of one submission, digests."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import dataclass
from typing import NotRequired, TypedDict

from grader import VERSION
from grader.notebook.assignment import Assignment
from grader.notebook.titles import Language
from grader.sandbox.jail import Plan
from grader.sandbox.limits import Limits


class RunVerdict(TypedDict):
    """What one of the two runs found out about a question.

    `score` is None where the run cannot tell. `reason` is for the student, `detail` for the
    instructor. `in_place`: (function, argument) of arguments that the test saw changed. `verdicts`:
    the methods of the student's objects that it asked for a verdict.
    """

    score: float | None
    reason: str
    detail: str
    in_place: NotRequired[list[tuple[str, str]]]
    verdicts: NotRequired[list[str]]


class Answer(TypedDict):
    """The student's code before a test, and a digest of all of it.

    `code` is what was written since the test above, or all where what stands above could change
    more than its own.
    """

    code: str
    digest: str


class Decision(TypedDict):
    """What a person decided where the two runs disagree, or about an open question."""

    points: float
    comment: str
    who: str
    when: str


class Question(TypedDict):
    """One question of a row.

    `score` is None while a person has to grade it. `review`: the two runs disagree so that a
    person has to decide; until then the lower score stands. `answer` is there for these and for
    what a person has to grade, where no runs are.
    """

    score: float | None
    max_score: float
    reason: str
    detail: str
    review: bool
    split: NotRequired[RunVerdict]
    plain: NotRequired[RunVerdict]
    answer: NotRequired[Answer]
    decision: NotRequired[Decision]


class CellReport(TypedDict):
    """What came of one cell that ran on the student's side.

    `own`: the student wrote it. `withheld`: hidden tests had run before, so that its output is
    not for the student.
    """

    step: int
    id: str
    own: bool
    source: str
    error: str
    output: str
    withheld: bool


class HandedIn(TypedDict):
    """What is known of how a submission was handed in.

    `entry`: where it lay in the platform's zip. `time`: when, in UTC, or empty. `late`: whether
    Canvas calls it late, None where it says nothing.
    """

    entry: str
    time: str
    late: bool | None


class Late(TypedDict):
    """What is known of the lateness of a submission, and what it costs.

    Times are for people, with their zone. `deadline`: the student's own, `extended` if it is an
    extension. `by`: how late, "" in time. `taken_off`: points. `open`: why nobody can tell yet.
    """

    deadline: str
    extended: bool
    rule: str
    handed_in: str
    by: str
    taken_off: float
    open: str


class Row(TypedDict):
    """What came of one submission: one line of `results.jsonl`.

    `status`: "graded", "stopped" (not all of it ran), "unreadable", or "error" (the grader failed).
    `submission`: the digest of what was handed in. `key`: equal keys mean that grading again gives
    the same. `score`: what counts, after what `late` took off. `platform`: what Moodle or Canvas
    calls the student, such as "moodle:4711", where the submission came in its zip. `language`,
    `titles`: of the notebook that was handed in, the latter by the cells' ids; a file that cannot
    be read has none.
    """

    student: str
    assignment: str
    status: str
    reason: str
    score: float
    max_score: float
    questions: dict[str, Question]
    notes: list[str]
    cells: list[CellReport]
    isolation: int
    layers: list[str]
    submission: str
    versions: dict[str, str]
    key: str
    seconds: float
    platform: NotRequired[str]
    handed_in: NotRequired[HandedIn]
    late: NotRequired[Late]
    language: NotRequired[Language]
    titles: NotRequired[dict[str, str]]


@dataclass(frozen=True)
class Task:
    """One submission to grade: everything that the result depends on."""

    student: str
    submission: bytes
    assignment: Assignment
    plan: Plan
    level: int
    limits: Limits
    digest: str
    notes: tuple[str, ...] = ()
    problem: str = ""
    platform: str = ""


def empty_row(task: Task) -> Row:
    """Return a row without points."""
    points = task.assignment.points
    return {
        "student": task.student,
        "assignment": task.assignment.name,
        "status": "graded",
        "reason": "",
        "score": 0.0,
        "max_score": sum(points.values()),
        "questions": {
            name: {
                "score": 0.0,
                "max_score": value,
                "reason": "not run",
                "detail": "",
                "review": False,
            }
            for name, value in points.items()
        },
        "notes": list(task.notes),
        "cells": [],
        "isolation": task.level,
        "layers": task.plan.layers(),
        "submission": digest_of(task.submission),
        "versions": {"grader": VERSION, "python": platform.python_version()},
        "key": task.digest,
        "seconds": 0.0,
        "platform": task.platform,
    }


def open_questions(row: Row) -> list[str]:
    """Return the questions of a row that wait for a person."""
    items = row["questions"].items()
    return [name for name, item in items if item["score"] is None or item["review"]]


def not_final(row: Row) -> str:
    """Return why a row's score is not a grade yet, "" if it is one."""
    if row["status"] == "error":
        return f"the grader failed: {row['reason']}"
    waiting = open_questions(row)
    if "late" in row and row["late"]["open"]:
        waiting.append(row["late"]["open"])
    return f"open: {', '.join(waiting)}" if waiting else ""


def digest_of(data: bytes) -> str:
    """Return a short digest of bytes."""
    return hashlib.sha256(data).hexdigest()[:32]
