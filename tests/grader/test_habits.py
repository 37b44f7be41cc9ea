"""What instructors and honest students write: it must work on stand-ins, and cost no points."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.notebook.assignment import load
from grader.outputs.pages import feedback
from grader.records import Row
from grader.session import doctor
from tests.grader import samples
from tests.grader.conftest import Grade, prepared

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
    "documented": ("def half(x):\n    '''Halve.'''\n    return x / 2", "assert half.__doc__"),
}
SETUP = "import numpy as np\nstack = [1, 2, 3]\nmemo = {0: 0, 1: 1}"


def notebook_of(questions: dict[str, tuple[str, str]], setup: str = SETUP) -> samples.Raw:
    cells = [samples.cell(setup)]
    for name, (model, test) in questions.items():
        begin, end = "### BEGIN SOLUTION\n", "\n### END SOLUTION"
        magic = model.startswith("%%")
        first, _, rest = model.partition("\n")
        source = f"{first}\n{begin}{rest}{end}" if magic else f"{begin}{model}{end}"
        cells += [samples.solution(name, source), samples.test_cell(f"{name}_test", 1, test)]
    return samples.notebook(cells)


def graded(
    questions: dict[str, tuple[str, str]],
    answers: dict[str, str],
    folder: Path,
    finding: doctor.Finding,
    grade: Grade,
    **changes: Any,
) -> Row:
    """Grade answers to a notebook of the questions; the model solutions must earn all points."""
    raw = notebook_of(questions)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lab.ipynb"
    path.write_bytes(samples.as_bytes(raw))
    assignment = prepared(path, folder / "scratch", finding, **changes)
    assert assignment.calibration.problems == ()
    return grade(assignment, samples.as_bytes(samples.submission(raw, answers)))


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


@pytest.mark.parametrize(
    "huge",
    [
        "list(range(3_000_000))",
        "bytes(200 * 2**20)",
        "deep",
        "type('Odd', (list,), {'__iter__': lambda self: 1 / 0})()",
    ],
)
def test_a_value_that_cannot_travel_costs_only_its_question(
    huge: str, finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    questions = {
        "first": ("items = [2, 3]", "assert items == [2, 3]"),
        "second": ("def f(): return 1", "assert f() == 1"),
        "third": ("def g(): return [5]", "assert g() == [5]"),
    }
    before = "deep = []\nfor _ in range(500): deep = [deep]\n"
    answers = {
        "first": f"{before}items = {huge}",
        "second": questions["second"][0],
        "third": f"def g(): return {huge}",
    }
    row = graded(questions, answers, tmp_path, finding, grade)
    assert [item["score"] for item in row["questions"].values()] == [0.0, 1.0, 0.0], row
    assert "ended" not in str(row["questions"]), row


HIDDEN = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(77) == 77\n### END HIDDEN TESTS"
LEAKS = {
    "the status of the end": ("import os\ndef f(x):\n    return x if x == 1 else os._exit(x)", ""),
    "the signal of the end": (
        "import os\ndef f(x):\n    return x if x == 1 else os.kill(os.getpid(), 12)",
        "",
    ),
    "the status of a later end": (
        "seen = []\ndef f(x):\n    seen.append(x)\n    return x",
        "import os\nos._exit(seen[-1])",
    ),
    "the text of a later error": (
        "seen = []\ndef f(x):\n    seen.append(x)\n    return x",
        "def g(): raise ValueError(f'seen {seen}')",
    ),
    "the line of an error": (
        "def f(x):\n    raise SyntaxError('no', ('f', 77, 1, 'assert f(77)'))",
        "",
    ),
}


@pytest.mark.parametrize("name", LEAKS)
def test_feedback_tells_nothing_of_a_hidden_test(
    name: str, finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    first, second = LEAKS[name]
    questions = {"first": ("def f(x): return x", HIDDEN), "second": ("def g(): pass", "g()")}
    row = graded(questions, {"first": first, "second": second}, tmp_path, finding, grade)
    row["cells"] = []
    page = feedback(row)
    assert "77" not in page and "SIGUSR2" not in page, page


TELLING = """points = 0
try:
    assert f(1) == 1, f"f(1) gave {f(1)}"
    ### BEGIN HIDDEN TESTS
    assert f(77) == 77, f"f(77) gave {f(77)}"
    ### END HIDDEN TESTS
    points = 1
except (AssertionError, NotImplementedError) as error:
    print("Not right:", error)
points"""


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("def f(x): return x", ""),
        ("def f(x): return 5", "Not right: f(1) gave 5"),
        ("def f(x): return 1", "a hidden test failed"),
        ("def f(x): raise NotImplementedError", "not written yet"),
    ],
)
def test_what_a_test_tells_of_an_error_that_it_caught(
    answer: str, reason: str, finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    questions = {
        "first": ("def f(x): return x", TELLING),
        "second": ("def f(x): return x", TELLING),
    }
    row = graded(questions, {"first": answer, "second": answer}, tmp_path, finding, grade)
    first, second = row["questions"].values()
    assert (first["score"], first["reason"]) == (0 if reason else 1, reason)
    remembered = reason.replace(
        "Not right: f(1) gave 5", "a visible test failed: run your notebook to read its message"
    )
    assert second["reason"] == remembered
    assert ("77" in first["detail"]) == (reason == "a hidden test failed")
    assert "77" not in feedback(row | {"cells": []})


def test_feedback_tells_nothing_of_a_hidden_test_in_the_students_process(
    finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    answer = (
        "def f(x):\n    if x == 1:\n        return x\n    raise type(f'Saw{x}', (Exception,), {})"
    )
    row = graded(
        {"first": ("def f(x): return x", HIDDEN)},
        {"first": answer},
        tmp_path,
        finding,
        grade,
        in_process=("first_test",),
    )
    assert row["score"] == 0 and "77" not in feedback(row | {"cells": []})
    assert "Saw77" in row["questions"]["first_test"]["detail"]


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def shown(folder: str) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in Path(folder).rglob("*") if p.is_file())


def test_students_see_no_file_with_solutions_or_hidden_tests(tmp_path: Path) -> None:
    """A folder with several notebooks, sources and answers, as an instructor may keep it."""
    labs = tmp_path / "course" / "labs"
    write(labs, one_dot_ipynb="{}", two_dot_ipynb="{}", instructor_dot_toml="seed = 3")
    write(labs, sources__one_dot_py="### BEGIN HIDDEN TESTS", sources__answers__one_dot_py="right")
    write(labs, points_dot_csv="1", other_dot_csv="2", rubric_dot_md="3", data__a_dot_csv="4")
    write(labs, help_dot_py="from labs import tool", tool_dot_py="x = 3")
    (labs / "__init__.py").write_text("")
    write(labs, spare_dot_py="x = 4", model_dot_py="# ### BEGIN SOLUTION")
    setup = (
        "import numpy as np\nfrom labs import help\nnp.loadtxt('points.csv')\nopen('data/a.csv')"
    )
    path = labs / "one.ipynb"
    path.write_bytes(samples.as_bytes(notebook_of({"a": ("a = 1", "assert a == 1")}, setup)))
    assert shown(load(path, tmp_path / "scratch").helpers) == [
        "data/a.csv",
        "labs/__init__.py",
        "labs/data/a.csv",
        "labs/help.py",
        "labs/points.csv",
        "labs/spare.py",
        "labs/tool.py",
        "points.csv",
    ]
    (labs / "two.ipynb").unlink()
    assert "sources/answers/one.py" in shown(load(path, tmp_path / "again").helpers)
    assert "sources/one.py" not in shown(load(path, tmp_path / "again").helpers)


def test_what_only_hidden_tests_import_is_not_shown(
    finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    write(
        tmp_path, reference_dot_py="import deeper\nright = deeper.right", deeper_dot_py="right = 3"
    )
    test = (
        "### BEGIN HIDDEN TESTS\nimport reference\nassert f() == reference.right\n"
        "### END HIDDEN TESTS"
    )
    answer = (
        "import os\nprint(os.listdir('.'))\ndef f():\n    import reference\n"
        "    return reference.right"
    )
    row = graded(
        {"first": ("def f(): return 3", test)}, {"first": answer}, tmp_path / "lab", finding, grade
    )
    assert row["score"] == 0 and row["cells"][0]["output"] == ""
    assert row["cells"][1]["output"].strip() == "[]", row["cells"]
