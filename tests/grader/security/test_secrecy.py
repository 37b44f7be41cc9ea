"""Feedback tells nothing of hidden tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.engine import Settings, grade
from grader.notebook.assignment import Assignment
from grader.outputs import pages
from grader.outputs.pages import feedback
from grader.session import doctor
from tests.grader import samples
from tests.grader.conftest import Grade, prepared
from tests.grader.questions import graded, notebook_of
from tests.grader.runs import hand_in, rows_of
from tests.grader.samples import SECOND, notebook_with
from tests.grader.security.attacking import SECRET


def test_hidden_tests_are_in_no_feedback(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    wrong = (
        "def total(values):\n    if len(values) != 2:\n        return sum(values)\n    return -1\n"
    )
    late = "def total(values):\n    return 0 if str(values).startswith('range') else sum(values)"
    folder = hand_in(
        tmp_path / "in", a=notebook_with(wrong), b=notebook_with(late), c=notebook_with("")
    )
    grade(str(source), folder, out, Settings())
    for page in (out / "feedback").iterdir():
        text = page.read_text()
        assert "hidden-marker" not in text and "range(10)" not in text and "45" not in text
    assert "a hidden test failed" in (out / "feedback" / "b.html").read_text()
    rows = rows_of(out)
    assert "AssertionError" in rows["b"]["questions"]["first_test"]["detail"]


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
    "an exit of the system": (
        "def f(x):\n    if x != 1: raise SystemExit(x)\n    return x",
        "",
    ),
    "the class of an error": (
        "def f(x):\n    if x == 1: return x\n    raise type(f'Saw{x}', (Exception,), {})(str(x))",
        "",
    ),
    "the class of a later error": (
        "seen = []\ndef f(x):\n    seen.append(x)\n    return x",
        "def g(): raise type(f'Saw{seen[-1]}', (ValueError,), {})()",
    ),
    "a later cell that stops": (
        "seen = []\ndef f(x):\n    seen.append(x)\n    return x",
        "raise ValueError(f'saw {seen}')",
    ),
    "a name that is missing later": (
        "seen = []\ndef f(x):\n    seen.append(x)\n    return x",
        "def g(): exec(f'saw_{seen[-1]}')",
    ),
    "an answer that shows itself": (
        "class Shown:\n    def __init__(self, x): self.x = x\n"
        "    def __repr__(self): return f'saw {self.x}'\n    __str__ = __repr__\n"
        "def f(x): return x if x == 1 else Shown(x)",
        "",
    ),
    "the line of an error": (
        "def f(x):\n    raise SyntaxError('no', ('f', 3, 1, 'its line'))",
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


def test_feedback_tells_nothing_of_a_hidden_test_that_ran_beside_the_students_code(
    finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    """The plain run alone fails, and what it says is the student's choice."""
    test = HIDDEN.replace("assert f(77) == 77", "assert f(77) is not f(77)")
    test = test.replace("f(77)", "f([77])")
    answer = (
        "kept = []\ndef f(x):\n    kept.append(x)\n    if len(kept) > 2 and kept[-1] == kept[-2]:\n"
        "        class Saw(Exception): pass\n"
        "        Saw.__name__ = f'Saw{x}'\n        raise Saw(str(x))\n    return x"
    )
    row = graded(
        {"first": ("def f(x): return x", test)}, {"first": answer}, tmp_path, finding, grade
    )
    question = row["questions"]["first_test"]
    assert question["score"] == 0 and "77" in question["plain"]["detail"]
    assert "77" not in feedback(row | {"cells": []})


def test_which_step_ends_the_process_after_a_hidden_test_is_not_told(
    finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    """Of many added cells the one ends it whose number a hidden test has passed."""
    raw = notebook_of({"first": ("def f(x): return x", HIDDEN)})
    path = tmp_path / "lab.ipynb"
    path.write_bytes(samples.as_bytes(raw))
    assignment = prepared(path, tmp_path / "scratch", finding)
    answer = "import os\nseen = []\ndef f(x):\n    seen.append(x)\n    return x"
    handed_in = samples.submission(raw, {"first": answer})
    cells = [
        {"id": f"a{k}", **samples.cell(f"if seen and seen[-1] == {k}: os._exit(0)")}
        for k in range(70, 80)
    ]
    data = samples.as_bytes({**handed_in, "cells": [*handed_in["cells"], *cells]})
    row = grade(assignment, data)
    assert row["score"] == 1.0
    assert row["notes"] == [
        "a step after hidden tests was stopped: "
        "the student's process ended during or after a hidden test"
    ]


def test_what_hidden_tests_pass_stays_out_of_the_feedback(grade: Grade, target: Assignment) -> None:
    """A function may remember its arguments, and a later cell may print them."""
    first = "seen = []\ndef total(values):\n    seen.append(str(values))\n    return sum(values)\n"
    row = grade(target, notebook_with(first, "print('inputs', seen)\n" + SECOND))
    assert row["score"] == 10.0
    page = pages.feedback(row)
    assert "range(0, 10)" in str(row["cells"]) and "range(0, 10)" not in page
    assert SECRET not in page
