"""Slices: run alone, they leave what the whole chapter leaves."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from course.book.slices import slice_of, statements

NUMPY = "import numpy as np\nrng = np.random.default_rng(0)"


def sliced(*cells: str, names: set[str]) -> str:
    found = statements(dict(enumerate(cells, 1)))
    return "\n".join(ast.unparse(s.node) for s in slice_of(found, len(found), names))


def values(code: str, name: str) -> Any:
    namespace: dict[str, Any] = {}
    exec(code, namespace)
    return namespace[name]


@pytest.mark.parametrize(
    ("cells", "name", "left_out"),
    [
        pytest.param(["a = 1", "b = 2", "c = a + 1"], "c", "b = 2", id="unused"),
        pytest.param(["a = 1", "a = 5", "c = a"], "c", "a = 1", id="bound again"),
        pytest.param(["a = [1]", "a.append(2)", "b = sum(a)"], "b", "", id="method"),
        pytest.param(["a = [1]", "a[0] = 2", "b = sum(a)"], "b", "", id="item"),
        pytest.param(["a = 1", "a += 2", "b = a"], "b", "", id="augmented"),
        pytest.param(
            ["def f():\n    return k", "k = 1", "k = 3", "b = f()"], "b", "k = 1", id="global"
        ),
        pytest.param(["k = 1", "f = lambda: k", "g = [f]", "b = g[0]()"], "b", "", id="lambda"),
        pytest.param(
            ["def fill(a):\n    a[0] = 7", "a = [0]", "fill(a)", "b = a[0]"], "b", "", id="filled"
        ),
        pytest.param(
            [NUMPY, "one = rng.normal()", "two = rng.normal()"], "two", "", id="generator"
        ),
        pytest.param(
            [NUMPY, "x = np.ones(3)", "print(x.mean())", "assert x.sum() == 3", "y = x[0]"],
            "y",
            "print(x.mean())",
            id="reports",
        ),
        pytest.param(
            [
                "names = []",
                "for i in range(3):\n    names.append(i)\n    print(i)",
                "n = len(names)",
            ],
            "n",
            "",
            id="loop",
        ),
        pytest.param(
            ["import math", "x = math.floor(2.5)", "unused = math.ceil(x)", "y = x"],
            "y",
            "unused = math.ceil(x)",
            id="module",
        ),
    ],
)
def test_a_slice_gives_what_the_whole_gives(cells: list[str], name: str, left_out: str) -> None:
    code = sliced(*cells, names={name})
    assert values(code, name) == values("\n".join(cells), name)
    assert not left_out or left_out not in code


def test_a_seed_before_a_model_counts() -> None:
    code = sliced(
        "import keras",
        "keras.utils.set_random_seed(0)",
        "keras.utils.clear_session()",
        "model = keras.Sequential()",
        "history = model.fit(1)",
        "answer = model.predict(2)",
        names={"model"},
    )
    lines = code.splitlines()
    assert lines[:2] == ["import keras", "keras.utils.set_random_seed(0)"]
    assert lines[-2:] == ["model = keras.Sequential()", "history = model.fit(1)"]


def test_what_a_function_reads_through_another_belongs_to_it() -> None:
    code = sliced(
        "low = 1", "high = 2", "def f():\n    return low", "def g():\n    return f()", names={"g"}
    )
    assert values(f"{code}\nresult = g()", "result") == 1
    assert "high" not in code
