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


def blind_spots(assignment: Assignment, reached: dict[str, str]) -> dict[str, str]:
    """Return, by test, why two runs that agree do not decide it.

    `reached` is what `reached_by` says of the submission.
    """
    cells = assignment.cells
    code = [cell for cell in cells if cell.is_code and not cell.solution]
    imports = frozenset[str]().union(*(names_in(cell.source).imports for cell in code))
    fixed = constants(cell.source for cell in code if not cell.is_test)
    found: dict[str, str] = {}
    for cell, role in zip(cells, roles(cells, assignment.calibration.student_side), strict=True):
        what = reached.get(cell.grade_id)
        if what and may_show_sharing(cell.source, role.asks | role.guesses, imports | fixed):
            found[cell.grade_id] = (
                "what objects share shows in the plain run alone, and this submission could "
                f"change what that says: {what}"
            )
    return found


def reached_by(assignment: Assignment, submission: bytes) -> dict[str, str]:
    """Return, by test, one thing that the code before it could change and is not its own.

    The text is empty where there is none. Tests come in the notebook's order.
    """
    cells = assignment.cells
    code = [cell for cell in cells if cell.is_code]
    reach = Reach(
        given=[cell.source for cell in code if not cell.solution and not cell.is_test],
        tests=[cell.source for cell in code if cell.is_test],
        models=[cell.source for cell in code if cell.solution],
    )
    found: dict[str, str] = {}
    reached, size = "", 0
    for step in merge(cells, parse(submission)).steps:
        cell = step.cell
        if cell.is_test:
            found[cell.grade_id] = reached
        elif cell.is_code and step.changed and not reached:
            # Of a given cell that the student changed they may bind its names.
            own = names_in(cells[step.index].source).binds if step.index >= 0 else frozenset[str]()
            size += len(cell.source)
            reached = reach.read(cell.source, own) if size < MOST_CODE else "more code than is read"
    return found
