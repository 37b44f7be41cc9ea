"""What is graded and what comes of it: the task, the row of one submission, digests."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import dataclass
from typing import Any

from grader import VERSION
from grader.notebook.assignment import Assignment
from grader.sandbox.jail import Plan
from grader.sandbox.limits import Limits

Row = dict[str, Any]


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
            name: {"score": 0.0, "max_score": value, "reason": "not run", "detail": ""}
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
    }


def digest_of(data: bytes) -> str:
    """Return a short digest of bytes."""
    return hashlib.sha256(data).hexdigest()[:32]
