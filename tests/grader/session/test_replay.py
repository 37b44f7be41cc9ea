"""What runs again after a student's process died, and what does not depend on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.records import Row
from grader.session import doctor
from tests.grader import samples
from tests.grader.conftest import FAST, Grade, assignment_of
from tests.grader.samples import cell, solution
from tests.grader.samples import test_cell as check

# Dies in the first cell that runs after the one with the word in it.
BOMB = """
import os, IPython
def bomb(info):
    if MARK in info.raw_cell:
        os._exit(0)
get_ipython().events.register("pre_run_cell", bomb)
"""


def graded(
    cells: list[samples.Raw],
    answers: dict[str, str],
    folder: Path,
    finding: doctor.Finding,
    grade: Grade,
    **more: Any,
) -> Row:
    raw = samples.notebook(cells)
    assignment = assignment_of(raw, folder, finding)
    return grade(assignment, samples.as_bytes(samples.submission(raw, answers)), **more)


def points(row: Row, run: str = "split") -> list[float | None]:
    return [item[run]["score"] for item in row["questions"].values()]  # type: ignore[literal-required]


MODEL = "### BEGIN SOLUTION\ndef exact(n=0): return 1.0\n### END SOLUTION"
# Given and test cells after the answer, the word to die at, what a wrong answer earns.
SKIPPING = {
    "a given limit": (
        [
            cell("LIMIT = 10.0"),
            check("one", 1, "assert abs(exact() - 1) < LIMIT"),
            cell("LIMIT = 1e-9"),
            check("two", 5, "assert abs(exact() - 1) < LIMIT"),
        ],
        "1e-9",
        [1.0, 0.0],
    ),
    "a given limit changed in place": (
        [
            cell("limits = [10.0]"),
            check("one", 1, "assert abs(exact() - 1) < limits[-1]"),
            cell("limits.append(1e-9)"),
            check("two", 5, "assert abs(exact() - 1) < limits[-1]"),
        ],
        "1e-9",
        [1.0, 0.0],
    ),
    "a given definition": (
        [
            cell("def reference(): return 0.0"),
            check("one", 1, "assert exact() == 0 or exact() == 1"),
            cell("def reference(): return 1.0"),
            check("two", 5, "assert exact() == reference()"),
        ],
        "return 1.0",
        [1.0, 0.0],
    ),
    "what a test binds": (
        [
            cell("tol = 10.0"),
            check("one", 1, "tol = 1e-9\nassert abs(exact(1) - 1) < tol"),
            check("two", 5, "assert abs(exact(2) - 1) < tol"),
        ],
        "no such text",
        [0.0, 0.0],
    ),
    "what a test binds to what the student's function says": (
        [
            cell("tol = 10.0"),
            check("one", 1, "tol = exact(1) * 1e-9\nassert tol"),
            check("two", 5, "assert abs(exact(2) - 1) < tol"),
        ],
        "no such text",
        [0.0, 0.0],
    ),
}


@pytest.mark.parametrize("name", SKIPPING)
def test_dying_switches_off_nothing_of_the_instructors(
    name: str, finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    cells, mark, expected = SKIPPING[name]
    answer = "import os\ndef exact(n=0):\n    if n == 1: os._exit(0)\n    return 0.0"
    answer += BOMB.replace("MARK", repr(mark))
    row = graded([solution("a", MODEL), *cells], {"a": answer}, tmp_path, finding, grade)
    assert points(row) == expected, row["questions"]


def test_an_answer_that_dies_does_not_take_the_instructors_imports(
    finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    cells = [
        solution("a", "### BEGIN SOLUTION\nimport math\na = math.pi\n### END SOLUTION"),
        check("one", 1, "assert a > 3"),
        solution("b", "### BEGIN SOLUTION\nb = 3\n### END SOLUTION"),
        check("two", 1, "assert math.floor(b) == 3"),
    ]
    answers = {"a": "import os, math\nos._exit(0)", "b": "b = 3"}
    row = graded(cells, answers, tmp_path, finding, grade)
    assert points(row) == [0.0, 1.0], row["questions"]


ACCOUNT = """### BEGIN SOLUTION
class Account:
    def __init__(self): self.balance = 0
    def deposit(self, amount): self.balance += amount
account = Account()
### END SOLUTION"""


@pytest.mark.proof
def test_a_death_does_not_undo_what_tests_did_before(
    finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    """A slow scratch cell between two tests: the second still finds what the first did."""
    cells = [
        solution("a", ACCOUNT),
        check("one", 1, "account.deposit(50)\nassert account.balance == 50"),
        solution("b", "### BEGIN SOLUTION\nb = 3\n### END SOLUTION"),
        check("two", 1, "account.deposit(50)\nassert account.balance == 100"),
    ]
    answer = ACCOUNT.replace("### BEGIN SOLUTION\n", "").replace("\n### END SOLUTION", "")
    limits = replace(FAST, question_seconds=2)
    answers = {"a": answer, "b": "import time\ntime.sleep(999)"}
    row = graded(cells, answers, tmp_path, finding, grade, limits=limits)
    assert points(row) == [1.0, 1.0] == points(row, "plain"), row["questions"]


def test_a_test_that_is_no_pure_function_runs_once(
    finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    """Whether or not the student's function changes its argument."""
    median = "### BEGIN SOLUTION\ndef median(v): return sorted(v)[len(v) // 2]\n### END SOLUTION"
    cells = [
        solution("a", ACCOUNT),
        solution("b", median),
        check(
            "one",
            1,
            "account.deposit(50)\nassert median([3, 1, 2]) == 2 and account.balance == 50",
        ),
    ]
    answers = {
        "a": ACCOUNT.replace("### BEGIN SOLUTION\n", "").replace("\n### END SOLUTION", ""),
        "b": "def median(v):\n    v.sort()\n    return v[len(v) // 2]",
    }
    row = graded(cells, answers, tmp_path, finding, grade)
    assert row["score"] == 1.0 and not row["questions"]["one"]["review"], row["questions"]


def test_dying_of_what_a_left_out_step_binds_costs_no_row(
    finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    """The step is left out, and dies again of what its instructor's half hands over."""
    cells = [
        solution("a", "### BEGIN SOLUTION\na = 1\n### END SOLUTION"),
        check("one", 1, "shown = [7]\nassert a == 1"),
        solution("b", "### BEGIN SOLUTION\nb = shown[0]\n### END SOLUTION"),
        check("two", 1, "assert b == 7"),
    ]
    answer = (
        "import os, sys\n"
        "sys.modules['grader.processes.student'].Server.do_names = lambda *_: os._exit(0)\n"
        "sys.modules['grader.processes.student'].Server.do_bind = lambda *_: os._exit(0)"
    )
    row = graded(cells, {"a": answer, "b": "b = 7"}, tmp_path, finding, grade)
    assert row["status"] == "graded" and points(row) == [0.0, 0.0], row
