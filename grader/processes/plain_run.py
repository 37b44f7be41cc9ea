"""The plain run: all cells and tests in the student's process, as nbgrader runs a notebook.

It sees what the author of a test meant: identity, copies, every type. All that it says could be
forged, so that it can only lower what the split run gives, or ask a person to look.
"""

from __future__ import annotations

from typing import Any

from grader.notebook.merge import Step
from grader.notebook.roles import Role
from grader.processes.interpreter import Interpreter
from grader.processes.job import Job
from grader.processes.walk import Walk
from grader.protocol.channel import Channel

# All that the process says is its code's choice, and it can read what hidden tests import.
FAILED = "the test failed in one process with your code, though not apart from it"


class PlainRun(Walk):
    """Let the student's process run the notebook with its tests."""

    def __init__(
        self, job: Job, channel: Channel, reports: Channel, interpreter: Interpreter
    ) -> None:
        super().__init__(job, channel, reports, interpreter)
        self.hidden_seen = True

    def test(self, step: Step, role: Role) -> None:
        """Run a test cell beside the student's code and report the points that it claims."""
        cell = step.cell
        answer = self._ask("test", cell, cell.grade_id in self.job.partial)
        match answer:
            case [float(score), str(detail), bool(is_number)] if 0 <= score <= cell.points:
                pass
            case _:
                score, detail, is_number = 0.0, f"no points that fit: {answer!r}", False
        if is_number and self.job.reference:
            self.report("partial", id=cell.grade_id)
        reason = FAILED if score < cell.points else ""
        self.report("score", id=cell.grade_id, score=score, reason=reason, detail=detail[:2000])

    def answer(self, number: int, step: Step, role: Role) -> None:
        """Run a cell of the student's; the split run reports on it."""
        self._ask("run", step.cell.source)

    def given(self, number: int, step: Step, role: Role) -> None:
        """Run a cell of the instructor's."""
        self._ask("run", step.cell.source)

    def skipped(self, number: int, step: Step, role: Role) -> None:
        """Leave the step out."""

    def _ask(self, question: str, *args: Any) -> Any:
        """Ask; an error that the student's process answers with is an answer that does not fit."""
        try:
            return self.remote.ask(question, *args)
        except Exception as error:
            return str(error)
