"""What an answer consists of is found through whatever holds it."""

from __future__ import annotations

from typing import Any

import pytest

from labs.checks.reached import reached

MANY = "T = list(range(99))\n"


def found(cell: str, test: str = "answer(7)") -> tuple[set[str], list[str]]:
    """What a test of the answer in a cell leads to."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(cell, "<answer>", "exec"), names)
    return reached(compile(test, "<test>", "exec"), names)


@pytest.mark.parametrize(
    ("cell", "data"),
    [
        ("def answer(x): return T[x]", ["T"]),
        ("def answer(x):\n    return [T[k] for k in (x,)][0]", ["T"]),
        ("def answer(x): return (lambda k: T[k])(x)", ["T"]),
        ("def answer(x, table=T): return table[x]", ["answer"]),
        ("def answer(x, *, table=T): return table[x]", ["answer"]),
        ("def answer(x): return answer.table[x]\nanswer.table = T", ["answer"]),
        ("small = [T, 1]\ndef answer(x): return small[0][x]", ["small"]),
        ("small = {'table': T}\ndef answer(x): return small['table'][x]", ["small"]),
        ("class Answer:\n    table = T\ndef answer(x): return Answer.table[x]", ["Answer"]),
        (
            "class Answer:\n    @property\n    def table(self): return T\n"
            "def answer(x): return Answer().table[x]",
            ["T"],
        ),
        (
            "class Answer:\n    @classmethod\n    def at(cls, x): return T[x]\nanswer = Answer.at",
            ["T"],
        ),
        ("import numpy as np\nA = np.arange(99)\ndef answer(x): return A[x]", ["A"]),
        ("import numpy as np\nA = np.array(99)\ndef answer(x): return A[()]", []),
        ("name = 'a rather long text'\ndef answer(x): return name[x]", ["name"]),
        ("from collections import deque\nD = deque(T)\ndef answer(x): return D[x]", ["D"]),
        ("import numpy as np\nrng = np.random.default_rng(0)\ndef answer(x): return rng", []),
        ("import numpy as np\nabout = np.exp, np.float64, np.int64(3)\n"
         "def answer(x): return about[0](np.interp(x, [1], [2]))", []),
        ("from numpy import interp\ndef answer(x): return interp(x, [1], [2])", []),
        ("from numpy import vectorize\n@vectorize\ndef answer(x): return x", []),
        ("from scipy.stats import norm\ndef answer(x): return norm", []),
        ("from scipy.stats import norm\nd = norm(1, 2)\ndef answer(x): return d.pdf(x)", ["d"]),
        ("few = [1, 2, 3]\ndef answer(x): return few[0]", []),
        ("import numpy as np\ndef answer(x): return np.T", []),
        ("def unused(): return T\ndef answer(x): return x", []),
        ("from collections import OrderedDict\ndef answer(x): return OrderedDict", []),
        ("def answer(x):\n    later = x\n    def inner(): return later\n    return inner()", []),
        ("def make():\n    def f(): return x\n    return f\n    x = 1\nanswer = make()", []),
    ],
)  # fmt: skip
def test_data_of_an_answer(cell: str, data: list[str]) -> None:
    assert found(MANY + cell) == ({"<answer>"}, data)


def test_what_the_test_itself_reads_is_not_the_answers() -> None:
    assert found(MANY + "def answer(x): return x", "answer(T[7])") == ({"<answer>"}, [])


def test_what_the_test_calls_of_a_library_is_not_the_answers() -> None:
    cell = "from scipy.stats import norm\ndef answer(x): return x"
    assert found(cell, "answer(norm.pdf(7), norm)") == ({"<answer>"}, [])


def test_a_function_of_another_module_is_no_cell() -> None:
    cells, data = found("from textwrap import dedent as answer")
    assert cells == set() and data == []


def test_a_stand_in_of_our_grader_is_not_looked_into() -> None:
    proxy = type("Proxy", (), {"__module__": property(lambda self: "__main__"), "table": [0] * 99})
    names = {"answer": proxy()}
    assert reached(compile("answer(7)", "<test>", "exec"), names) == (set(), [])


def test_names_that_do_not_exist_yet_lead_nowhere() -> None:
    assert found("def answer(x): return missing(x)", "answer(other)") == ({"<answer>"}, [])
