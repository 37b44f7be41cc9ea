"""Run through the notebook once: a pair of processes, their clock, and their end."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import select
import signal
import socket
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import uuid4

from grader.notebook.cells import parse
from grader.notebook.merge import merge
from grader.processes.job import Job, Mode
from grader.protocol import descriptors
from grader.protocol.channel import Channel, ClosedError
from grader.protocol.codec import encode
from grader.protocol.decoder import decode
from grader.protocol.plain import FrameError
from grader.records import CellReport, RunVerdict, Task, digest_of
from grader.sandbox import cleanup
from grader.session.clock import Clock
from grader.session.fork_server_client import ForkServer
from grader.session.pool import POOL, make_paths

_LOG = logging.getLogger(__name__)

GRACE_SECONDS = 3.0
START_SECONDS = 120.0
END_SECONDS = 20.0
# What a test gets after an interruption: a part of what is left of the spare time. A test may call
# a function without end a dozen times. It is ended when less than `LEAST` of a question is left.
SHARE = LEAST = 1 / 8


@dataclass
class PassResult:
    """What one run through the notebook brought."""

    scores: dict[str, RunVerdict] = field(default_factory=dict)
    manual: dict[str, bool] = field(default_factory=dict)
    cells: dict[int, CellReport] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    given: list[dict[str, Any]] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    unreadable: str = ""
    broken: str = ""
    died_at: int | None = None
    died_id: str = ""
    secret: bool = False
    why: str = ""
    trace: str = ""
    problem: str = ""
    ended: bool = False
    interrupted: list[int] = field(default_factory=list)
    timed_out: bool = False
    seconds: float = 0.0

    def detail(self) -> str:
        """Return for the instructor why the student's process or the trusted one ended."""
        if not self.trace:
            return self.why
        return f"{self.why} ({self.trace.splitlines()[-1]}; traceback in grader.log)"

    def shown(self) -> str:
        """Return why the student's process ended, as far as the student may read it.

        How it ends is up to the student's code, which may have seen a hidden test's data.
        """
        if self.secret and not self.timed_out:
            return "the student's process ended during or after a hidden test"
        return self.why


def run_pass(
    task: Task,
    seconds: float,
    skip: Sequence[int] = (),
    *,
    mode: Mode,
    reference: bool = False,
) -> PassResult:
    """Run through the notebook once, in a fresh pair of processes, for at most `seconds`."""
    fork_server = POOL.take(task.assignment.preload())
    try:
        result = Watcher(task, fork_server, seconds).run(
            _job(task, skip, mode, reference=reference)
        )
    except BaseException:
        POOL.drop(fork_server)
        raise
    POOL.put(fork_server)
    return result


def _job(task: Task, skip: Sequence[int], mode: Mode, *, reference: bool) -> Job:
    assignment = task.assignment
    seed = hashlib.sha256(assignment.data + b"\0" + task.submission).digest()
    return Job(
        assignment.data,
        task.submission,
        int.from_bytes(seed[:6], "little"),
        mode=mode,
        skip=list(skip),
        student_side=list(assignment.calibration.student_side),
        in_place=list(assignment.calibration.in_place),
        partial=list(assignment.calibration.partial),
        reference=reference,
        calibrated=assignment.calibration.calibrated,
        output_chars=task.limits.output_chars,
    )


class Watcher:
    """One pair of processes, their clock, and their end."""

    def __init__(self, task: Task, fork_server: ForkServer, seconds: float) -> None:
        self.task = task
        self.fork_server = fork_server
        self.seconds = seconds
        self.clock = Clock(fork_server.process.pid)
        self.found = PassResult()
        self.step = -1
        self.is_test = False
        # What all tests together may take beyond their time, and what this one may of it.
        self.spare = task.limits.question_seconds
        self.more = 0.0

    def run(self, job: Job) -> PassResult:
        """Start the pair, follow its reports to the end, and remove all of it."""
        folder = POOL.folder() / uuid4().hex
        assignment = self.task.assignment
        helpers = assignment.trusted if job.mode == "plain" else assignment.helpers
        paths = make_paths(folder, helpers, assignment.trusted if job.mode == "split" else "")
        student_end, examiner_end = socket.socketpair()
        control, control_end = socket.socketpair()
        reports, reports_end = socket.socketpair()
        ends = (student_end, examiner_end, control_end, reports_end)
        try:
            seed = int(digest_of(b"student" + self.task.submission)[:8], 16)
            self.fork_server.start_student(
                self.task.plan, self.task.limits, paths, seed, student_end, control_end
            )
            examiner = self.fork_server.start_examiner(examiner_end, reports_end)
            try:
                for end in ends:
                    end.close()
                with Channel(reports) as channel:
                    channel.send(encode(asdict(job) | {"folder": paths.trusted}))
                    self._listen(channel, control)
            finally:
                self.fork_server.kill(examiner)
        finally:
            for end in (*ends, reports):
                end.close()
            why = _end_student(control)
            self.found.why = self.found.why or why or "the student's process broke the protocol"
            self._keep_trace()
            cleanup.remove(str(folder))
            self.found.seconds = self.clock.read()
        return self.found

    def _keep_trace(self) -> None:
        """Log what the grader's own processes wrote to stderr; a traceback is an error."""
        text = self.fork_server.take_stderr().strip()
        if "Traceback (most recent call last)" in text:
            self.found.trace = text
            _LOG.error("%s: a process of the grader failed:\n%s", self.task.student, text)
        elif text:
            _LOG.debug("%s: on stderr:\n%s", self.task.student, text)

    def _listen(self, channel: Channel, control: socket.socket) -> None:
        """Take reports until the end, and stop what takes too long."""
        clock, limit = self.clock, START_SECONDS
        closed = False
        while True:
            end = limit if closed else min(limit, self.seconds)
            # While this waits the clock may stand still, but it never runs fast.
            left = end - clock.read()
            if left > 0 and select.select([channel], [], [], max(left, 0.01))[0]:
                try:
                    event, values = decode(channel.receive())
                except (ClosedError, FrameError):
                    return self._examiner_gone()
                if event == "begin":
                    now = clock.read()
                    self._begin(values, unused=limit - now)
                    limit = now + self.task.limits.question_seconds
                elif self._note(event, values):
                    return None
            elif left > 0:
                continue
            elif closed:
                return self._examiner_gone()
            elif clock.seconds < self.seconds and self._interrupt(control):
                limit = clock.seconds + self.more
            else:
                self.found.timed_out = True
                self.found.why = f"took longer than {self.task.limits.question_seconds:g} s"
                if clock.seconds >= self.seconds:
                    seconds = self.task.limits.notebook_seconds
                    self.found.why = f"the notebook took longer than {seconds:g} s"
                with contextlib.suppress(OSError):
                    control.shutdown(socket.SHUT_WR)
                closed = True
                limit = clock.seconds + GRACE_SECONDS

    def _begin(self, step: dict[str, Any], unused: float) -> None:
        self.step, self.is_test = step["step"], step["test"]
        self.spare += max(0.0, min(unused, self.more))
        self.more = 0.0

    def _interrupt(self, control: socket.socket) -> bool:
        """Have the call stopped that a test waits for, and let the test go on; False: let it end.

        A share of what is left of the spare time is for what comes until the next interruption.
        """
        if not self.is_test or self.spare < self.task.limits.question_seconds * LEAST:
            return False
        with contextlib.suppress(OSError):  # it has ended, as a report will say
            control.send(b"!")
        self.more = self.spare * SHARE
        self.spare -= self.more
        self.found.interrupted.append(self.step)
        return True

    def _examiner_gone(self) -> None:
        self.found.secret = True  # for all that is known
        self.found.died_at = self.step
        self.found.died_id = self._test()
        self.found.why = self.found.why or "the test itself needed too much memory or crashed"

    def _test(self) -> str:
        if self.step < 0:  # it has not begun
            return ""
        cell = merge(self.task.assignment.cells, parse(self.task.submission)).steps[self.step].cell
        return cell.grade_id if cell.is_test else ""

    def _note(self, event: str, values: Any) -> bool:
        """Take one report; True if it was the last."""
        found = self.found
        match event:
            case "score":
                name = values.pop("id")
                if self.step in found.interrupted:
                    values["detail"] = f"{values['detail']} (calls were interrupted)".strip()
                found.scores[name] = values
            case "manual":
                found.manual[values["id"]] = values["changed"]
            case "cell":
                found.cells[values["step"]] = values
            case "notes":
                found.notes += values["notes"]
            case "given":
                found.given.append(values)
            case "partial":
                found.partial.append(values["id"])
            case "unreadable":
                found.unreadable = values["why"]
            case "broken":
                found.broken = values["why"]
            case "died":
                found.died_at, found.died_id = values["step"], values["id"]
                found.secret = values["secret"]
            case "end":
                found.modules = values["modules"]
                found.ended = True
        return event in ("unreadable", "broken", "died", "end")


def _end_student(control: socket.socket) -> str:
    """End the student's process tree; return why it had ended before, if it had."""
    with contextlib.suppress(OSError):
        control.shutdown(socket.SHUT_WR)
    control.settimeout(END_SECONDS)
    try:
        message = descriptors.receive(control)[0]
        control.recv(1)  # returns when the supervisor is gone as well
    except (OSError, EOFError):
        return ""
    finally:
        control.close()
    status = int(message["status"])
    if message["why"]:
        return str(message["why"])
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
        return f"the student's process was ended by {name}"
    return f"the student's process ended itself with status {os.waitstatus_to_exitcode(status)}"
