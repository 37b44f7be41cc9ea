"""A notebook beside modules whose functions its questions forbid."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labs.checks import forbid, forget

HELPERS = """
def answer_of(x):
    return 6 * x

def other(x):
    return answer_of(x) + 1

class Solver:
    def __init__(self, x):
        self.value = 6 * x

class Holder:
    def __init__(self, function):
        self.function = function
    def __call__(self, x):
        return self.function(x)

BY_NAME = {"six times": answer_of}
NAMES = {answer_of: "six times"}
HELD = {"six times": Holder(answer_of)}
"""
FORBIDDEN = {
    1: "toolbox.answer_of toolbox.Solver",
    2: "toolbox",
    3: "scipy.special.expit",
    4: "bundle",
    5: "bundle.answer_of bundle.inner.Solver",
}
TEST = """
import numpy as np
from labs.checks import Question, near, reference
with Question({number}, points=5) as q:
    near(answer(7), {wanted}, "answer(7)")
score = q.score
"""


class Notebook:
    """Cells that run like those of a kernel: one namespace, and a file name for each."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.count = 0

    def run(self, source: str) -> None:
        """Run a cell."""
        self.count += 1
        exec(compile(source, f"<cell {self.count}>", "exec"), self.names)

    def test(self, number: int = 1, wanted: float = 42) -> bool:
        """Run a test cell; tell whether it passed."""
        self.run(TEST.format(number=number, wanted=wanted))
        return self.names["score"] is None


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    """A notebook beside a module `toolbox`, whose first cell forbids some of it."""
    forget()
    (tmp_path / "toolbox.py").write_text(HELPERS)
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "__init__.py").write_text(
        "from math import sqrt\nfrom bundle.inner import *\n"
    )
    (tmp_path / "bundle" / "inner.py").write_text(HELPERS)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    forbid(FORBIDDEN)
    yield Notebook()
    forget()
    for name in ("toolbox", "bundle", "bundle.inner"):
        sys.modules.pop(name, None)
