"""Grading many cases as one notebook, with this grader and with nbgrader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbgrader.utils import determine_grade

from grader.records import Row, Task
from grader.session import doctor
from grader.session.submission import grade_submission
from tests.grader import samples
from tests.grader.answers import Case
from tests.grader.conftest import FAST
from tests.grader.questions import graded, notebook_of


def grade_cases(
    cases: dict[str, Case], folder: Path, finding: doctor.Finding
) -> tuple[samples.Raw, Row]:
    """Return the submission of one notebook with all answers, and its row (tests `q0_test` …)."""
    questions = {f"q{number}": (one.model, one.test) for number, one in enumerate(cases.values())}
    answers = {f"q{number}": one.answer for number, one in enumerate(cases.values())}

    def grade(assignment: Any, data: bytes) -> Row:
        return grade_submission(Task("x", data, assignment, finding.plan, finding.level, FAST, ""))

    row = graded(questions, answers, folder, finding, grade)
    return samples.submission(notebook_of(questions), answers), row


def by_nbgrader(raw: samples.Raw, folder: Path) -> dict[str, float]:
    """Return the points that nbgrader gives to a notebook with its tests, run in a kernel.

    The kernel works in `folder`, into which answers may write.
    """
    notebook = nbformat.reads(json.dumps(raw), as_version=4)
    place = {"metadata": {"path": str(folder)}}
    NotebookClient(
        notebook, allow_errors=True, timeout=900, iopub_timeout=900, resources=place
    ).execute()
    return {
        cell.metadata.nbgrader.grade_id: determine_grade(cell)[0]
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
