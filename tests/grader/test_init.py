"""What `from grader import …` offers, and what the fork server's process must not know."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import grader

ROOT = Path(grader.__file__).parents[1]


def test_the_readme_names_what_can_be_imported() -> None:
    text = (ROOT / "grader" / "README.md").read_text(encoding="utf-8")
    section = text.partition("## From Python")[2].partition("`--scheduler")[0]
    named = set(re.findall(r"`([A-Za-z_]+)\b", section)) - {"from"} | {"Settings", "Task"}
    assert named == set(grader._PUBLIC)
    for name in named:
        assert callable(getattr(grader, name)), name


def test_no_other_name_is_made_up() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = grader.nonsense


def test_the_fork_server_knows_no_submissions_and_no_results() -> None:
    """Every student's process is its image."""
    code = "import sys, grader.processes.fork_server; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    rooms = {name.split(".")[1] for name in done.stdout.split() if name.startswith("grader.")}
    assert rooms == {"notebook", "processes", "protocol", "sandbox"}
