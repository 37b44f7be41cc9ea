"""Whose name is whose, and where a cell runs."""

from __future__ import annotations

from grader.notebook.cells import STUB, Cell
from grader.notebook.roles import Role, preloads, roles
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


F = solution("def f(x): return x")
TWICE = "def twice(x):\n    return 2 * f(x)"


def test_given_cells_that_need_no_answer_run_on_both_sides() -> None:
    cells = [
        cell("limit = 3"),
        F,
        graded("assert f(limit)"),
        cell("spare = 2 * limit"),
        cell("double = 2 * limit"),
        cell("print(limit)"),
        graded("assert f(double)"),
        cell("again = own"),
        graded("own = 3\nassert own"),
    ]
    found = roles(cells)
    assert found[3] == Role("", "spare = 2 * limit", given=frozenset({"spare"}))
    assert found[4] == Role(
        "double = 2 * limit", "double = 2 * limit", frozenset({"f"}), given=frozenset({"double"})
    )
    assert found[5] == Role("print(limit)", "print(limit)", frozenset({"f"}))
    assert found[6] == Role("assert f(double)", asks=frozenset({"f"}))
    assert found[7].student == "again = own"


def test_given_functions_that_ask_the_student_are_on_both_sides() -> None:
    mixed = "import math\ndef half(x):\n    return x / 2\ny = half(f(3))"
    cells = [
        solution("def f(x): return x\ndef g(): return 1"),
        graded("assert g()"),
        cell(TWICE),
        cell(mixed),
        graded("assert y == twice(1)"),
    ]
    found = roles(cells)
    both = frozenset({"f", "g"})
    assert found[2] == Role(TWICE, TWICE, both, given=frozenset({"twice"}))
    shown = "import math\n\ndef half(x):\n    return x / 2"
    assert found[3].student.split() == shown.split()
    assert (found[3].trusted, found[3].asks) == (mixed, both)
    assert found[3].push == {"half", "y"}
    assert found[3].given == frozenset()
    assert found[4].asks == both


def test_a_given_function_leads_to_the_student_through_others() -> None:
    asking = [F, cell(TWICE), cell("def other(x): return x")]
    cells = [*asking, cell("def both(x): return twice(x)"), cell("y = both(3)"), graded("assert y")]
    assert roles(cells)[4].push == {"y"}
    cells = [*asking, cell("twice = cached(twice)"), cell("y = twice(3)"), graded("assert y")]
    assert roles(cells)[4].push == {"y"}


def test_given_functions_that_call_each_other_are_no_endless_question() -> None:
    cells = [
        F,
        cell("def even(n): return n == 0 or odd(n - 1)"),
        cell("def odd(n): return n > 0 and even(n - 1)"),
        cell("y = even(4)"),
        graded("assert f(y)"),
    ]
    assert roles(cells)[3] == Role("y = even(4)", "y = even(4)", given=frozenset({"y"}))


def test_what_only_other_cells_of_the_students_read_is_not_asked_for() -> None:
    """Nothing runs trusted, with proxies, unless a test needs it."""
    cells = [
        F,
        cell("base = f(1)"),
        cell("extra = f(2)"),
        cell("print(extra)"),
        cell("y = f(3)"),
        Cell("markdown", "z = extra"),
        solution("g = base"),
        graded("assert g and z"),
        graded("assert f(1)"),
        graded("assert y"),
        graded("assert f(2)"),
    ]
    found = roles(cells)
    assert found[1] == Role(student="base = f(1)") and found[2] == Role(student="extra = f(2)")
    assert found[4].push == {"y"} and found[5] == Role()


def test_a_module_that_a_given_cell_sets_is_there_on_the_trusted_side() -> None:
    start = "import helper\nhelper.use(f)"
    assert roles([F, cell(start), cell("helper.seed(1)"), graded("assert f")])[1].trusted == start
    for other in (solution("helper.seed(1)"), cell("same = helper")):
        assert roles([F, cell(start), other, graded("assert f")])[1].trusted == ""


def test_what_a_call_may_change_is_told_of_each_test() -> None:
    cells = [
        solution("items = []\ndone = 1\ndef f(): items.append(1)"),
        solution("seen = {}\ncount = 0\ndef g():\n    global count\n    seen[1] = 1"),
        graded("assert f() is None and items and done and seen and count"),
        graded("count = 3\nassert items and count"),
    ]
    found = roles(cells)
    asked = frozenset({"f", "items", "done", "seen", "count"})
    assert found[2] == Role(
        cells[2].source, asks=asked, volatile=frozenset({"items", "seen", "count"})
    )
    assert found[3] == Role(cells[3].source, asks=asked, volatile=frozenset({"items"}))


def test_without_model_solutions_what_nobody_else_has_is_the_students() -> None:
    blank = cell(STUB, grade_id="s", solution=True)
    cells = [
        cell("import math\nlimit = 3"),
        cell("other = 4"),
        blank,
        graded("own = 1\nassert len([limit, other, own, math]) == f(g)"),
        cell("f = 3", grade_id="s2", solution=True),
        cell(f"limit = 5\n{STUB}", grade_id="s3", solution=True),
        graded("assert f(other) == limit"),
    ]
    assert [role.guesses for role in roles([*cells[:4], *cells[5:]]) if role.guesses] == [
        {"f", "g"},
        {"f", "g"},
    ]
    assert roles([*cells[:4], *cells[5:]])[-1].asks == {"limit"}
    assert not any(role.guesses for role in roles(cells))


def test_what_a_test_showed_stays_the_students_to_use() -> None:
    cells = [
        F,
        graded("mixed = 3\nshown = f(1)\n### BEGIN HIDDEN TESTS\nsecret = 4\nmixed = 9\n"
               "### END HIDDEN TESTS"),
        solution("h = 1"),
        cell("print(shown)"),
        solution("g = shown + mixed + secret"),
        graded("assert g"),
    ]  # fmt: skip
    assert roles(cells)[1].push == {"shown"}
    assert roles(cells)[3] == Role(student="print(shown)")


def test_only_known_libraries_are_imported_beforehand() -> None:
    cells = [cell("import numpy.linalg, mine"), Cell("markdown", "import scipy"), cell("x = 1"),
             solution("from keras import layers\nimport numpy.linalg")]  # fmt: skip
    assert preloads(cells) == ["numpy.linalg", "keras"]
