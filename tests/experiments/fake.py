"""A small experiment of the tests' own, and what can be asked of its record."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any
from unittest import mock

from experiments.runner import Experiment

SCRIPT = '''
"""A question."""
from pathlib import Path

import numpy as np

from experiments.runner import Experiment

calls = []
STOP_AT = None
FACTOR = 2


def measure(x, seed=0):
    """Measure."""
    # A comment.
    calls.append((x, seed))
    if STOP_AT == (x, seed):
        raise KeyboardInterrupt
    scale = helper(x)
    return {"curve": np.array([x / 3, scale]), "n": np.int64(x), "lost": float("nan")}


def helper(x):
    return FACTOR * x


def unrelated():
    return 1


EXPERIMENT = Experiment(
    name="x1_fake",
    title="Does it hold?",
    jobs=[{"x": x, "seed": seed} for seed in (0, 1) for x in (1, 2)],
    measure=measure,
    folder=Path(__file__).parent / "results",
)
'''
ORDER = [(1, 0), (2, 0), (1, 1), (2, 1)]


def load(folder: Path, script: str = SCRIPT) -> Any:
    """Import a script again.

    Nothing compiled is kept: it would count for a script of the same length that is written within
    the same second.
    """
    path = folder / "x1_fake.py"
    path.write_text(script)
    spec = importlib.util.spec_from_file_location("x1_fake", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    with mock.patch.object(sys, "dont_write_bytecode", True):
        spec.loader.exec_module(module)
    return module


def files(experiment: Experiment) -> list[str]:
    return sorted(path.name for path in experiment.folder.iterdir())


def measured(experiment: Experiment) -> Any:
    """What a record says, without seconds and dates."""
    record = json.loads(experiment.path.read_text())
    return [(job["setting"], job["result"]) for job in record["jobs"]]


def identity(path: Path) -> tuple[int, int, bytes]:
    """What changes when a file is written, even with the same content."""
    return path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes()
