"""Whose name is whose, and where a cell runs."""

from __future__ import annotations

from grader.notebook.roles import roles
from tests.grader.notebook.made_cells import cell, graded, solution


def test_imports_and_given_names_never_become_the_students() -> None:
    cells = [
        cell("import math\nfrom numpy.testing import *\nlimit = 3"),
        solution("import math\nimport numpy as np\ndef f(x): return math.sqrt(x)\nlist = 3"),
        graded("assert math.isclose(f(4), 2) and np.sum([limit]) and assert_allclose and list"),
    ]
    role = roles(cells)[2]
    assert role.asks == {"f", "list"} and role.guesses == set()
    assert "import numpy as np" in roles(cells)[1].trusted


def test_what_solutions_change_is_the_students() -> None:
    cells = [
        cell("data = {}\nitems = []\nX = [1]\nkept = 5"),
        solution("data['a'] = 1\nitems.append(2)\nX += [2]\nprint(kept)"),
        graded("assert data and items and X and kept"),
    ]
    assert roles(cells)[2].asks == {"data", "items", "X"}


def test_given_cells_that_ask_the_student_run_trusted() -> None:
    cells = [
        solution("def f(x): return x"),
        cell("def twice(x):\n    return 2 * f(x)"),
        cell("y = twice(3)"),
        cell("print(f(1))"),
        graded("assert y == 6"),
    ]
    found = roles(cells)
    assert found[1].trusted and found[1].student
    assert found[2].trusted and not found[2].student and found[2].push == {"y"}
    assert not found[3].trusted and found[3].student
    assert found[4].asks == {"f"} and not found[4].push
    assert not roles(cells, on_student_side=[2])[2].trusted
    assert roles(cells, on_student_side=[2])[4].asks >= {"y"}


def test_only_what_answers_read_of_a_tests_visible_part_is_passed_on() -> None:
    cells = [
        solution("def f(): return 1"),
        graded(
            "shown = f()\nspare = 2\nmixed = 3\n### BEGIN HIDDEN TESTS\nmixed = 99\nsecret = 4\n"
            "### END HIDDEN TESTS"
        ),
        cell("print(shown)"),
        solution("g = shown + mixed + secret"),
        graded("assert g"),
    ]
    found = roles(cells)
    assert found[1].push == {"shown"}
    assert found[2].student and not found[2].trusted
    hidden = "    ### BEGIN HIDDEN TESTS\n    shown = 4\n    ### END HIDDEN TESTS\n"
    inside = f"if f():\n{hidden}    shown = 1"
    assert not roles([cells[0], graded(inside), *cells[3:]])[1].push


def test_a_test_replaces_only_what_answers_before_it_read() -> None:
    cells = [
        solution("def mean(x): return 1\ndef spread(x): return mean(x)\nunread = 3"),
        graded("mean = len\nspread = unread = other = 5"),
        solution("print(spread)"),
    ]
    assert roles(cells)[1].replaces == {"mean"}
