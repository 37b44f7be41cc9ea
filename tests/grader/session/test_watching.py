"""One run through the notebook: what its processes are given, and what becomes of their reports."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader.notebook.assignment import Assignment, Calibration
from grader.processes.job import Job
from grader.protocol import descriptors
from grader.protocol.channel import Channel
from grader.protocol.codec import encode
from grader.protocol.decoder import decode
from grader.records import Task
from grader.sandbox.jail import Plan
from grader.sandbox.limits import Limits
from grader.session import watch
from grader.session.pool import Pool
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
        self.process = SimpleNamespace(pid=0)
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
        with Channel(self.said) as said:
            self.asked["job"] = decode(said.receive())

    def close(self) -> None:
        """Close what is open if the trusted process did not start."""
        self.student.close()

    def take_stderr(self) -> str:
        """Return what the processes wrote."""
        return self.stderr


@pytest.fixture(autouse=True)
def no_pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No process is started here."""
    monkeypatch.setattr(Pool, "_start", None)
    yield


def watched(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, task: Task = TASK, **how: Any
) -> PassResult:
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


def test_the_trusted_process_gets_its_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(tmp_path / "pool", END)
    task = replace(TASK, assignment=folders(tmp_path))
    watched(machine, monkeypatch, task, skip=(3, 1), reference=True, mode="visible")
    job = machine.asked["job"]
    paths = machine.asked["paths"]
    data = task.assignment.data
    assert Job(**job | {"folder": "", "in_place": [tuple(one) for one in job["in_place"]]}) == Job(
        data, b"{}", job["seed"], "visible", [3, 1], [4], [("a_test", "f", "v")], ["b_test"],
        reference=True, calibrated=True, output_chars=99,
    )  # fmt: skip
    assert job["folder"] == paths.trusted
    assert Path(paths.trusted).is_relative_to(tmp_path / "pool")
    assert machine.asked["modules"] == ["numpy", "numpy", "keras"]
    assert (machine.asked["plan"], machine.asked["limits"]) == (PLAN, LIMITS)
    assert machine.asked["killed"] == [4711]


def test_runs_are_no_reference_unless_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(tmp_path, END)
    watched(machine, monkeypatch, replace(TASK, assignment=folders(tmp_path / "lab")))
    assert not machine.asked["job"]["reference"] and machine.asked["job"]["skip"] == []


@pytest.mark.parametrize(
    ("mode", "trusted", "student"),
    [
        ("split", {"reference"}, {"helpers"}),
        ("plain", set(), {"reference"}),
        ("visible", set(), {"helpers"}),
    ],
)
def test_only_the_run_beside_the_tests_has_their_files(
    mode: str,
    trusted: set[str],
    student: set[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = Machine(tmp_path / "pool", END)
    watched(machine, monkeypatch, replace(TASK, assignment=folders(tmp_path)), mode=mode)
    assert machine.asked["files"] == [trusted, student]
    assert list((tmp_path / "pool").iterdir()) == []  # all of it is removed


def test_equal_submissions_have_equal_seeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was graded comes out again in a later version, so that no seed may change.

    NumPy takes those of the student's process up to 2**32.
    """
    monkeypatch.setattr(Assignment, "preload", lambda _: [])
    seeds = []
    for number in range(8):
        machine = Machine(tmp_path, END)
        task = replace(TASK, submission=b"%d" % number)
        task = replace(task, assignment=replace(folders(tmp_path / str(number)), data=b"{}"))
        watched(machine, monkeypatch, task)
        seeds.append((machine.asked["seed"], machine.asked["job"]["seed"]))
    assert max(seed for seed, _ in seeds) < 2**32 and len(set(seeds)) == 8
    assert seeds[0] == (774787101, 205137102616447)


def test_a_process_that_worked_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(tmp_path, END, end={"status": 0, "why": ""})
    found = watched(machine, monkeypatch, replace(TASK, assignment=folders(tmp_path / "lab")))
    assert found.ended and found.modules == ["json"] and 0 <= found.seconds < 60
    assert (machine.asked["put"], machine.asked["dropped"]) == ([machine], [])


def test_a_process_that_failed_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(tmp_path, END)

    def no(*arguments: Any) -> int:
        raise OSError("no more processes")

    monkeypatch.setattr(machine, "start_examiner", no)
    with pytest.raises(OSError, match="no more processes"), closing(machine):
        watched(machine, monkeypatch, replace(TASK, assignment=folders(tmp_path / "lab")))
    assert (machine.asked["put"], machine.asked["dropped"]) == ([], [machine])
    assert machine.asked["killed"] == []


def begin(step: int) -> Any:
    return "begin", {"step": step, "test": True}


SCORE = {"score": 1.0, "reason": "r", "detail": "d"}
CELL = {"step": 2, "id": "", "own": True, "source": "1"}
REPORTS: list[Any] = [
    begin(0),
    ("notes", {"notes": ["one", "two"]}),
    ("score", {"id": "a_test", **SCORE}),
    ("manual", {"id": "m", "changed": True}),
    ("cell", CELL),
    ("notes", {"notes": ["three"]}),
    ("given", {"index": 3, "push": True}),
    ("partial", {"id": "a_test"}),
]


def test_what_is_reported_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(tmp_path, *REPORTS, END, ("broken", {"why": "after the end"}))
    found = watched(machine, monkeypatch, replace(TASK, assignment=folders(tmp_path / "lab")))
    assert asdict(replace(found, seconds=0.0, why="")) == asdict(
        PassResult(
            scores={"a_test": SCORE},  # type: ignore[dict-item]
            manual={"m": True},
            cells={2: CELL},  # type: ignore[dict-item]
            notes=["one", "two", "three"],
            given=[{"index": 3, "push": True}],
            partial=["a_test"],
            modules=["json"],
            ended=True,
        )
    )


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (("unreadable", {"why": "no JSON"}), {"unreadable": "no JSON"}),
        (("broken", {"why": "no walls"}), {"broken": "no walls"}),
        (
            ("died", {"step": 7, "id": "q", "secret": True}),
            {"died_at": 7, "died_id": "q", "secret": True},
        ),
    ],
)
def test_nothing_is_read_after_the_last_report(
    report: Any, expected: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(tmp_path, begin(0), report, ("notes", {"notes": ["no"]}))
    found = watched(machine, monkeypatch, replace(TASK, assignment=folders(tmp_path / "lab")))
    assert asdict(replace(found, seconds=0.0, why="")) == asdict(PassResult(**expected))


@pytest.mark.parametrize(("step", "test"), [(None, ""), (0, "a_test"), (1, ""), (2, "b_test")])
def test_a_trusted_process_that_ends_ends_its_step(
    step: int | None, test: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what the student reads, a hidden test may have run."""
    machine = Machine(tmp_path, *([] if step is None else [begin(step)]))
    raw = samples.as_bytes(notebook(CELLS))
    assignment = replace(folders(tmp_path / "lab"), data=raw)
    found = watched(machine, monkeypatch, replace(TASK, assignment=assignment, submission=raw))
    assert (found.died_at, found.died_id) == (-1 if step is None else step, test)
    assert found.secret is True
    assert found.why == "the test itself needed too much memory or crashed"


def ended(status: int = 0, why: str = "") -> dict[str, Any]:
    return {"status": status, "why": why}


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (None, "the student's process broke the protocol"),
        (ended(), "the student's process ended itself with status 0"),
        (ended(3 << 8), "the student's process ended itself with status 3"),
        (ended(signal.SIGKILL), "the student's process was ended by SIGKILL"),
        (ended(int(signal.SIGRTMIN) + 1), "the student's process was ended by 35"),
        (ended(signal.SIGKILL, "wrote too much"), "wrote too much"),
    ],
)
def test_why_the_students_process_ended(
    end: dict[str, Any] | None, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(tmp_path, ("died", {"step": 0, "id": "", "secret": False}), end=end)
    found = watched(machine, monkeypatch, replace(TASK, assignment=folders(tmp_path / "lab")))
    assert found.why == why


def test_what_the_grader_ended_it_for_stands_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(tmp_path, begin(0), end=ended(signal.SIGKILL))
    task = replace(TASK, assignment=folders(tmp_path / "lab"))
    task = replace(task, submission=task.assignment.data)
    assert watched(machine, monkeypatch, task).why.startswith("the test itself")


def test_a_supervisor_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "END_SECONDS", 0.01)
    control, other = socket.socketpair()
    with other:
        assert watch._end_student(control) == ""
        assert other.recv(1) == b"" and control.fileno() == -1


class Gone(socket.socket):
    """A socket that says, as some systems do, that the other end is gone."""

    def shutdown(self, how: int) -> None:
        raise OSError("not connected")


def test_a_supervisor_that_is_gone_has_said_why() -> None:
    control, other = socket.socketpair()
    with other:
        descriptors.send(other, ended(0, "no room"))
    assert watch._end_student(Gone(fileno=control.detach())) == "no room"


TRACEBACK = "Traceback (most recent call last):\n  somewhere\nKeyError: 'x'"


def test_a_traceback_of_the_graders_own_is_an_error_of_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    machine = Machine(tmp_path, END, end=ended(), stderr=f"\n{TRACEBACK}\n")
    with caplog.at_level(logging.DEBUG, logger="grader"):
        task = replace(TASK, assignment=folders(tmp_path / "lab"))
        found = watched(machine, monkeypatch, task)
    assert found.trace == TRACEBACK
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("ERROR", f"ann: a process of the grader failed:\n{TRACEBACK}")
    ]


@pytest.mark.parametrize("text", ["a library's message", ""])
def test_other_messages_are_for_who_looks_for_them(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    machine = Machine(tmp_path, END, end=ended(), stderr=f"{text}\n")
    with caplog.at_level(logging.DEBUG, logger="grader"):
        task = replace(TASK, assignment=folders(tmp_path / "lab"))
        assert watched(machine, monkeypatch, task).trace == ""
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == (
        [("DEBUG", f"ann: on stderr:\n{text}")] if text else []
    )


def test_the_instructor_is_told_where_the_traceback_is() -> None:
    found = PassResult(why="it ended")
    assert found.detail() == "it ended"
    assert replace(found, trace=TRACEBACK).detail() == (
        "it ended (KeyError: 'x'; traceback in grader.log)"
    )


@pytest.mark.parametrize(
    ("secret", "timed_out", "shown"),
    [
        (False, False, "it ended"),
        (False, True, "it ended"),
        (True, True, "it ended"),
        (True, False, "the student's process ended during or after a hidden test"),
    ],
)
def test_the_student_does_not_read_how_it_ended_after_a_hidden_test(
    secret: bool, timed_out: bool, shown: str
) -> None:
    """Unless the grader ended it for its time."""
    found = PassResult(why="it ended", secret=secret, timed_out=timed_out)
    assert found.shown() == shown
