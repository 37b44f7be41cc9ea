"""Attacks by way of cells that are not the answer: given ones, added ones, another question's.

Each deceives the plain run, which is the proof that it works, and gains nothing unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.session import doctor
from tests.grader import samples
from tests.grader.conftest import Grade, assignment_of
from tests.grader.samples import Raw, cell, solution

Change = Callable[[list[Raw]], list[Raw]]


def model(source: str) -> str:
    return f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"


def replaced(sources: dict[int, str]) -> Change:
    """Return the change that gives cells other texts."""
    return lambda cells: [
        {**one, "source": sources.get(number, one["source"])} for number, one in enumerate(cells)
    ]


def added(at: int, source: str, wrong: str) -> Change:
    """Return the change that adds a cell, and answers cell 1 wrongly."""

    def change(cells: list[Raw]) -> list[Raw]:
        cells = replaced({1: wrong})(cells)
        return [*cells[:at], cell(source), *cells[at:]]

    return change


LIMIT = [
    cell("limit = 1e-9"),
    solution("a", model("def f(): return 1.0")),
    samples.test_cell("t", 1, "assert abs(f() - 1) < limit"),
]
HELPER = [
    cell("def check(x, want):\n    assert abs(x - want) < 1e-9"),
    solution("a", model("def f(): return 1.0")),
    samples.test_cell("t", 1, "check(f(), 1)"),
]
LIBRARY = [
    cell("import numpy as np"),
    solution("a", model("def f(): return np.ones(2)")),
    samples.test_cell("t", 1, "assert np.allclose(f(), 1)"),
]
DATA = [
    cell("import numpy as np\nX = np.arange(6.0).reshape(3, 2)\ny = X.sum(axis=1)"),
    solution("a", model("def f(X): return X.sum(axis=1)")),
    samples.test_cell("t", 1, "assert np.allclose(f(X), y)"),
]
BEFORE = [
    samples.test_cell("before", 0, "tolerance = 1e-6"),
    solution("a", model("def f(): return 1.0")),
    samples.test_cell("t", 1, "assert abs(f() - 1) < tolerance"),
]
WRONG = "def f(*args): return 0.0"
ATTACKS: dict[str, tuple[list[Raw], Change]] = {
    "a given number is raised": (LIMIT, replaced({0: "limit = 1e9", 1: WRONG})),
    "a given number becomes an object": (
        LIMIT,
        replaced({
            0: "class Any:\n    def __gt__(self, other): return True\nlimit = Any()", 1: WRONG
        }),
    ),
    "a cell is added before the test": (LIMIT, added(2, "limit = 1e9", WRONG)),
    "a cell is added before the answer": (LIMIT, added(1, "limit = 1e9", WRONG)),
    "a given check is changed": (
        HELPER, replaced({0: "def check(x, want):\n    pass", 1: WRONG})
    ),
    "a check is added": (HELPER, added(2, "def check(x, want):\n    pass", WRONG)),
    "a check loses its assert": (
        HELPER, replaced({1: f"{WRONG}\ncheck.__code__ = (lambda x, want: None).__code__"})
    ),
    "a library is replaced": (
        LIBRARY,
        replaced({0: "class np:\n    allclose = staticmethod(lambda *a: True)", 1: WRONG}),
    ),
    "given data are written to": (
        DATA, replaced({1: "X[:] = 0\ny[:] = 0\ndef f(X): return np.zeros(3)"})
    ),
    "given data are replaced": (
        DATA,
        replaced({0: "import numpy as np\nX = np.zeros((3, 2))\ny = np.zeros(3)",
                  1: "def f(X): return np.zeros(3)"}),
    ),
    "what a test binds is bound again": (BEFORE, replaced({1: f"tolerance = 1e9\n{WRONG}"})),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_other_cells_forge_nothing_unseen(
    name: str, finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    cells, change = ATTACKS[name]
    assignment = assignment_of(samples.notebook(cells), tmp_path, finding)
    row = grade(assignment, samples.as_bytes(samples.notebook(change(cells))))
    question = row["questions"]["t"]
    assert question["plain"]["score"] == 1.0, f"this deceives nobody: {row}"
    assert question["score"] == 0 and question["review"], row
