"""The level of isolation that is found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.protocol.errors import StudentGone
from grader.sandbox import landlock, linux
from grader.sandbox.jail import Plan
from grader.session import doctor
from grader.session.doctor import Finding
from grader.session.walls import UnsafeError

NOTHING = Plan(namespaces=False, landlock=False, seccomp=False, drop_user=False)
ALL = Plan(namespaces=True, landlock=True, seccomp=True, drop_user=True)
TRIALS = {"memory is limited": True, "starts no process": False, "opens no socket": False}


def test_the_level_is_what_this_machine_can_do(finding: doctor.Finding) -> None:
    """An independent try with the program unshare: where it works, the level must be 3."""
    program = shutil.which("unshare")
    words = ["--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--mount-proc", "true"]
    user = [] if os.getuid() == 0 else ["--user", "--map-current-user"]
    works = program is not None and not subprocess.run([program, *user, *words]).returncode
    if works and landlock.landlock_abi() >= landlock.LANDLOCK_NEEDED:
        assert finding.level == 3, finding
    assert finding.level >= doctor.SAFE_LEVEL and all(finding.trials.values())


# The standard library is imported before it could miss its own modules for Windows.
WINDOWS = """
import asyncio, concurrent.futures, multiprocessing.connection, subprocess, sys, tempfile, zoneinfo
sys.modules |= dict.fromkeys(["fcntl", "resource", "pwd", "grp", "termios"])
sys.platform = "win32"
from grader.__main__ import main
sys.exit(main(["doctor"]))
"""


def test_windows_gets_a_sentence() -> None:
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", WINDOWS]
    found = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == (
        "grader: Windows cannot fork or confine processes; use WSL or a Linux machine\n"
    )


def named(plans: list[Plan]) -> list[list[str]]:
    """Return the layers of plans, each of which is on or off."""
    for plan in plans:
        assert {type(on) for on in vars(plan).values()} == {bool}
    return [plan.layers()[:-1] for plan in plans]


FIRST, SECOND = ["namespaces", "landlock", "seccomp"], ["landlock", "seccomp"]
THIRD = ["namespaces", "seccomp"]


@pytest.mark.parametrize(
    ("user", "abi", "plans"),
    [
        (1, landlock.LANDLOCK_NEEDED, [FIRST, SECOND, THIRD, []]),
        (1, landlock.LANDLOCK_NEEDED - 1, [THIRD, []]),
        (0, landlock.LANDLOCK_NEEDED + 1,
         [[*walls, *drop] for walls in (FIRST, SECOND, THIRD) for drop in (["drop_user"], [])]
         + [[]]),
    ],
)  # fmt: skip
def test_the_strongest_plans_are_tried_first(
    user: int, abi: int, plans: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root's processes may become other users; old kernels have too little of Landlock."""
    monkeypatch.setattr(linux, "known_machine", lambda: True)
    monkeypatch.setattr(os, "getuid", lambda: user)
    monkeypatch.setattr(doctor, "landlock_abi", lambda: abi)
    assert named(doctor.candidates()) == plans


def test_where_there_are_no_walls_only_limits_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux, "known_machine", lambda: False)
    assert doctor.candidates() == [NOTHING] and named([NOTHING]) == [[]]


def machine(levels: dict[Plan, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this machine have some plans, and the levels that they reach."""

    def try_plan(plan: Plan) -> tuple[int, dict[str, bool]]:
        if plan not in levels:
            raise StudentGone(f"no {len(plan.layers())}")
        return levels[plan], TRIALS

    monkeypatch.setattr(doctor, "try_plan", try_plan)
    half = Plan(namespaces=False, landlock=True, seccomp=True, drop_user=False)
    monkeypatch.setattr(doctor, "candidates", lambda: [ALL, half, NOTHING])


REMARKS = (
    "namespaces + landlock + seccomp + drop_user + rlimits: not available (no 5)",
    "landlock + seccomp + rlimits: not available (no 3)",
)


def test_the_first_plan_that_is_available_is_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    machine({ALL: 3, NOTHING: 1}, monkeypatch)
    assert doctor.best_plan() == Finding(ALL, 3, TRIALS, ())
    machine({NOTHING: 1}, monkeypatch)
    assert doctor.best_plan() == Finding(NOTHING, 1, TRIALS, REMARKS)


def test_a_machine_that_starts_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    machine({}, monkeypatch)
    with pytest.raises(UnsafeError) as refused:
        doctor.best_plan()
    last = "rlimits: not available (no 1)"
    assert str(refused.value) == (
        "no student process could be started: " + "; ".join([*REMARKS, last])
    )


def test_windows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    machine({ALL: 3}, monkeypatch)
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(UnsafeError) as refused:
        doctor.best_plan()
    assert str(refused.value) == (
        "Windows cannot fork or confine processes; use WSL or a Linux machine"
    )


def test_a_level_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    machine({NOTHING: 1}, monkeypatch)
    assert doctor.require(1).level == 1
    with pytest.raises(UnsafeError) as refused:
        doctor.require()
    assert str(refused.value) == (
        "this machine offers isolation level 1 (limits and a private folder only: student code "
        "can read and write your files); at least 2 is needed. Not held: starts no process, opens "
        f"no socket. {'; '.join(REMARKS)}. To grade all the same, in a machine that holds nothing "
        "of value: --accept-isolation-level 1"
    )


KEEPS = (
    "Beyond its limits a student's process can make the kernel keep some 250 MiB (pipes, sockets, "
    "lists of mappings)."
)
NO_WALLS = (
    f"On {sys.platform} there are no namespaces, Landlock or seccomp: student code could read and "
    "write your files and use the network. Grade on Linux."
)
NO_WAITING = (
    "How long a process waits for a processor cannot be seen here, so limits of time count all "
    "time that passes: widen them (--question-seconds) on a busy machine."
)


@pytest.mark.parametrize(
    ("plan", "level", "known", "sees", "first", "last"),
    [
        (ALL, 3, True, True,
         ["Isolation level 3: namespaces, Landlock, seccomp and limits",
          "Layers: namespaces, landlock, seccomp, drop_user, rlimits"],
         [KEEPS, "Safe to grade."]),
        (ALL, 2, True, False,
         ["Isolation level 2: two walls of the three (namespaces, Landlock, seccomp), and limits",
          "Layers: namespaces, landlock, seccomp, drop_user, rlimits"],
         [KEEPS, NO_WAITING, "Safe to grade."]),
        (NOTHING, 0, False, True, ["Isolation level 0: nothing", "Layers: rlimits"],
         [NO_WALLS, "Not safe to grade here."]),
    ],
)  # fmt: skip
def test_the_report_says_what_holds_and_whether_to_grade(
    plan: Plan, level: int, known: bool, sees: bool, first: list[str], last: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(linux, "known_machine", lambda: known)
    monkeypatch.setattr(doctor, "can_see_waiting", lambda: sees)
    found = doctor.report(Finding(plan, level, TRIALS, ("first: no", "second: no"))).split("\n")
    assert found[:2] == first
    assert found[2:7] == [
        "  holds  memory is limited",
        "  FAILS  starts no process",
        "  FAILS  opens no socket",
        "  first: no",
        "  second: no",
    ]
    assert found[7:] == last
