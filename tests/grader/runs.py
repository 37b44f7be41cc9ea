"""Whole runs of the grader: submissions to hand in, the command, and its rows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from grader.outputs.results import Results
from grader.records import Row
from tests.grader.samples import DAMAGED, HONEST, notebook_with

ROOT = Path(__file__).parents[2]


def command(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    words = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=900)


def hand_in(folder: Path, **notebooks: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for student, data in notebooks.items():
        (folder / f"{student}.ipynb").write_bytes(data)
    return folder


def a_few(folder: Path) -> Path:
    return hand_in(
        folder,
        anna=notebook_with(HONEST),
        ben=notebook_with("import os\nos._exit(0)"),
        chen=b"",
        dora=notebook_with("def total(v):\n    return 0", third="answer = 41"),
    )


def lasting(row: Row) -> dict[str, Any]:
    """Return what must not differ between two runs."""
    return {name: value for name, value in row.items() if name != "seconds"}


def rows_of(out: Path) -> dict[str, dict[str, Any]]:
    results = Results(out)
    results.read()
    return {name: lasting(row) for name, row in results.rows.items()}


def mixed(folder: Path, count: int) -> Path:
    """Hand in honest, wrong, hostile, damaged notebooks."""
    broken = [data for data in DAMAGED.values() if len(data) < 10**6]
    for number in range(count):
        data = [
            notebook_with(HONEST + f"# {number}"),
            notebook_with(f"def total(v):\n    return {number}"),
            notebook_with(f"import os\nos._exit({number % 100})"),
            notebook_with(f"def total(v):\n    return sum(v)\nx = {number}", third="answer = 3"),
            broken[number % len(broken)],
        ][number % 5]
        hand_in(folder, **{f"student{number:04}": data})
    return folder
