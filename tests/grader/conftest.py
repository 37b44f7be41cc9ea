"""What the grader's tests share: the isolation of this machine, and grading one notebook."""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.notebook.assignment import Assignment, load
from grader.records import Row, Task
from grader.sandbox.limits import Limits
from grader.session import doctor
from grader.session.pool import POOL
from grader.session.submission import grade_submission
from grader.session.trial_run import calibrate
from grader.session.walls import UnsafeError
from tests.grader import samples

# It comes with Jupyter, without types.
psutil: Any = importlib.import_module("psutil")

Grade = Callable[..., Row]
FAST = Limits(question_seconds=60, notebook_seconds=300, memory_mb=1024)


def pytest_report_header() -> str:
    try:
        finding = doctor.best_plan()
        return f"grader: isolation level {finding.level} ({', '.join(finding.plan.layers())})"
    except UnsafeError as error:
        return f"grader: {error}"
    finally:
        POOL.close()


@pytest.fixture(scope="session")
def finding() -> Iterator[doctor.Finding]:
    """The best isolation that holds here; the warm processes end with the session."""
    yield doctor.require()
    POOL.close()


def prepared(path: Path, scratch: Path, finding: doctor.Finding, **changes: Any) -> Assignment:
    """Load an assignment and run its model solutions."""
    assignment = replace(load(path, scratch), **changes)
    task = Task("", b"", assignment, finding.plan, finding.level, FAST, "")
    return replace(assignment, calibration=calibrate(task))


def assignment_of(
    raw: samples.Raw, folder: Path, finding: doctor.Finding, **changes: Any
) -> Assignment:
    """Make a notebook an assignment; its model solutions must earn all points."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lab.ipynb"
    path.write_bytes(samples.as_bytes(raw))
    assignment = prepared(path, folder / "scratch", finding, **changes)
    assert assignment.calibration.problems == ()
    return assignment


@pytest.fixture(scope="session")
def target(finding: doctor.Finding, tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """The assignment that is attacked."""
    folder = tmp_path_factory.mktemp("target")
    path = samples.write_assignment("target", folder / "source")
    assignment = prepared(path, folder / "scratch", finding)
    assert assignment.calibration.problems == ()
    return assignment


@pytest.fixture
def grade(finding: doctor.Finding) -> Grade:
    """Grade one submission, given as bytes, in this process."""

    def run(assignment: Assignment, data: bytes, limits: Limits = FAST, student: str = "x") -> Row:
        task = Task(student, data, assignment, finding.plan, finding.level, limits, "key")
        return grade_submission(task)

    return run


def processes_below() -> list[str]:
    """Return the command lines of the processes that stay below the warm ones."""
    end = time.monotonic() + 60  # less than what attacks and tests leave behind would run
    while found := _processes_below():
        if time.monotonic() > end:
            break
        time.sleep(0.05)
    return found


def _processes_below() -> list[str]:
    found = []
    for fork_server in psutil.Process(os.getpid()).children():
        for child in fork_server.children(recursive=True):
            try:
                if child.status() != psutil.STATUS_ZOMBIE:
                    found.append(f"{child.pid} {child.cmdline()}")
            except psutil.NoSuchProcess:
                continue
    return found


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The target assignment as an instructor keeps it."""
    return samples.write_assignment("target", tmp_path / "source" / "target")
