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


@pytest.mark.parametrize("given", ["0", "1.5"])
def test_a_model_solution_that_earns_a_part_is_named(tmp_path: Path, given: str) -> None:
    """A test that catches its error and gives a number must give all with the model solution."""
    cells = [
        samples.solution("a", "### BEGIN SOLUTION\na = 3\n### END SOLUTION"),
        samples.test_cell("a_test", 2, f"assert a == 3\n{given}"),
    ]
    path = tmp_path / "part.ipynb"
    path.write_bytes(samples.as_bytes(samples.notebook(cells)))
    folder = hand_in(tmp_path / "in", a=b"{}")
    with pytest.raises(AssignmentError, match=f"'a_test' gives {given} of 2 points with the model"):
        grade(str(path), folder, tmp_path / "out", Settings())
