"""The row of a submission before and after it is graded."""

from __future__ import annotations

import hashlib
import platform
from typing import Any

import pytest

import grader
from grader.notebook.assignment import Assignment
from grader.records import Task, digest_of, empty_row, not_final, open_questions
from grader.sandbox.jail import Plan
from grader.sandbox.limits import Limits
from tests.grader import samples
from tests.grader.outputs.rows import question, row

PLAN = Plan(namespaces=False, landlock=True, seccomp=True, drop_user=False)
LAB = samples.notebook([samples.test_cell("q1", 2, "1"), samples.test_cell("q2", 0.5, "1")])


def test_a_row_begins_without_points_and_says_where_it_comes_from() -> None:
    lab = Assignment("lab", samples.as_bytes(LAB), "helpers")
    task = Task("ann", b"data", lab, PLAN, 2, Limits(), "key", ("a note",), platform="moodle:4")
    not_run = {"score": 0.0, "reason": "not run", "detail": "", "review": False}
    assert empty_row(task) == {
        "student": "ann",
        "assignment": "lab",
        "status": "graded",
        "reason": "",
        "score": 0.0,
        "max_score": 2.5,
        "questions": {"q1": not_run | {"max_score": 2.0}, "q2": not_run | {"max_score": 0.5}},
        "notes": ["a note"],
        "cells": [],
        "isolation": 2,
        "layers": ["landlock", "seccomp", "rlimits"],
        "submission": digest_of(b"data"),
        "versions": {"grader": grader.VERSION, "python": platform.python_version()},
        "key": "key",
        "seconds": 0.0,
        "platform": "moodle:4",
    }


WAITS = {"graded": 1.0, "held": question(0.0, review=True), "manual": question(None)}


@pytest.mark.parametrize(
    ("graded", "waiting", "why"),
    [
        (row("ann", {"q": 1.0}), [], ""),
        (row("ann", WAITS), ["held", "manual"], "open: held, manual"),
        (row("ann", {"q": 1.0}, late={"open": "no time"}), [], "open: no time"),
        (row("ann", WAITS, late={"open": "no time"}), ["held", "manual"],
         "open: held, manual, no time"),
        (row("ann", {"q": 1.0}, late={"open": ""}), [], ""),
        (row("ann", {"q": 0.0}, status="error", reason="lost"), [], "the grader failed: lost"),
    ],
)  # fmt: skip
def test_a_score_is_a_grade_when_nobody_has_to_look_any_more(
    graded: Any, waiting: list[str], why: str
) -> None:
    assert open_questions(graded) == waiting
    assert not_final(graded) == why


def test_digests_are_short_and_say_whether_contents_are_equal() -> None:
    assert digest_of(b"data") == hashlib.sha256(b"data").hexdigest()[:32]
