"""What instructors and honest students write: it must work on proxies, and cost no points."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.notebook.assignment import Assignment
from grader.records import Row
from grader.session import doctor
from tests.grader import samples
from tests.grader.conftest import Grade, prepared
from tests.grader.questions import graded
from tests.grader.samples import notebook_with
from tests.grader.security.attacking import ROOMY

# Name: model solution, test. The student hands in the same text.
HABITS = {
    "bound_in_a_comprehension": ("q = [y := i for i in [1, 2]]", "assert y == 2 and q == [1, 2]"),
    "bound_by_match": (
        "match {'a': 1, 'b': 2}:\n    case {'a': u, **rest}: pass",
        "assert u == 1 and rest == {'b': 2}",
    ),
    "cell_magic": ("%%time\nz = 3", "assert z == 3"),
    "popped": ("popped = stack.pop()", "assert stack == [1, 2] and popped == 3"),
    "remembered": (
        "def fib(n):\n    if n not in memo:\n        memo[n] = fib(n - 1) + fib(n - 2)\n"
        "    return memo[n]",
        "assert fib(10) == 55 and 7 in memo",
    ),
    "counted": (
        "count = 0\ndef step():\n    global count\n    count += 1",
        "step()\nstep()\nassert count == 2",
    ),
    "function_of_a_function": (
        "def slope(f, x): return (f(x + 1) - f(x - 1)) / 2\ndef square(x): return x * x",
        "assert slope(lambda v: square(v) + 1, 3) == 6 and slope(square, 3) == 6",
    ),
    "named_tuple": (
        "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')\n"
        "def point(): return Point(1, 2)",
        "p = point()\nassert p.x == 1 and p == (1, 2)",
    ),
    "arguments_of_an_error": (
        "def look_up(key): raise KeyError(key, 3)",
        "try:\n    look_up('k')\nexcept KeyError as error:\n    assert error.args == ('k', 3)",
    ),
    "parameters_in_place": (
        "def update(params, grads):\n    for key in params:\n        params[key] -= grads[key]",
        "params = {'w': np.ones(3)}\nw = params['w']\nupdate(params, {'w': np.ones(3)})\n"
        "assert params['w'] is w and not w.any()",
    ),
    "lists_that_grow_in_lists": (
        "def grow(table):\n    table[0] = np.zeros(5)\n    table[1].append(2)",
        "inner = [1]\ntable = [np.ones(2), inner]\ngrow(table)\n"
        "assert table[0].shape == (5,) and inner == [1, 2]",
    ),
    "made_by_a_test": ("def make(): return [1, 2]", "made = make()\nassert made == [1, 2]"),
    "read_by_a_later_answer": ("longer = [*made, 3]", "assert longer == [1, 2, 3]"),
    "generator": (
        "def count_to(n):\n    for i in range(n): yield i",
        "assert list(count_to(3)) == [0, 1, 2] and next(count_to(1)) == 0",
    ),
    "printed": (
        "def greet(name): print('Hello', name)",
        "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as out:\n"
        "    greet('Mei')\nassert out.getvalue() == 'Hello Mei\\n'",
    ),
    "large_number": ("def power(): return 7 ** 20_000", "assert power() == 7 ** 20_000"),
    "numpy_points": (
        "def mean(v): return np.asarray(v).mean()",
        "points = 0\npoints += 1 * (mean([1, 3]) == 2)\npoints",
    ),
    "replaced_by_the_test": (
        "def mean_of(v): return sum(v) / len(v)\ndef spread(v): return max(v) - mean_of(v)",
        "keep, asked = mean_of, []\ndef mean_of(v):\n    asked.append(v)\n    return 10\n"
        "assert spread([3, 4]) == -6 and asked == [[3, 4]]\nmean_of = keep\n"
        "assert spread([3, 5]) == 1 and len(asked) == 1",
    ),
    "own_iterator": (
        "class Countdown:\n    def __init__(self, n): self.n = n\n"
        "    def __iter__(self):\n        self.left = self.n\n        return self\n"
        "    def __next__(self):\n        if not self.left: raise StopIteration\n"
        "        self.left -= 1\n        return self.left + 1",
        "assert list(Countdown(3)) == [3, 2, 1]",
    ),
    "decorated": (
        "import functools\ndef logged(f):\n    @functools.wraps(f)\n    def inner(*args):\n"
        "        return f.__name__, f(*args)\n    return inner",
        "def twice(x): return 2 * x\nassert logged(twice)(3) == ('twice', 6)\n"
        "assert logged(twice).__name__ == 'twice'",
    ),
    "called_from_threads": (
        "from concurrent.futures import ThreadPoolExecutor\ndef in_threads(f, v):\n"
        "    with ThreadPoolExecutor(4) as pool: return list(pool.map(f, v))",
        "assert in_threads(lambda x: x * x, range(9)) == [x * x for x in range(9)]",
    ),
    "dataclass": (
        "import dataclasses\n@dataclasses.dataclass\nclass Point:\n    x: int\n    y: int = 0\n"
        "def moved(p): return Point(p.x + 1, p.y)",
        "assert moved(Point(1, 2)) == Point(2, 2) != Point(2, 3)",
    ),
    "documented": ("def half(x):\n    '''Halve.'''\n    return x / 2", "assert half.__doc__"),
}


@pytest.fixture(scope="module")
def habits(finding: doctor.Finding, tmp_path_factory: pytest.TempPathFactory) -> Row:
    """All of them as one notebook, handed in as it is."""
    from grader.records import Task
    from grader.session.submission import grade_submission
    from tests.grader.conftest import FAST

    def grade(assignment: Any, data: bytes) -> Any:
        return grade_submission(
            Task("x", data, assignment, finding.plan, finding.level, FAST, "key")
        )

    answers = {name: model for name, (model, _) in HABITS.items()}
    return graded(HABITS, answers, tmp_path_factory.mktemp("habits"), finding, grade)


@pytest.mark.parametrize("name", HABITS)
def test_habit(name: str, habits: Row) -> None:
    question = habits["questions"][f"{name}_test"]
    assert question["score"] == 1.0, question


def test_a_function_without_documentation_has_none(
    finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    row = graded(
        {"documented": HABITS["documented"]},
        {"documented": "def half(x):\n    return x / 2"},
        tmp_path,
        finding,
        grade,
    )
    assert row["score"] == 0


def test_ordinary_habits_cost_nothing(grade: Grade, target: Assignment) -> None:
    """Magics, shell lines, plots, logs on stderr, threads, files, cells that print a lot."""
    habits = """
%matplotlib inline
!pip install something
import logging, sys, threading, tempfile, asyncio
import matplotlib.pyplot as plt
plt.plot([1, 2]); plt.show()
plt.savefig("plot.png")
%time x = 3
logging.warning("to stderr"); print("to stderr", file=sys.stderr)
thread = threading.Thread(target=lambda: None); thread.start(); thread.join()
with tempfile.NamedTemporaryFile("w") as file:
    file.write("text")
open("notes.txt", "w").write("text")
async def later():
    await asyncio.sleep(0)
    return 3
y = await later()
for i in range(3000):
    print("a long output", i)
def total(values):
    print("working on", values)
    return sum(values)
total([1])
"""
    row = grade(target, notebook_with(habits), ROOMY)
    assert row["score"] == 10.0, (row["questions"], row["cells"][1]["error"])
    assert "not run when grading: pip install something" in row["cells"][1]["output"]
    assert "more characters" in row["cells"][1]["output"]


def test_a_changed_given_cell_counts_as_with_nbgrader(
    finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    raw = samples.notebook(
        [samples.cell("EPOCHS = 1  # change me"),
         samples.solution("fit", "### BEGIN SOLUTION\nlosses = [1] * 4\n### END SOLUTION"),
         samples.solution("plan", "### BEGIN SOLUTION\ndef plan(n): return n\n### END SOLUTION"),
         samples.test_cell("t", 2, "assert len(losses) == 4 and plan(1) == 1")]
    )  # fmt: skip
    (tmp_path / "lab.ipynb").write_bytes(samples.as_bytes(raw))
    assignment = prepared(tmp_path / "lab.ipynb", tmp_path / "scratch", finding)
    answers = {"fit": "losses = [0] * (EPOCHS - 1)", "plan": "def plan(n): return n"}
    mine = samples.submission(raw, answers)
    assert grade(assignment, samples.as_bytes(mine))["score"] == 0
    mine["cells"][0]["source"] = "EPOCHS = 5  # changed"
    row = grade(assignment, samples.as_bytes(mine))
    assert row["score"] == 2, row
