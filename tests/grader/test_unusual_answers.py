"""Right answers that few would write: the points that nbgrader gives, and few wait for a person.

Each is compared with the run of nbgrader: a kernel executes the notebook, and nbgrader's own
function decides the points of each test.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.utils import determine_grade

from grader.records import Row, Task
from grader.session import doctor
from grader.session.submission import grade_submission
from tests.grader import samples
from tests.grader.answers import Case, cases_of
from tests.grader.conftest import FAST
from tests.grader.questions import graded, notebook_of

CASES = cases_of("unusual")


def grade_cases(
    cases: dict[str, Case], folder: Path, finding: doctor.Finding
) -> tuple[samples.Raw, Row]:
    """Return the submission of one notebook with all answers, and its row."""
    questions = {f"q{number}": (one.model, one.test) for number, one in enumerate(cases.values())}
    answers = {f"q{number}": one.answer for number, one in enumerate(cases.values())}

    def grade(assignment: Any, data: bytes) -> Row:
        return grade_submission(Task("x", data, assignment, finding.plan, finding.level, FAST, ""))

    row = graded(questions, answers, folder, finding, grade)
    return samples.submission(notebook_of(questions), answers), row


def by_nbgrader(raw: samples.Raw) -> dict[str, float]:
    """Return the points that nbgrader gives to a notebook with its tests."""
    notebook = nbformat.reads(json.dumps(raw), as_version=4)
    NotebookClient(notebook, allow_errors=True, timeout=120).execute()
    return {
        cell.metadata.nbgrader.grade_id: determine_grade(cell)[0]
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }


@pytest.fixture(scope="module")
def row_and_points(
    finding: doctor.Finding, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Row, dict[str, float]]:
    raw, row = grade_cases(CASES, tmp_path_factory.mktemp("unusual"), finding)
    return row, by_nbgrader(raw)


@pytest.mark.parametrize("name", CASES)
def test_an_unusual_right_answer_loses_nothing_unseen(
    name: str, row_and_points: tuple[Row, dict[str, float]]
) -> None:
    row, points = row_and_points
    test = f"q{list(CASES).index(name)}_test"
    question = row["questions"][test]
    assert points[test] == 1.0, f"no right answer: {points[test]}"
    assert question["plain"]["score"] == 1.0, question
    assert question["score"] == 1.0 or question["review"], question


def test_few_wait_for_a_person(row_and_points: tuple[Row, dict[str, float]]) -> None:
    row, _ = row_and_points
    held = {
        name: question["split"]["detail"]
        for name, question in zip(CASES, row["questions"].values(), strict=True)
        if question["review"]
    }
    assert len(CASES) >= 60
    assert len(held) <= len(CASES) / 10, held
