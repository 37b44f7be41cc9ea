"""Go through the merged notebook once, step by step; the two kinds of run build on it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from grader.notebook.cells import NotebookError, parse
from grader.notebook.merge import Step, merge
from grader.notebook.roles import Role, roles
from grader.processes.interpreter import Interpreter
from grader.processes.job import Job
from grader.processes.verdicts import Trouble, trouble
from grader.protocol.channel import Channel
from grader.protocol.codec import encode
from grader.protocol.decoder import decode
from grader.protocol.errors import StudentGone
from grader.protocol.remote import Remote


class Walk(ABC):
    """One run through the notebook: what both kinds have in common.

    `hidden_seen` says that hidden tests have run, `in_hidden` that the present test has come to
    its own.
    """

    def __init__(
        self, job: Job, channel: Channel, reports: Channel, interpreter: Interpreter
    ) -> None:
        self.job = job
        self.reports = reports
        self.channel = channel
        self.interpreter = interpreter
        self.remote = Remote(channel, interpreter.names)
        self.hidden_seen = False
        self.in_hidden = False
        self.troubles: list[Trouble] = []

    def note_trouble(self, step: Step, kind: str, text: str, line: int) -> None:
        """Note what stopped a cell, to be told where a later test misses a name."""
        if not (kind == "NotImplementedError" and not step.changed):
            self.troubles.append(trouble(step.cell, kind, text, line, added=step.index < 0))

    def report(self, event: str, **values: Any) -> None:
        """Send a report to the grader."""
        self.reports.send(encode((event, values)))

    def run(self) -> None:
        """Run all steps and report each."""
        self.report("begin", step=-1)
        try:
            cells = parse(self.job.assignment)
            answers = parse(self.job.submission)
            merged = merge(cells, answers)
        except NotebookError as error:
            self.report("unreadable", why=str(error))
            return
        except (RecursionError, MemoryError) as error:
            self.report("unreadable", why=f"the file cannot be read: {type(error).__name__}")
            return
        self.report("notes", notes=list(merged.notes))
        parts = roles(cells, self.job.student_side)
        if not self._greeted():
            return
        for number, step in enumerate(merged.steps):
            role = parts[step.index] if step.index >= 0 else Role(student=step.cell.source)
            if not self._run_step(number, step, role):
                return
        self.report("end", modules=self.modules())

    def _greeted(self) -> bool:
        try:
            greeting = decode(self.channel.receive())
        except Exception as error:
            greeting = ("broken", str(error))
        if greeting == "ready":
            return True
        self.report("broken", why=str(greeting))
        return False

    def _run_step(self, number: int, step: Step, role: Role) -> bool:
        """Run one step; False when the student's process did not survive it."""
        if step.cell.is_code:
            self.report("begin", step=number)
            try:
                if number in self.job.skip:
                    self.skipped(number, step, role)
                elif step.cell.is_test:
                    self.test(step, role)
                elif step.cell.solution or step.index < 0:
                    self.answer(number, step, role)
                else:
                    self.given(number, step, role)
            except StudentGone:
                pass
        if step.cell.is_manual:
            self.report("manual", id=step.cell.grade_id, changed=step.changed)
        if self.remote.gone:
            self.report(
                "died",
                step=number,
                id=step.cell.grade_id if step.cell.is_test else "",
                secret=self.hidden_seen or self.in_hidden,
            )
            return False
        return True

    def ask(self, question: str, *args: Any) -> Any:
        """Ask; an error that the student's process answers with is an answer that does not fit."""
        return self.own(lambda: self.remote.ask(question, *args))

    def own(self, act: Callable[[], Any]) -> Any:
        """Return what `act` finds out for this run itself; no error ends it."""
        try:
            return act()
        except Exception as error:
            return str(error)

    def modules(self) -> list[str]:
        """Return the modules that the student's process has imported, for a reference run."""
        return []

    @abstractmethod
    def test(self, step: Step, role: Role) -> None:
        """Run a test cell and report its points."""

    @abstractmethod
    def answer(self, number: int, step: Step, role: Role) -> None:
        """Run a cell of the student's."""

    @abstractmethod
    def given(self, number: int, step: Step, role: Role) -> None:
        """Run an instructor's cell that is not a test."""

    @abstractmethod
    def skipped(self, number: int, step: Step, role: Role) -> None:
        """Do what is left of a step that killed the student's process before."""
