"""Grade the model solutions first, to learn what the notebook needs and what is wrong with it."""

from __future__ import annotations

import time
from dataclasses import replace

from grader.notebook.assignment import Assignment, Calibration
from grader.notebook.names import names_in
from grader.notebook.roles import is_known_library, roles
from grader.records import Task
from grader.session.watch import PassResult, run_pass


def calibrate(task: Task) -> Calibration:
    """Run the model solutions as a submission, and return what this shows.

    Instructor's cells that cannot run in the trusted process are found and run on the
    student's side; tests that this makes depend on the student's claims, and tests that the
    model solutions fail, are named as problems.
    """
    student_side: set[int] = set()
    while True:
        trial = Calibration(student_side=tuple(sorted(student_side)))
        assignment = replace(task.assignment, calibration=trial)
        trial_task = replace(task, assignment=assignment, submission=assignment.data)
        deadline = time.monotonic() + task.limits.notebook_seconds
        found = run_pass(trial_task, deadline, [], [], reference=True)
        if found.broken:
            raise OSError(found.broken)
        failed = {item["index"] for item in found.given if item["push"]} - student_side
        if not failed:
            break
        student_side |= failed
    known = set(task.assignment.preload())
    return Calibration(
        True,
        tuple(sorted(student_side)),
        tuple(name for name, score in found.scores.items() if score.get("in_place")),
        tuple(found.partial),
        tuple([*_claims(task.assignment, student_side), *_failures(task.assignment, found)]),
        tuple(
            f"test {name!r} asks the student's object for a verdict: {', '.join(score['verdicts'])}"
            for name, score in found.scores.items()
            if score.get("verdicts")
        ),
        tuple(name for name in found.modules if is_known_library(name) and name not in known),
    )


def _claims(assignment: Assignment, student_side: set[int]) -> list[str]:
    """Name the tests that read what an instructor's cell computes in the student's process."""
    cells = assignment.cells
    problems = []
    for index in sorted(student_side):
        names = names_in(cells[index].source).binds
        for cell, role in zip(cells, roles(cells, student_side), strict=True):
            if cell.is_test and role.asks & names and cell.grade_id not in assignment.in_process:
                problems.append(
                    f"test {cell.grade_id!r} reads {', '.join(sorted(role.asks & names))} from "
                    f"cell {index + 1}, which needs the student's objects in its own process: "
                    f"change it, or use --in-process {cell.grade_id}, where results can be forged"
                )
    return problems


def _failures(assignment: Assignment, found: PassResult) -> list[str]:
    """Name the tests that the model solutions fail."""
    problems = []
    if not found.ended:
        problems.append(f"the model solutions did not run to the end: {found.why}")
    for name, points in assignment.points.items():
        score = found.scores.get(name)
        if name in found.manual or name in assignment.in_process:
            continue
        if score is None:
            problems.append(f"test {name!r} did not run with the model solutions")
        elif score["score"] < points and name in found.partial:
            problems.append(
                f"test {name!r} gives {score['score']:g} of {points:g} points with the model "
                f"solution ({score['detail'] or score['reason']})"
            )
        elif score["score"] < points:
            problems.append(
                f"test {name!r} fails with the model solution ({score['detail']}); if it inspects "
                f"code or objects, use --in-process {name}, where results can be forged"
            )
    return problems
