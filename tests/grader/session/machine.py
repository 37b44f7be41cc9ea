"""A machine that starts nothing, for one run through a notebook."""

from __future__ import annotations

import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader.notebook.assignment import Assignment, Calibration
from grader.protocol import descriptors
from grader.protocol.channel import Channel
from grader.protocol.codec import encode
from grader.protocol.decoder import decode
from grader.records import Task
from grader.sandbox.jail import Plan
from grader.sandbox.limits import Limits
from grader.session import watch
from grader.session.clock import Clock
from grader.session.watch import PassResult, run_pass
from tests.grader import samples
from tests.grader.samples import cell, notebook, solution
from tests.grader.samples import test_cell as check

PLAN = Plan(namespaces=False, landlock=True, seccomp=False, drop_user=False)
LIMITS = Limits(question_seconds=64.0, output_chars=99)
FOUND = Calibration(True, (4,), (("a_test", "f", "v"),), ("b_test",), modules=("numpy", "keras"))
CELLS = [check("a_test", 1, "1"), solution("b", "b = 1"), check("b_test", 1, "b")]
TASK = Task("ann", b"{}", Assignment("lab", b"lab", ""), PLAN, 3, LIMITS, "")


class Machine:
    """A pool of one warm process; what it was asked, and what its processes are to say.

    Args:
        folder: the pool's.
        reports: those of the trusted process, before it is gone.
        end: what the supervisor says of the student's process, None if nothing.
        stderr: of all of them.
    """

    def __init__(
        self,
        folder: Path,
        *reports: tuple[str, dict[str, Any]],
        end: dict[str, Any] | None = None,
        stderr: str = "",
    ) -> None:
        self.asked: dict[str, Any] = {"killed": [], "dropped": [], "put": []}
        self.process = SimpleNamespace(pid=2**22 + 1)  # above all that there are
        self.reports, self.end, self.stderr, self._folder = reports, end, stderr, folder
        self.said: Any = None

    def take(self, modules: list[str]) -> Machine:
        """Note what is imported, as a pool."""
        self.asked["modules"] = modules
        return self

    def folder(self) -> Path:
        """Return a folder, as a pool."""
        return self._folder

    def drop(self, process: Machine) -> None:
        """Note what is ended, as a pool."""
        self.asked["dropped"].append(process)

    def put(self, process: Machine) -> None:
        """Note what comes back, as a pool."""
        self.asked["put"].append(process)

    def start_student(
        self, plan: Plan, limits: Limits, paths: Any, seed: int, student: Any, control: Any
    ) -> None:
        """Let the supervisor say what it has to say, and end."""
        self.asked |= {"plan": plan, "limits": limits, "paths": paths, "seed": seed}
        self.asked["files"] = [
            {file.name for file in Path(at).iterdir()} for at in (paths.trusted, paths.helpers)
        ]
        if self.end is not None:
            descriptors.send(control, self.end)
        self.student = student.dup()

    def start_examiner(self, channel: Any, reports: socket.socket) -> int:
        """Let the trusted process send its reports, and be gone."""
        self.said = reports.dup()
        channel.sendall(b"question")
        with self.student:
            assert self.student.recv(100) == b"question"
        with Channel(reports.dup()) as out:
            for report in self.reports:
                out.send(encode(report))
        self.said.shutdown(socket.SHUT_WR)
        return 4711

    def kill(self, pid: int) -> None:
        """Note what is killed, and the job that it was given."""
        self.asked["killed"].append(pid)
        with Channel(self.said, timeout=5) as said:
            self.asked["job"] = decode(said.receive())

    def close(self) -> None:
        """Close what is open if the trusted process did not start."""
        self.student.close()

    def take_stderr(self) -> str:
        """Return what the processes wrote."""
        return self.stderr


def watched(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, task: Task = TASK, **how: Any
) -> PassResult:
    def clock(pid: int) -> Clock:
        machine.asked["clock of"] = pid
        return Clock(pid)

    monkeypatch.setattr(watch, "Clock", clock)
    monkeypatch.setattr(watch, "POOL", machine)
    how = {"seconds": 600.0, "mode": "split", **how}
    return run_pass(task, **how)


END = ("end", {"modules": ["json"]})


def folders(tmp_path: Path) -> Assignment:
    """Return an assignment with files for the student, and others for the tests."""
    for name in ("helpers", "reference"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / name).touch()
    places = (str(tmp_path / "helpers"), str(tmp_path / "reference"))
    raw = notebook([cell("import numpy\nimport sys"), *CELLS])
    return Assignment("lab", samples.as_bytes(raw), *places, FOUND)
