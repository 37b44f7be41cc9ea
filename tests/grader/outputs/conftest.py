"""What the tests of nbgrader's files share."""

from __future__ import annotations

import pytest

from grader.notebook.assignment import Assignment
from grader.records import Row, Task, empty_row
from grader.session import doctor
from tests.grader import samples
from tests.grader.conftest import FAST
from tests.grader.samples import with_cell


@pytest.fixture
def target_rows(target: Assignment, finding: doctor.Finding) -> dict[str, tuple[Row, bytes]]:
    """Rows of three students, not run: what counts is who they are."""
    found = {}
    for student in ("a", "b", "c"):
        data = with_cell(samples.cell(f"# {student}", "markdown"))
        task = Task(student, data, target, finding.plan, 3, FAST, "")
        found[student] = (empty_row(task), data)
    return found
