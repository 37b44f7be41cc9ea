"""Grade the model solutions first, to learn what the notebook needs and what is wrong with it."""

from __future__ import annotations

from dataclasses import replace

from grader.notebook.assignment import Assignment, Calibration
from grader.notebook.names import names_in
from grader.notebook.roles import is_known_library, roles
from grader.processes.job import Mode
from grader.records import Task
from grader.session.watch import PassResult, run_pass


def calibrate(task: Task) -> Calibration:
    """Run the model solutions as a submission, and return what this shows.

    Instructor's cells that cannot run in the trusted process are found and run on the
    student's side; tests that this makes depend on the student's claims, and tests that the
    model solutions fail in one of the two runs, are named as problems.
    """
    student_side: set[int] = set()
    while True:
        trial = Calibration(student_side=tuple(sorted(student_side)))
        assignment = replace(task.assignment, calibration=trial)
        trial_task = replace(task, assignment=assignment, submission=assignment.data)
        split = _run(trial_task, "split")
        failed = {item["index"] for item in split.given if item["push"]} - student_side
        if not failed:
            break
        student_side |= failed
    plain = _run(trial_task, "plain")
    known = set(task.assignment.preload())
    return Calibration(
        True,
        tuple(sorted(student_side)),
        tuple(
            (name, function, argument)
            for name, score in split.scores.items()
            for function, argument in score.get("in_place", ())
        ),
        tuple(dict.fromkeys([*split.partial, *plain.partial])),
        tuple([*_claims(task.assignment, student_side), *_failures(task.assignment, split, plain)]),
        tuple(
            f"test {name!r} asks the student's object for a verdict: {', '.join(score['verdicts'])}"
            for name, score in split.scores.items()
            if score.get("verdicts")
        ),
        tuple(name for name in split.modules if is_known_library(name) and name not in known),
    )


def _run(task: Task, mode: Mode) -> PassResult:
    found = run_pass(task, task.limits.notebook_seconds, mode=mode, reference=True)
    if found.broken:
        raise OSError(found.broken)
    return found


def _claims(assignment: Assignment, student_side: set[int]) -> list[str]:
    """Name the tests that read what an instructor's cell computes in the student's process."""
    cells = assignment.cells
    problems = []
    for index in sorted(student_side):
        names = names_in(cells[index].source).binds
        for cell, role in zip(cells, roles(cells, student_side), strict=True):
            if cell.is_test and role.asks & names:
                problems.append(
                    f"test {cell.grade_id!r} reads {', '.join(sorted(role.asks & names))} from "
                    f"cell {index + 1}, which needs the student's objects in its own process: "
                    "change it: its points could be forged"
                )
    return problems


def _failures(assignment: Assignment, split: PassResult, plain: PassResult) -> list[str]:
    """Name the tests that the model solutions fail."""
    problems = []
    for found in (split, plain):
        if not found.ended:
            problems.append(f"the model solutions did not run to the end: {found.why}")
    for cell in assignment.cells:
        name, points = cell.grade_id, cell.points
        if not cell.is_test:
            continue
        apart, beside = split.scores.get(name), plain.scores.get(name)
        if apart is None or beside is None:
            problems.append(f"test {name!r} did not run with the model solutions")
        elif (beside["score"] or 0) < points and name in plain.partial:
            problems.append(
                f"test {name!r} gives {beside['score']:g} of {points:g} points with the model "
                f"solution ({beside['detail'] or beside['reason']})"
            )
        elif (beside["score"] or 0) < points:
            problems.append(f"test {name!r} fails with the model solution ({beside['detail']})")
        elif (apart["score"] or 0) < points:
            problems.append(
                f"test {name!r} cannot be judged apart from the student's code "
                f"({apart['detail'] or apart['reason']}): every right answer would wait for review"
            )
    return problems
