"""Notebooks made of pairs of a model solution and a test, and grading answers to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grader.records import Row
from grader.session import doctor
from tests.grader import samples
from tests.grader.conftest import Grade, assignment_of

SETUP = "import numpy as np\nstack = [1, 2, 3]\nmemo = {0: 0, 1: 1}"


def notebook_of(questions: dict[str, tuple[str, str]], setup: str = SETUP) -> samples.Raw:
    cells = [samples.cell(setup)]
    for name, (model, test) in questions.items():
        begin, end = "### BEGIN SOLUTION\n", "\n### END SOLUTION"
        magic = model.startswith("%%")
        first, _, rest = model.partition("\n")
        source = f"{first}\n{begin}{rest}{end}" if magic else f"{begin}{model}{end}"
        cells += [samples.solution(name, source), samples.test_cell(f"{name}_test", 1, test)]
    return samples.notebook(cells)


def graded(
    questions: dict[str, tuple[str, str]],
    answers: dict[str, str],
    folder: Path,
    finding: doctor.Finding,
    grade: Grade,
    **changes: Any,
) -> Row:
    """Grade answers to a notebook of the questions; the model solutions must earn all points."""
    raw = notebook_of(questions)
    assignment = assignment_of(raw, folder, finding, **changes)
    return grade(assignment, samples.as_bytes(samples.submission(raw, answers)))
