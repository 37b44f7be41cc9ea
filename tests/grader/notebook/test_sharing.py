"""Whether a test could notice what objects share."""

from __future__ import annotations

import pytest

from grader.notebook.names import names_in
from grader.notebook.sharing import constants, may_show_sharing
from tests.grader.answers import cases_of

ALIASING = cases_of("aliasing", apart=False)


@pytest.mark.parametrize("name", ALIASING)
def test_tests_that_notice_it(name: str) -> None:
    case = ALIASING[name]
    assert may_show_sharing(case.test, names_in(case.model).binds, frozenset({"np"}))


@pytest.mark.parametrize(
    "test",
    [
        "x = open('a').read()\nassert x", "assert f([1, 2, 3]) == 6",
        "assert f([1]) == 1 and f([2]) == 2",
        "assert np.allclose(f(np.ones(2)), [2, 2])", "assert f() is None", "assert f(3) is True",
        "points = 0.5\npoints += 0.5 * (f([1]) == 1)\npoints", "assert w.sum() == 3 and v == 0",
        "for n in (1, 2): assert f([n]) == n", "for n in range(3):\n    assert f(n) == n",
        "for a, b in [(1, 2), (3, 4)]: assert f(a) == b", "assert f(lambda x: 2 * x, [1]) == [2]",
        "assert all(a == b for a, b in zip(f([1]), [2]))",
        "import math\nassert math.isclose(f(), 1)",
        "try:\n    f(-1)\nexcept ValueError as error:\n    assert 'x' in str(error)",
        "want = 6\nassert f([1, 2, 3]) == want", "assert 'A' in f('a').upper()",
        "if f() != 3: raise E", "want = 6\nassert f(lambda x: x + 1) == want",
        "want = -6\nassert f([1]) == want", "assert f({n: 1 for n in (1, 2)})",
    ],
)  # fmt: skip
def test_tests_that_could_not(test: str) -> None:
    students = frozenset({"f", "w", "v", "E"})
    assert not may_show_sharing(test, students, frozenset({"np"}))


@pytest.mark.parametrize(
    "test",
    [
        "x = [1]\nassert f(x) == 1", "assert f(f([1])) == 1", "assert f(1) != f(2)",
        "f().append(3)", "assert [f(n) for n in (1, 2)] == [1, 2]", "assert f(stack) == [3]",
        "assert f() is w", "f()[0] = 3", "f().x = 3", "del f()[0]", "id(f())",
        "assert f(1).base is None", "for row in f(): assert row", "with f() as x: pass",
        "def g(): return f()", "w += 1", "assert (x := f())", "assert f(lambda x: f(x), 1)",
        "assert f(1) in {f(2)}", "1 +", "assert np.shares_memory(f(), w)",
        "match f():\n    case x: pass", "class A(f): pass",
        "assert [*map(f, [[1], [2]])] == [w, b]", "x: list = f()\nassert x",
        "assert f().pop() == 1", "assert f(int) is int", "for x in (w, b): assert x",
        "for x in [f()]: assert x", "assert {n: f(n) for n in (1, 2)} == {1: 1, 2: 2}",
        "assert all(sum(a for a in f(n)) == n for n in (1, 2))",
        "assert [*map(lambda n: f([n]), (1, 2))] == [[1], [2]]",
    ],
)  # fmt: skip
def test_tests_that_might(test: str) -> None:
    assert may_show_sharing(test, frozenset({"f", "w", "b"}), frozenset({"np"}))


def test_a_name_that_is_only_ever_bound_to_what_cannot_change_is_a_constant() -> None:
    cells = [
        "LIMIT = 3\nSIZE = (2, -1)\nFIRST = LAST = 'end'\nlist_of_all = [1]",
        "no Python",
        "HEIGHT, WIDTH = 2, 3\nchanged = 0\ntwice = 1\n3",
        "changed += 1\ntwice = [2]\nfor LAST in (1, 2): pass",
        "def f(): return LIMIT",
    ]
    assert constants(cells) == {"LIMIT", "SIZE", "FIRST", "HEIGHT", "WIDTH"}
