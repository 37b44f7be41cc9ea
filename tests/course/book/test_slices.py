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


READS = "def f(x, y=k):\n    def g():\n        return z + x\n    a.q = 1\n    return g"


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("a = b + c", "binds a, uses b c, replaces a"),
        ("a, *b = c", "binds a b, uses c, replaces a b"),
        ("a: int = 3", "binds a, uses int"),
        ("import a.b", "binds a, replaces a"),
        ("import a.b as c", "binds c, replaces c"),
        ("from a import b as c", "binds c, replaces c"),
        (READS, "binds f, uses a k z, replaces f"),
        ("class A(B):\n    def g(self): self.x = h", "binds A, uses B h, replaces A"),
        ("a.x = 1", "uses a, changes a"),
        ("a[0].y = b", "uses a b, changes a"),
        ("a.f(b).x = 1", "uses a b, changes a"),
        ("del a[0]", "uses a, changes a"),
        ("a += b", "binds a, uses b, changes a"),
        ("a.x += b", "uses a b, changes a"),
        ("for i in b:\n    a.append(i)", "binds i, uses a b i, changes a"),
        ("x = a[b].fit(c)", "binds x, uses a b c, changes a, replaces x"),
        ("x = a.f().g()", "binds x, uses a, changes a, replaces x"),
        ("x[a.fit()]", "uses a x, changes a"),
        ("f = lambda: k.fit()", "binds f, uses k, changes k, replaces f"),
    ],
)
def test_a_statement_says_what_it_does_with_names(text: str, does: str) -> None:
    assert done_by(text) == does


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("a.sort()", "a"),
        ("a.put(0, 1)", "a"),
        ("a.mean(b)", ""),
        ("a.numpy(), a.items(), a.upper(), a.index(1)", ""),
        ("f(a, b[c])", "a b c f"),
        ("x = f(a)", ""),
        ("np.seed(a)", "a"),
        ("np.random.seed(a)", "a"),
        ("time.f(a)", "a"),
        ("keras.utils.f(a)", "a"),
        ("np.x = 3", ""),
        ("a.seed(b)", "a"),
        ("f(rng) + 1", "rng"),
        ("x = rng.mean()", "rng"),
        ("keras.utils.set_random_seed(0)", "keras"),
        ("print(a.fit())", ""),
        ("show(rng)", ""),
        ("x = print(a.fit())", "a"),
        ("a.print(b)", "a"),
        ("assert a.fit()", ""),
        ("if a:\n    assert b.fit()\n    print(c.fit())\n    d.fit()", "d"),
    ],
)
def test_only_what_may_change_an_object_is_said_to(text: str, changed: str) -> None:
    (statement,) = statements({1: "import numpy as np, keras.utils, time\n" + text})[1:]
    assert " ".join(sorted(statement.changes)) == changed


def done_by(text: str) -> str:
    (statement,) = statements({7: text})
    assert statement.cell == 7 and ast.unparse(statement.node) == ast.unparse(ast.parse(text))
    parts = {name: getattr(statement, name) for name in ("binds", "uses", "changes", "replaces")}
    return ", ".join(f"{part} {' '.join(sorted(names))}" for part, names in parts.items() if names)


def test_only_what_stands_before_the_place_counts() -> None:
    found = statements({1: "a = 1\nb = a", 2: "c = b\nb = 3\na = 2"})
    assert [ast.unparse(one.node) for one in slice_of(found, 3, {"b", "len"})] == ["a = 1", "b = a"]
    assert slice_of(found, 0, {"b"}) == []


def test_a_name_of_python_s_own_is_needed_from_nowhere() -> None:
    assert sliced("len = max", "a = len([1])", names={"a", "len"}) == "a = len([1])"


def test_functions_that_call_each_other_are_read_once() -> None:
    code = sliced("k = 1", "def f(): return g()", "def g(): return f() + k", names={"f"})
    assert code.splitlines()[0] == "k = 1" and code.count("def ") == 2


def test_all_that_a_name_has_stood_for_is_read() -> None:
    cells = ["k = 1", "j = 2", "f = lambda: k", "g = f", "f = [lambda: j]", "b = g()"]
    code = sliced(*cells, names={"b"})
    assert code.splitlines() == ["k = 1", "j = 2", "f = lambda: k", "g = f", "b = g()"]
