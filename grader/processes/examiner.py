"""The trusted process of one submission: runs the instructor's cells, decides the points.

It gets the assignment and the submission from the grader, asks the student's process through
proxies, and reports cell by cell. It never runs a line of the submission.
"""

from __future__ import annotations

import builtins
import os
import resource
import socket
import sys
from typing import Any

from grader.notebook.cells import Cell, NotebookError, hidden_lines, parse
from grader.notebook.merge import Step, merge
from grader.notebook.roles import Role, roles
from grader.processes.interpreter import Interpreter
from grader.processes.job import Job
from grader.processes.verdicts import Verdict, judge, line_of, reaches_hidden
from grader.protocol.channel import Channel
from grader.protocol.codec import encode
from grader.protocol.decoder import decode
from grader.protocol.errors import StudentGone
from grader.protocol.remote import Remote
from grader.sandbox.limits import MIB

MEMORY_MB = 4096


def main(fds: list[int], interpreter: Interpreter) -> None:
    """Do the job that comes over the second descriptor; the first leads to the student."""
    channel = Channel(socket.socket(fileno=fds[0]))
    reports = Channel(socket.socket(fileno=fds[1]))
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY and sys.platform == "linux":
        with open("/proc/self/statm") as statm:
            mapped = int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (mapped + MEMORY_MB * MIB, hard))
    job = Job(**decode(reports.receive()))
    Examiner(job, channel, reports, interpreter).run()


class Examiner:
    """Go through the merged notebook once."""

    def __init__(
        self, job: Job, channel: Channel, reports: Channel, interpreter: Interpreter
    ) -> None:
        self.job = job
        self.reports = reports
        self.channel = channel
        self.interpreter = interpreter
        self.remote = Remote(channel, interpreter.names)
        self.guessed: set[str] = set()
        self.hidden_seen = False
        self.in_hidden = False
        self.trouble: list[str] = []

    def report(self, event: str, **values: Any) -> None:
        """Send a report to the grader."""
        self.reports.send(encode((event, values)))

    def run(self) -> None:
        """Run all steps and report each."""
        self.report("begin", step=-1)
        try:
            cells = parse(self.job.assignment)
            answers = parse(self.job.submission)
            merged = merge(cells, answers, plain=self.job.plain)
        except NotebookError as error:
            self.report("unreadable", why=str(error))
            return
        except (RecursionError, MemoryError) as error:
            self.report("unreadable", why=f"the file cannot be read: {type(error).__name__}")
            return
        self.report("notes", notes=list(merged.notes))
        parts = roles(cells, self.job.student_side)
        os.chdir(self.job.folder)
        sys.path.insert(0, self.job.folder)
        self.interpreter.capture(20_000)
        self.remote.random.watch()
        if not self._greeted():
            return
        for number, step in enumerate(merged.steps):
            if number in self.job.skip:
                self._note_skipped(step)
                continue
            role = parts[step.index] if step.index >= 0 else Role(student=step.cell.source)
            if not self._run_step(number, step, role):
                return
        self.report("end", modules=self._modules())

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
        if not step.cell.is_code:
            if step.cell.is_manual:
                self._manual(step)
            return True
        self.report("begin", step=number)
        try:
            if step.cell.is_test:
                self._test(step, role)
            elif step.cell.solution or step.index < 0:
                self._answer(number, step, role)
            else:
                self._given(number, step, role)
        except StudentGone:
            pass
        if self.remote.gone:
            self.report(
                "died",
                step=number,
                id=step.cell.grade_id if step.cell.is_test else "",
                secret=self.hidden_seen or self.in_hidden,
            )
            return False
        return True

    def _note_skipped(self, step: Step) -> None:
        if not step.cell.is_test:
            self.trouble.append(f"cell {step.cell.grade_id or 'without id'} was stopped")

    def _manual(self, step: Step) -> None:
        self.report("manual", id=step.cell.grade_id, changed=step.changed)

    def _answer(self, number: int, step: Step, role: Role) -> None:
        if role.trusted:
            self.interpreter.run(role.trusted)
        self.remote.send("run", step.cell.source)
        self._report_cell(number, step, self.remote.receive())
        if step.cell.is_manual:
            self._manual(step)

    def _given(self, number: int, step: Step, role: Role) -> None:
        forgeable = self.job.forgeable_pass
        source = step.cell.source if forgeable and role.push else role.student
        if role.trusted and not forgeable:
            self._bind(role)
        if source:
            for state in self.remote.random.all_states():
                self.remote.ask("random", *state)
            self.remote.send("run", source)
        if role.trusted and not forgeable:
            outcome = self.interpreter.run(role.trusted)
            if outcome.error and self.job.reference:
                fallback = bool(role.push)
                self.report("given", index=step.index, error=repr(outcome.error), push=fallback)
        if source:
            self._report_cell(number, step, self.remote.receive())
        if role.given:
            self.remote.ask("given", sorted(role.given))
            self.remote.share(role.given)
        if role.push and not forgeable:
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
        if not ok and not (kind == "NotImplementedError" and not step.changed):
            where = f"cell {step.cell.grade_id!r}" if step.cell.grade_id else "an added cell"
            self.trouble.append(f"{where} stopped at line {line} with {kind}: {text}"[:300])
        self.report(
            "cell",
            step=number,
            id=step.cell.grade_id,
            own=step.cell.solution or step.index < 0,
            source=step.cell.source if step.cell.solution or step.index < 0 else "",
            error="" if ok else f"{kind}: {text}",
            output=output,
            withheld=self.hidden_seen,
        )

    def _bind(self, role: Role) -> None:
        """Set the student's names in the trusted namespace to what they are now."""
        names = self.interpreter.names
        guesses = {name for name in role.guesses if name not in names or name in self.guessed}
        wanted = sorted(role.asks | guesses)
        found = self.remote.ask("names", wanted) if wanted else {}
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
        found = self.remote.ask("names", sorted(role.volatile))
        for name in role.volatile if isinstance(found, dict) else ():
            if name in found:
                self.interpreter.names[name] = found[name]

    def _test(self, step: Step, role: Role) -> None:
        cell = step.cell
        if (cell.grade_id in self.job.in_process) != self.job.forgeable_pass:
            return
        if self.job.forgeable_pass:
            self._test_in_process(cell)
            return
        if cell.grade_id in self.job.judged and not role.lasting:
            return
        in_place = cell.grade_id in self.job.in_place or not self.job.calibrated
        verdict = self._attempt(cell, role, in_place)
        if self.remote.changed_arguments and not in_place and verdict.score > 0:
            # The model solution leaves its arguments alone: this must make no difference.
            again = self._attempt(cell, role, True)
            if again.score < verdict.score:
                verdict = again
        if verdict.is_number and self.job.reference:
            self.report("partial", id=cell.grade_id)
        self.report(
            "score",
            id=cell.grade_id,
            score=verdict.score,
            reason=verdict.reason,
            detail=verdict.detail,
            in_place=self.remote.changed_arguments,
            verdicts=sorted(self.remote.verdicts),
        )
        self.remote.verdicts.clear()
        self._push(role)

    def _attempt(self, cell: Cell, role: Role, in_place: bool) -> Verdict:
        self.remote.random.reseed(self.job.seed, cell.grade_id)
        self.remote.changed_arguments = False
        self.remote.restore = in_place
        self._bind(role)
        if role.volatile:
            self.remote.after_call = lambda: self._refresh(role)
        outcome = self.interpreter.run(cell.source)
        self.remote.after_call = None
        in_hidden = reaches_hidden(cell, line_of(cell, outcome.line))
        if self.remote.gone:
            self.in_hidden = in_hidden
            raise StudentGone(self.remote.gone)
        verdict = judge(
            cell,
            outcome,
            self.interpreter.text_of,
            graded=cell.grade_id in self.job.partial,
            hidden_seen=self.hidden_seen,
            trouble=self.trouble[-1] if self.trouble else "",
        )
        ran_hidden = bool(hidden_lines(cell.source)) and (outcome.error is None or in_hidden)
        self.hidden_seen = self.hidden_seen or ran_hidden
        return verdict

    def _test_in_process(self, cell: Cell) -> None:
        """Run a test cell in the student's process: its verdict can be forged, and says so."""
        answer = self.remote.ask("run", cell.source)
        ok = isinstance(answer, list) and len(answer) == 5 and answer[0] is True
        kind = str(answer[1])[:80] if isinstance(answer, list) and len(answer) == 5 else ""
        # A class that the student made could carry the hidden test in its name.
        known = isinstance(getattr(builtins, kind, None), type)
        reason = "" if ok else f"the test failed ({kind})" if known else "the test failed"
        detail = "" if ok else f"the test failed ({kind})"
        score = cell.points if ok else 0.0
        self.report("score", id=cell.grade_id, score=score, reason=reason, detail=detail)
        self.hidden_seen = self.hidden_seen or bool(hidden_lines(cell.source))

    def _modules(self) -> list[str]:
        if not self.job.reference:
            return []
        try:
            found = self.remote.ask("modules")
        except StudentGone:
            return []
        return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []
