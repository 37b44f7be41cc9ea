"""This project's grader, with students' code confined, scores every lab as nbgrader does.

`test_nbgrader` shows that nbgrader's points are those of `Scorer`; here the grader's are
compared with them, cell by cell.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from course.labs.model import Lab
from course.labs.notebook import instructor_notebook
from course.labs.release import nbgrader_course
from course.labs.score import Scorer
from grader.engine import Settings, grade
from grader.records import Row
from grader.session.pool import POOL
from tests.labs.submissions import SEED, packed_answers, submissions

pytestmark = pytest.mark.proof


def scores(row: Row) -> dict[str, float | None]:
    """Points by cell of one line of `results.jsonl`."""
    return {name: question["score"] for name, question in row["questions"].items()}


def test_every_submission_earns_what_nbgrader_gives(lab: Lab, tmp_path: Path) -> None:
    nbgrader_course([lab], tmp_path / "course", SEED)
    source = tmp_path / "course" / "source" / lab.name / f"{lab.name}.ipynb"
    handed_in = tmp_path / "handed_in"
    handed_in.mkdir()
    for student, notebook in submissions(lab).items():
        nbformat.write(notebook, handed_in / f"{student}.ipynb")
    try:
        results, assignment = grade(str(source), handed_in, tmp_path / "out", Settings())
    finally:
        POOL.close()
    assert assignment.calibration.problems == ()
    rows = results.rows

    ours = Scorer(instructor_notebook(lab, SEED))
    most = {name: score.max_points for name, score in ours.score().items()}
    assert scores(rows["solution"]) == scores(rows["solution_zh"]) == most
    assert sum(points or 0 for points in scores(rows["blank"]).values()) == 0
    expected = {student: ours.score(cells) for student, cells in packed_answers(lab).items()}
    for student, by_cell in expected.items():
        points = {name: score.points for name, score in by_cell.items()}
        assert scores(rows[student]) == points, student
    for cell in (row for row in rows["solution"]["cells"] if row["error"]):
        pytest.fail(f"the model solution's {cell['id']} raised {cell['error']}")
