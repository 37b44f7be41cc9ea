"""The plain run: all cells and tests in the student's process, as nbgrader runs a notebook.

It sees what the author of a test meant: identity, copies, every type. All that it says could be
forged, so that it can only lower what the split run gives, or ask a person to look.
"""

from __future__ import annotations

from typing import Any

from grader.notebook.cells import hidden_lines
from grader.notebook.merge import Step
from grader.notebook.roles import Role
from grader.processes.walk import Walk


class PlainRun(Walk):
    """Let the student's process run the notebook with its tests."""

    def test(self, step: Step, role: Role) -> None:
        """Run a test cell beside the student's code and report the points that it claims."""
        cell = step.cell
        self.in_hidden = bool(hidden_lines(cell.source))
        answer = self._ask("test", cell, cell.grade_id in self.job.partial)
        self.hidden_seen = self.hidden_seen or self.in_hidden
        match answer:
            case [float(score), str(reason), str(detail), bool(is_number)] if (
                0 <= score <= cell.points
            ):
                pass
            case _:
                detail = f"no points that fit: {answer!r}"[:2000]
                score, reason, is_number = 0.0, "the test gave no points", False
        if is_number and self.job.reference:
            self.report("partial", id=cell.grade_id)
        if self.hidden_seen:  # what the process says may show hidden tests
            reason = "the test failed beside the rest of the notebook" if reason else ""
        self.report(
            "score", id=cell.grade_id, score=score, reason=reason[:1000], detail=detail[:2000]
        )

    def answer(self, number: int, step: Step, role: Role) -> None:
        """Run a cell of the student's; the split run reports on it."""
        self._ask("run", step.cell.source)

    def given(self, number: int, step: Step, role: Role) -> None:
        """Run a cell of the instructor's."""
        self._ask("run", step.cell.source)

    def skipped(self, step: Step) -> None:
        """Leave the step out."""

    def _ask(self, question: str, *args: Any) -> Any:
        """Ask; an error that the student's process answers with is an answer that does not fit."""
        try:
            return self.remote.ask(question, *args)
        except Exception as error:
            return str(error)
