"""The split run: the instructor's cells and tests in the trusted process, the student's apart.

It cannot be forged: nothing that the student's process says is believed but plain data. Where
it cannot judge, because something could not be asked or represented, it says so.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from grader.notebook.cells import hidden_lines
from grader.notebook.merge import Step
from grader.notebook.names import names_in, statements
from grader.notebook.roles import Role
from grader.processes.interpreter import Interpreter
from grader.processes.job import Job
from grader.processes.verdicts import Trouble, judge, line_of, reaches_hidden
from grader.processes.walk import Walk
from grader.protocol.channel import Channel
from grader.protocol.errors import StudentGone


class SplitRun(Walk):
    """Run the instructor's half of the notebook here, and ask for the student's."""

    def __init__(
        self, job: Job, channel: Channel, reports: Channel, interpreter: Interpreter
    ) -> None:
        super().__init__(job, channel, reports, interpreter)
        self.guessed: set[str] = set()
        # The student's process keeps such limits, too, but may be made to forget them.
        self.room = 100 * job.output_chars

    def run(self) -> None:
        """Run all steps beside the assignment's files, following output and random states."""
        os.chdir(self.job.folder)
        sys.path.insert(0, self.job.folder)
        self.interpreter.capture(self.job.output_chars)
        self.remote.random.watch()
        super().run()

    def skipped(self, number: int, step: Step, role: Role) -> None:
        """Run the instructor's half of a step without the student's process, which it killed.

        What a statement that cannot do without would have bound or changed is taken away, so that
        no later test passes with an earlier value.
        """
        if not step.cell.is_test:
            where = f"cell {step.cell.grade_id!r}" if step.cell.grade_id else "a cell"
            self.troubles.append(Trouble(f"{where} was stopped", step.cell.source))
        names = self.interpreter.names
        for name in role.asks | role.guesses:
            names.pop(name, None)
        again = self.job.skip.count(number) > 1  # this half hung, or died of what it handed over
        self.remote.gone = "left out"
        for statement in statements(role.trusted):
            if again or self.interpreter.run(statement).error is not None:
                lost = names_in(statement)
                for name in (lost.binds | lost.changes) - lost.imports:
                    names.pop(name, None)
        self.remote.gone = ""
        if not again:
            self._push(role)

    def answer(self, number: int, step: Step, role: Role) -> None:
        """Have the student's process run a cell of the student's; imports run here as well."""
        if role.trusted:
            self.interpreter.run(role.trusted)
        self.remote.send("run", step.cell.source)
        self._report_cell(number, step, self.own(self.remote.receive))

    def given(self, number: int, step: Step, role: Role) -> None:
        """Run a cell of the instructor's on the sides that its role names."""
        if role.trusted:
            self._bind(role)
        source = step.cell.source if step.changed else role.student
        if source:
            for state in self.remote.random.all_states():
                self.ask("random", *state)
            self.remote.send("run", source)
        if role.trusted:
            outcome = self.interpreter.run(role.trusted)
            if outcome.error and self.job.reference:
                fallback = bool(role.push)
                self.report("given", index=step.index, error=repr(outcome.error), push=fallback)
        if source:
            self._report_cell(number, step, self.own(self.remote.receive))
        if step.changed:  # nothing of it is the same on both sides
            return
        if role.given:
            self.ask("given", sorted(role.given))
            self.remote.share(role.given)
        self._push(role)

    def _push(self, role: Role) -> None:
        for name in sorted(role.push):
            if name in self.interpreter.names:
                try:
                    self.remote.ask("bind", {name: self.interpreter.names[name]})
                except Exception as error:
                    self.report("given", index=-1, error=f"{name}: {error}", push=False)

    def _report_cell(self, number: int, step: Step, answer: Any) -> None:
        match answer:
            case [bool(ok), str(kind), str(text), str(output), int(line)]:
                pass
            case _:
                ok, kind, text, output, line = False, "", "an answer that does not fit", "", 0
        kind, text, output = kind[:80], self._kept(text[:2000]), self._kept(output)
        if not ok:
            self.note_trouble(step, kind, text, line)
        own = step.cell.solution or step.index < 0 or step.changed
        self.report(
            "cell",
            step=number,
            id=step.cell.grade_id,
            own=own,
            source=step.cell.source if own else "",
            error="" if ok else f"{kind}: {text}",
            output=output,
            withheld=self.hidden_seen,
        )

    def _kept(self, text: str) -> str:
        """Return what there is room for of a text of the student's process."""
        kept = text[: min(self.job.output_chars, self.room)]
        self.room -= len(kept)
        lost = len(text) - len(kept)
        return f"{kept}\n[{lost} more characters]" if lost else kept

    def _bind(self, role: Role) -> None:
        """Set the student's names in the trusted namespace to what they are now."""
        names = self.interpreter.names
        guesses = {name for name in role.guesses if name not in names or name in self.guessed}
        wanted = sorted(role.asks | guesses)
        found = self.ask("names", wanted) if wanted else {}
        if not isinstance(found, dict):
            found = {}
        for name in wanted:
            if name in found:
                names[name] = found[name]
                if name in guesses:
                    self.guessed.add(name)
            else:
                names.pop(name, None)

    def _refresh(self, role: Role) -> None:
        """Set those names again that the student's functions may have changed."""
        found = self.ask("names", sorted(role.volatile))
        for name in role.volatile if isinstance(found, dict) else ():
            if name in found:
                self.interpreter.names[name] = found[name]

    def _replace(self, sent: dict[str, Any]) -> None:
        """Pass on what a test has put in the place of the student's names since the last call."""
        for name, before in sent.items():
            value = self.interpreter.names.get(name)
            if value is not before:
                sent[name] = value
                self.remote.ask("bind", {name: value})

    def test(self, step: Step, role: Role) -> None:
        """Run a test cell on proxies of what the student made, and report its points."""
        cell, remote = step.cell, self.remote
        remote.random.reseed(self.job.seed, cell.grade_id)
        remote.changed, remote.may_change = set(), None
        remote.cannot_tell.clear()
        if self.job.calibrated:
            places = self.job.in_place
            remote.may_change = frozenset(
                (f, key) for test, f, key in places if test == cell.grade_id
            )
        self._bind(role)
        if role.volatile:
            remote.after_call = lambda: self._refresh(role)
        sent = {name: self.interpreter.names.get(name) for name in role.replaces}
        if role.replaces:
            remote.before_call = lambda: self._replace(sent)
        outcome = self.interpreter.run(cell.source)
        remote.before_call = remote.after_call = None
        self.in_hidden = reaches_hidden(cell, line_of(cell, outcome.line))
        if remote.gone:
            raise StudentGone(remote.gone)
        verdict = judge(
            cell,
            outcome,
            self.interpreter.text_of,
            graded=cell.grade_id in self.job.partial,
            troubles=self.troubles,
        )
        ran_hidden = bool(hidden_lines(cell.source)) and (outcome.error is None or self.in_hidden)
        self.hidden_seen = self.hidden_seen or ran_hidden
        if verdict.is_number and self.job.reference:
            self.report("partial", id=cell.grade_id)
        unsure = "; ".join(remote.cannot_tell)
        self.report(
            "score",
            id=cell.grade_id,
            score=None if unsure else verdict.score,
            reason=verdict.reason,
            detail=f"cannot tell: {unsure}"[:2000] if unsure else verdict.detail,
            in_place=sorted(remote.changed),
            verdicts=sorted(remote.verdicts),
        )
        remote.verdicts.clear()
        self._replace(sent)
        self._push(role)

    def modules(self) -> list[str]:
        """Return the modules that the student's process has imported, for a reference run."""
        if not self.job.reference:
            return []
        try:
            found = self.remote.ask("modules")
        except StudentGone:
            return []
        return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []
