"""What the model solutions show."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.engine import Settings, grade
from grader.notebook.assignment import AssignmentError
from tests.grader import samples
from tests.grader.runs import hand_in


def test_a_cell_that_needs_the_students_objects_is_found(tmp_path: Path) -> None:
    """`copy.copy(model)` cannot run on a stand-in: the tests that read its result are named."""
    cells = [
        samples.solution("a", "### BEGIN SOLUTION\nclass A: x = 3\na = A()\n### END SOLUTION"),
        samples.cell("import copy\nb = copy.copy(a)\nx = b.x"),
        samples.test_cell("b_test", 1, "assert x == 3"),
    ]
    path = tmp_path / "claims.ipynb"
    path.write_bytes(samples.as_bytes(samples.notebook(cells)))
    folder = hand_in(tmp_path / "in", a=b"{}")
    with pytest.raises(AssignmentError, match="reads x from cell 2"):
        grade(str(path), folder, tmp_path / "out", Settings())
