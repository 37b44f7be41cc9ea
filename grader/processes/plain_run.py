"""The plain run: all cells and tests in the student's process, as nbgrader runs a notebook.

It sees what the author of a test meant: identity, copies, every type. All that it says could be
forged, so that it can only lower what the split run gives, or ask a person to look. Without the
hidden tests it gives the messages of the visible ones: then no process knows what is hidden.
"""

from __future__ import annotations

from dataclasses import replace

from grader.notebook.cells import released
from grader.notebook.merge import Step
from grader.notebook.roles import Role
from grader.processes.interpreter import Interpreter
from grader.processes.job import Job
from grader.processes.walk import Walk
from grader.protocol.channel import Channel


class PlainRun(Walk):
    """Let the student's process run the notebook with its tests."""

    def __init__(
        self, job: Job, channel: Channel, reports: Channel, interpreter: Interpreter
    ) -> None:
        super().__init__(job, channel, reports, interpreter)
        # The process that runs hidden tests can also read what they import.
        self.hidden_seen = job.mode == "plain"

    def test(self, step: Step, role: Role) -> None:
        """Run a test cell beside the student's code and report the points that it claims."""
        cell, graded = step.cell, step.cell.grade_id in self.job.partial
        if self.job.mode == "visible":
            cell, graded = replace(cell, source=released(cell)), False
        answer = self.ask("test", cell, graded, self.troubles)
        match answer:
            case [float(score), str(reason), str(detail), bool(is_number)] if (
                0 <= score <= cell.points
            ):
                pass
            case _:
                reason = detail = f"no points that fit: {answer!r}"
                score, is_number = 0.0, False
        if is_number and self.job.reference:
            self.report("partial", id=cell.grade_id)
        self.report(
            "score", id=cell.grade_id, score=score, reason=reason[:1000], detail=detail[:2000]
        )

    def answer(self, number: int, step: Step, role: Role) -> None:
        """Run a cell of the student's; the split run reports on it."""
        match self.ask("run", step.cell.source):
            case [False, str(kind), str(text), str(), int(line)]:
                self.note_trouble(step, kind, text, line)

    def given(self, number: int, step: Step, role: Role) -> None:
        """Run a cell of the instructor's."""
        self.ask("run", step.cell.source)

    def skipped(self, number: int, step: Step, role: Role) -> None:
        """Leave the step out."""
