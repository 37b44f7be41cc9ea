"""What becomes of the reports of one run through the notebook, and why it ended."""

from __future__ import annotations

import logging
import signal
import socket
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from grader.protocol import descriptors
from grader.session import watch
from grader.session.watch import PassResult
from tests.grader import samples
from tests.grader.samples import notebook
from tests.grader.session.machine import CELLS, END, TASK, Machine, folders, watched


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


def test_a_run_whose_time_is_over_is_ended_and_may_still_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(tmp_path, END, end=ended(signal.SIGKILL))
    task = replace(TASK, assignment=folders(tmp_path / "lab"))
    found = watched(machine, monkeypatch, task, seconds=0.0)
    assert found.timed_out and found.ended
    assert found.why == "the notebook took longer than 600 s"


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
