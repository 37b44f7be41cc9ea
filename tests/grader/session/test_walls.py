"""Walls that do not hold, or hold on another machine only."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from grader.notebook.assignment import Assignment
from grader.session import walls
from grader.session.walls import UnsafeError
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
