"""Whole notebooks in both languages, handed in as files, earn what they should.

The wrong and right answers are graded in `test_answers`, cell by cell, by the same engine.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from course.labs.model import Lab, question_of
from course.labs.release import nbgrader_course
from grader.engine import Settings, grade
from grader.records import Row
from tests.labs.submissions import SEED, whole_submissions

pytestmark = pytest.mark.proof


def scores(row: Row) -> dict[str, float | None]:
    """Points by cell of one line of `results.jsonl`."""
    return {name: question["score"] for name, question in row["questions"].items()}


def test_whole_notebooks_earn_what_they_should(lab: Lab, tmp_path: Path) -> None:
    nbgrader_course([lab], tmp_path / "course", SEED)
    source = tmp_path / "course" / "source" / lab.name / f"{lab.name}.ipynb"
    handed_in = tmp_path / "handed_in"
    handed_in.mkdir()
    for student, notebook in whole_submissions(lab).items():
        nbformat.write(notebook, handed_in / f"{student}.ipynb")
    results, assignment = grade(str(source), handed_in, tmp_path / "out", Settings())
    assert assignment.calibration.problems == ()
    rows, most = results.rows, assignment.points
    assert sum(most.values()) == 100
    (open_question,) = {c.grade_id for c in assignment.cells if c.is_manual}
    assert scores(rows["solution"]) == most | {open_question: None}
    assert set(scores(rows["blank"]).values()) == {0}
    odd = {i: p for i, p in most.items() if int(question_of(i)[1:]) % 2 == 1 and i != open_question}
    assert {i: p for i, p in scores(rows["half"]).items() if p} == odd
    for cell in (cell for cell in rows["solution"]["cells"] if cell["error"]):
        pytest.fail(f"the model solution's {cell['id']} raised {cell['error']}")
