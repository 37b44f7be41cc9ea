"""Walls that do not hold, or hold on another machine only."""

from __future__ import annotations

import os
import platform
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from grader.notebook.assignment import Assignment
from grader.protocol.channel import Channel
from grader.protocol.codec import encode
from grader.protocol.errors import StudentGone
from grader.sandbox.jail import BrokenJailError, Plan
from grader.session import walls
from grader.session.walls import UnsafeError, prove, try_plan
from tests.grader import samples
from tests.grader.conftest import Grade
from tests.grader.runs import ROOT, a_few, command
from tests.grader.samples import HONEST, notebook_with


def test_a_machine_of_the_cluster_tries_its_own_walls(
    grade: Grade, target: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What holds where the run was started need not hold where a submission is graded."""

    def try_plan(plan: Any) -> Any:
        raise UnsafeError("isolation is broken here")

    monkeypatch.setattr(walls, "PROVEN", set())
    monkeypatch.setattr(walls, "try_plan", try_plan)
    row = grade(target, notebook_with(HONEST))
    assert row["status"] == "error" and "broken here" in row["reason"] and row["score"] == 0
    monkeypatch.setattr(walls, "try_plan", lambda plan: (1, {}))
    assert "isolation level 1, not" in grade(target, notebook_with(HONEST))["reason"]


# A wall by the file and the function that puts it up, and what it becomes.
BROKEN = {
    "Landlock": ("sandbox/landlock.py", "landlock"),
    "seccomp": ("sandbox/seccomp.py", "seccomp"),
    "namespaces": ("sandbox/jail.py", "enter_namespaces"),
    "unshare": ("sandbox/linux.py", "unshare"),
    "limits": ("sandbox/limits.py", "set_rlimits"),
    "all confinement": ("sandbox/jail.py", "confine"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_isolation_is_refused(name: str, tmp_path: Path) -> None:
    """A copy of the grader with one wall removed must refuse to start."""
    file, function = BROKEN[name]
    # What other tests compile at the same time comes and goes.
    ignored = shutil.ignore_patterns("datasets", "__pycache__")
    for room in ("grader", "utils"):  # which has files.py, which it uses
        shutil.copytree(ROOT / room, tmp_path / room, ignore=ignored)
    path = tmp_path / "grader" / file
    idle = rf"\1def {function}(*_, **__):  # type: ignore\n\1    return None\n\n\1def unused("
    text, count = re.subn(rf"(?m)^( *)def {function}\(", idle, path.read_text())
    assert count == 1
    path.write_text(text)
    source = samples.write_assignment("target", tmp_path / "source")
    folder = a_few(tmp_path / "in")
    done = command("grade", source, folder, "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 2, done
    assert "isolation is broken" in done.stderr
    assert not (tmp_path / "out" / "results.jsonl").exists()


MEMORY, ENVIRONMENT = "memory is limited", "sees no environment"
HELD = {MEMORY: True, ENVIRONMENT: True, "starts no process": True}


def plan(**walls: bool) -> Plan:
    off = dict.fromkeys(("namespaces", "landlock", "seccomp", "drop_user"), False)
    return Plan(**{**off, **walls})


FULL = plan(namespaces=True, landlock=True, seccomp=True)


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Try a plan on a machine where a student's process finds what a test says."""
    monkeypatch.setattr(walls, "PROVEN", set())

    def one(tried: Plan, first: bool = False, inner: bool = True, **held: bool) -> Any:
        @contextmanager
        def probe(plan: Plan) -> Iterator[Any]:
            assert plan is tried
            names = {name.replace("_", " "): value for name, value in held.items()}
            yield walls._Trials({**HELD, **names}, first, inner)

        monkeypatch.setattr(walls, "_probe", probe)
        return try_plan(tried)

    return one


@pytest.mark.parametrize(
    ("layers", "first", "level"),
    [
        (FULL, True, 3),
        (plan(namespaces=True, landlock=True), True, 3),
        (plan(namespaces=True, seccomp=True), True, 2),
        (plan(landlock=True, seccomp=True), False, 2),
        (plan(landlock=True), False, 2),
        (plan(seccomp=True), False, 2),
        (plan(drop_user=True), False, 1),
    ],
)
def test_the_level_is_that_of_the_walls_that_hold(
    layers: Plan, first: bool, level: int, tried: Any
) -> None:
    assert tried(layers, first) == (level, HELD)
    assert {layers} == walls.PROVEN


@pytest.mark.parametrize("name", [MEMORY, ENVIRONMENT])
def test_without_walls_limits_are_the_least(name: str, tried: Any) -> None:
    assert tried(plan(), **{name: False})[0] == 0
    assert tried(plan(), starts_no_process=False)[0] == 1


def test_where_namespaces_hide_nothing_the_inner_wall_is_not_asked_for(tried: Any) -> None:
    assert tried(plan(namespaces=True, seccomp=True), True, inner=False)[0] == 2
    assert tried(plan(landlock=True, seccomp=True), inner=False)[0] == 2


@pytest.mark.parametrize(
    ("found", "broken"),
    [
        ({"first": False}, "is the first process of its own namespace"),
        ({"first": True, "inner": False}, "Landlock hides files"),
        ({"first": True, "starts no process": False}, "starts no process"),
        ({"first": False, "inner": False, MEMORY: False},
         f"{MEMORY}, is the first process of its own namespace, Landlock hides files"),
    ],
)  # fmt: skip
def test_a_wall_that_does_not_hold_is_named(
    found: dict[str, bool], broken: str, tried: Any
) -> None:
    with pytest.raises(UnsafeError) as error:
        tried(FULL, **found)
    assert str(error.value) == (
        "isolation is broken here: namespaces + landlock + seccomp + rlimits went up without an "
        f"error, but does not hold. Not held: {broken}"
    )
    assert set() == walls.PROVEN


def test_walls_are_tried_once_in_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Plan] = []

    def try_plan(plan: Plan) -> tuple[int, dict[str, bool]]:
        done.append(plan)
        if plan == FULL:
            walls.PROVEN.add(plan)
        return 2, {}

    monkeypatch.setattr(walls, "PROVEN", set())
    monkeypatch.setattr(walls, "try_plan", try_plan)
    monkeypatch.setattr(platform, "node", lambda: "node7")
    prove(FULL, 2)
    prove(FULL, 3)
    assert done == [FULL]
    with pytest.raises(BrokenJailError, match=r"^node7: isolation level 2, not 3$"):
        prove(plan(landlock=True), 3)


@pytest.mark.parametrize("error", [UnsafeError("no wall"), StudentGone("no wall")])
def test_walls_that_cannot_be_tried_are_broken(
    error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    def try_plan(plan: Plan) -> None:
        raise error

    monkeypatch.setattr(walls, "PROVEN", set())
    monkeypatch.setattr(walls, "try_plan", try_plan)
    monkeypatch.setattr(platform, "node", lambda: "node7")
    with pytest.raises(BrokenJailError, match=r"^node7: no wall$"):
        prove(FULL, 3)


class Asked:
    """A student's process that answers what a test says."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.questions: list[Any] = []

    def __call__(self, channel: Channel, names: dict[str, Any]) -> Asked:
        """Be the remote of a channel."""
        assert isinstance(channel, Channel) and names == {}
        return self

    def ask(self, *question: Any) -> Any:
        """Return the next answer."""
        self.questions.append(question)
        return self.answers.pop(0)


def asked(greeting: Any, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what a student's process says it found, which greets so first (None: it is gone)."""
    monkeypatch.setattr(walls, "Remote", asked)
    here, there = socket.socketpair()
    with Channel(there) as other:
        if greeting is not None:
            other.send(encode(greeting))
    with Channel(here) as channel:
        return walls._ask(channel, Path("/a'b"), 4711, "name")


@pytest.mark.parametrize(
    ("greeting", "error", "message"),
    [
        (None, StudentGone, ""),
        (("unsafe", "shared"), UnsafeError, "shared"),
        (("broken", "refused"), StudentGone, "refused"),
        (("broken", "unsafe"), StudentGone, "unsafe"),
        ("hello", StudentGone, "no greeting"),
    ],
)
def test_what_does_not_start_says_why(
    greeting: Any, error: type[BaseException], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(error) as raised:
        asked(greeting, Asked(), monkeypatch)
    assert str(raised.value) == (message or "the other side is gone")


def test_what_the_trial_finds_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    held = {"starts no process": False}
    student = Asked([True], {"held": held, "first": True, "inner": False})
    assert asked("ready", student, monkeypatch) == walls._Trials(held, True, False)
    (run, program), names = student.questions
    found: dict[str, Any] = {}
    settings, _, probe = program.partition("\n")
    exec(settings, found)
    expected = {"CANARY": "/a'b", "PORT": 4711, "ABSTRACT": "name", "PARENT": os.getpid()}
    assert {name: found[name] for name in expected} == expected
    assert run == "run" and 'fails("starts no process", fork)' in probe
    assert names == ("names", ["held", "first", "inner"])


def test_a_trial_that_fails_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = Asked([False, "KeyError", "'x'"])
    with pytest.raises(StudentGone, match=r"^the trial itself failed: KeyError: 'x'$"):
        asked("ready", failed, monkeypatch)
