"""One run through the notebook: what its processes are given, and that they end."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.notebook.assignment import Assignment
from grader.processes.job import Job
from tests.grader.session.machine import END, LIMITS, PLAN, TASK, Machine, folders, watched


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
    assert (machine.asked["killed"], machine.asked["clock of"]) == ([4711], machine.process.pid)


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
