"""Tests of which the plain run alone could see a mistake, in a submission that could forge it.

What objects share shows in one process only, and no question to the student's process can tell an
answer that shares from one that hides it. So such a test is judged by both runs only where the
submission cannot have changed what the plain run says; else a person looks at it.
"""

from __future__ import annotations

from grader.notebook.assignment import Assignment
from grader.notebook.cells import parse
from grader.notebook.merge import merge
from grader.notebook.names import names_in
from grader.notebook.reach import Reach
from grader.notebook.roles import roles
from grader.notebook.sharing import constants, may_show_sharing

# Characters of a submission's code: this process must not spend its time on one of them.
MOST_CODE = 300_000


def blind_spots(assignment: Assignment, submission: bytes) -> dict[str, str]:
    """Return, by test, why two runs that agree do not decide it."""
    cells = assignment.cells
    code = [cell for cell in cells if cell.is_code]
    reach = Reach(
        given=[cell.source for cell in code if not cell.solution and not cell.is_test],
        tests=[cell.source for cell in code if cell.is_test],
        models=[cell.source for cell in code if cell.solution],
    )
    imports = frozenset[str]().union(
        *(names_in(cell.source).imports for cell in code if not cell.solution)
    )
    fixed = constants(cell.source for cell in code if not cell.solution and not cell.is_test)
    parts = roles(cells, assignment.calibration.student_side)
    found: dict[str, str] = {}
    reached, size = "", 0
    for step in merge(cells, parse(submission)).steps:
        cell = step.cell
        if cell.is_test and reached:
            role = parts[step.index]
            if may_show_sharing(cell.source, role.asks | role.guesses, imports | fixed):
                found[cell.grade_id] = (
                    "what objects share shows in the plain run alone, and this submission could "
                    f"change what that says: {reached}"
                )
        elif cell.is_code and not cell.is_test and step.changed and not reached:
            # Of a given cell that the student changed they may bind its names.
            own = names_in(cells[step.index].source).binds if step.index >= 0 else frozenset[str]()
            size += len(cell.source)
            reached = reach.read(cell.source, own) if size < MOST_CODE else "more code than is read"
    return found
