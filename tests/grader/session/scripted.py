"""Runs through a notebook that say what a test wants them to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from grader.notebook.assignment import Assignment
from grader.records import Row, RunVerdict, Task
from grader.sandbox.jail import Plan
from grader.sandbox.limits import Limits
from grader.session import submission
from grader.session.submission import grade_submission
from grader.session.watch import PassResult
from tests.grader import samples
from tests.grader.samples import cell, notebook, solution
from tests.grader.samples import test_cell as check

ESSAY = {"grade": True, "solution": True, "points": 3}
RAW = notebook(
    [
        cell("# Lab 1\n## Sums (3 points)", "markdown"),
        solution("one", "### BEGIN SOLUTION\ndef f(): return 1\n### END SOLUTION"),
        check("one_test", 2, "assert f() == 1"),
        check("two_test", 1, "x = [f()]\nassert x == [1]"),
        cell("YOUR ANSWER HERE", "markdown", grade_id="essay", **ESSAY),
        cell("YOUR ANSWER HERE", "markdown", grade_id="other", **ESSAY),
        cell("Draw a net.", "markdown", grade_id="drawing", task=True, points=4),
    ]
)
PLAN = Plan(namespaces=True, landlock=False, seccomp=True, drop_user=False)
LAB = Assignment("lab", samples.as_bytes(RAW), "")
LIMITS = Limits(notebook_seconds=100)
# The second essay is half of a character, which is no text.
GIVEN = {"one": "def f(): return 1", "essay": "Mine, 測試.", "other": "\ud83d"}


def handed_in(*more: samples.Raw, **given: str) -> bytes:
    raw = samples.submission(RAW, {**GIVEN, **given})
    return samples.as_bytes({**raw, "cells": [*more, *raw["cells"]]})


TASK = Task("ann", handed_in(), LAB, PLAN, 3, LIMITS, "key", notes=("late",))


def scored(score: float | None, who: str = "") -> RunVerdict:
    return {"score": score, "reason": f"{who} tells", "detail": f"{who} found"}


def run(one: float | None, two: float | None, who: str = "", **more: Any) -> PassResult:
    scores = {"one_test": scored(one, who), "two_test": scored(two, who)}
    return PassResult(scores=scores, **{"ended": True, **more})


class Runs:
    """Runs with given results, by their modes; and which there were."""

    def __init__(self, **results: list[PassResult] | PassResult) -> None:
        self.left = {
            mode: list(found) if isinstance(found, list) else [found]
            for mode, found in results.items()
        }
        self.tasks: list[Task] = []
        self.were: list[tuple[str, float, list[int]]] = []

    def __call__(self, task: Task, seconds: float, skip: Sequence[int], *, mode: str) -> PassResult:
        self.tasks.append(task)
        self.were.append((mode, seconds, list(skip)))
        return self.left[mode].pop(0)

    def modes(self) -> list[str]:
        return [mode for mode, *_ in self.were]


def graded(
    monkeypatch: pytest.MonkeyPatch,
    runs: Any,
    task: Task = TASK,
    *,
    prove: Callable[[Plan, int], None] = lambda plan, level: None,
    **more: Any,
) -> Row:
    """Grade a submission whose walls and runs are not tried."""
    monkeypatch.setattr(submission, "prove", prove)
    monkeypatch.setattr(submission, "run_pass", runs)
    return grade_submission(task, **more)
