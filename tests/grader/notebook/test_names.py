"""The names in a cell's code."""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from grader.notebook.names import (
    DEFINITIONS,
    Names,
    imported,
    names_in,
    only_statements,
    path_parts,
    statements,
    transformed,
    tree_of,
)


def test_names_in_nested_scopes() -> None:
    names = names_in("def f(a):\n    b = a\n    return [c for c in b]\nfor i in [3]:\n    d = i")
    assert names.binds == {"f", "i", "d"}
    assert names_in("x = (").binds == set()
    assert names_in("%matplotlib inline\nx = 1").binds == {"x"}
    assert names_in("def f(a):\n    b[0] = a[0] = c.pop()").changes == {"b", "c"}
    assert names_in("def f(a):\n    b[0] = a[0] = c.pop()").volatile == {"b", "c"}
    assert names_in("x = [y := 1 for z in [2]]\nf = lambda: (w := 3)").binds == {"x", "y", "f"}
    assert names_in("match a:\n    case [b, *c] | {'k': d, **e} as g: pass").binds == set("bcdeg")
    assert names_in("h = m.fit(n.y)").changes == {"m"} and not names_in("h = m.sum()").changes
    assert names_in("def f(a, b=c):\n    d = 1\n    return a, d, e").free == {"c", "e"}


def names_of(**found: Any) -> Names:
    kinds = ("binds", "changes", "reads", "free", "volatile", "imports")
    given: dict[str, Any] = {kind: frozenset(found.pop(kind, ())) for kind in kinds}
    return Names(**given, **found)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("", names_of(only_definitions=True, has_effects=False)),
        ("no Python", names_of()),
        ("'a text'\nx = 1", names_of(binds={"x"}, has_effects=False)),
        ("x: int = y", names_of(binds={"x"}, reads={"int", "y"}, free={"int", "y"},
                               has_effects=False)),
        ("f(x)", names_of(reads={"f", "x"}, free={"f", "x"})),
        ("'''About it.'''\nimport os.path as p, sys.x\nfrom a import b as c, d",
         names_of(binds={"p", "sys", "c", "d"}, imports={"p", "sys", "c", "d"},
                  only_definitions=True, has_effects=False)),
        ("from numpy import *", names_of(binds={"*"}, imports={"*"}, only_definitions=True)),
        ("@deco\nclass A(B): pass", names_of(
            binds={"A"}, reads={"deco", "B"}, free={"deco", "B"}, only_definitions=True,
            has_effects=False)),
        ("@a\ndef f(a, n=n): pass", names_of(
            binds={"f"}, reads={"a", "n"}, free={"a", "n"}, only_definitions=True,
            has_effects=False)),
        ("@m\nclass A(n):\n    m = n = 1", names_of(
            binds={"A"}, reads={"m", "n"}, free={"m", "n"}, only_definitions=True,
            has_effects=False)),
        ("a += 1", names_of(binds={"a"}, changes={"a"}, reads={"a"}, free={"a"})),
        ("class A(B, metaclass=C):\n    n = k\n    def m(self): return self.n + n + o",
         names_of(binds={"A"}, reads={"B", "C", "k", "self", "n", "o"},
                  free={"B", "C", "k", "o"}, only_definitions=True, has_effects=False)),
        ("@deco(x)\nasync def f(a, *, b=c, d): return lambda e=g: a + e + h",
         names_of(binds={"f"}, reads={"deco", "x", "c", "g", "a", "e", "h"},
                  free={"deco", "x", "c", "g", "h"}, only_definitions=True, has_effects=False)),
        ("def f(z):\n    global n, m\n    def g(): pass\n    import os.path as q, r.s\n"
         "    n = q + r\n    g()\n    global o\n    return m, n, z\n"
         "def h():\n    global k\n    k = o = 1",
         names_of(binds={"f", "n", "m", "o", "h", "k"},
                  reads={"q", "r", "g", "m", "n", "z"}, free={"m", "n"},
                  volatile={"n", "m", "o", "k"}, imports={"q", "r"}, only_definitions=True,
                  has_effects=False)),
        ("a.b.c[0] = 1\ndel d['k'], e", names_of(
            binds={"e"}, changes={"a", "d"}, reads={"a", "d", "k"}, free={"a", "d"})),
        ("a += 1\na.n += b\ndef f(x):\n    x += 1\n    c.n = 1",
         names_of(binds={"a", "f"}, changes={"a", "c"}, reads={"a", "b", "x", "c"},
                  free={"a", "b", "c"}, volatile={"c"})),
        ("'f' in globals(), 'no name'", names_of(reads={"f", "globals"}, free={"globals"})),
        ("[[x for x in y] for z in w]", names_of(
            reads={"x", "y", "w"}, free={"x", "y", "w"})),
        ("[x for x in y if x]\n[(a, z := 1) for a in b]", names_of(
            binds={"z"}, reads={"x", "y", "a", "b"}, free={"x", "y", "a", "b"})),
    ],
)  # fmt: skip
def test_each_kind_of_statement(source: str, found: Names) -> None:
    assert names_in(source) == found


def test_magics_are_read_as_the_calls_that_they_stand_for() -> None:
    assert names_in("%%time\nx = 1").binds == names_in("  %%capture out\nx = 1").binds == {"x"}
    assert statements("%%prun\nx  =  1\n!ls") == ["x = 1", "get_ipython().system('ls')"]
    assert statements("x = (") == [] and only_statements("x = (", DEFINITIONS) == ""
    source = "import os\nx = 1\ndef f(): pass\nprint(x)\nclass A: pass"
    assert only_statements(source, DEFINITIONS).split("\n") == [
        "import os", "def f():", "    pass", "class A:", "    pass"
    ]  # fmt: skip


def test_a_cell_that_would_take_too_long_to_read_is_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("grader.notebook.names._MOST_READ", 1000)
    long = "x = 1 #" + "." * 993
    assert len(long) == 1000 and transformed(long) and tree_of(long) is not None
    with pytest.raises(ValueError, match=r"^too long, or too many lines of IPython's own$"):
        transformed(long + ".")
    assert tree_of(long + ".") is None and names_in(long + ".") == Names()
    for line in ("%who\n", "  !ls\n", "x = %who\n", "x=!ls\n", "len? \n", "/len x\n"):
        text = line * 3 + "#" * (250 - 3 * len(line))
        assert transformed(text)
        with pytest.raises(ValueError, match="too long"):
            transformed(text + "#")
    # Each level of brackets is one of Python's own reader.
    assert tree_of("(" * 400 + ")" * 400) is None


def test_files_that_code_may_mean_are_its_texts_between_slashes() -> None:
    code = "open('data/raw\\\\table.csv')\nprint('two words', 3, \"x\")"
    assert path_parts(code) == {"data", "raw", "table.csv", "x"}
    assert path_parts("x = (") == set()


def test_all_imports_of_a_cell_are_found() -> None:
    text = "%matplotlib inline\ndef f():\n    import a.b as c\nfrom d import e, g\nfrom .h import i"
    found = [("d", "e"), ("d", "g"), (".h", "i"), ("a.b", "")]
    assert sorted(imported(text)) == sorted(found) and imported("x = (") == []
    assert imported("import a, b\nfrom . import c\nfrom ..d import e as f\nimport b, a as g") == [
        ("a", ""), ("b", ""), (".", "c"), ("..d", "e")
    ]  # fmt: skip


_VALUES: dict[str, Any] = {
    "list": [3, 1, 2],
    "dict": {3: 1, 1: 2},
    "set": {3, 1},
    "deque": deque([3, 1, 2]),
    "OrderedDict": OrderedDict({3: 1, 1: 2}),
    "Counter": Counter([3, 1, 1]),
}
_ARGUMENTS: Sequence[tuple[Any, ...]] = ((), (3,), (1, 9), (8, 9), (9,), ([3],), ([9],), ({8: 8},))


def effects(value: Any, method: str) -> tuple[bool, bool]:
    """Call a method with all arguments that it takes: did one change the value, and return one?"""
    changed = with_value = False
    for arguments in _ARGUMENTS:
        fresh = type(value)(value)
        try:
            answer = getattr(fresh, method)(*arguments)
        except (TypeError, LookupError, ValueError, NotImplementedError):
            continue
        if repr(fresh) != repr(value):
            changed, with_value = True, with_value or answer is not None
    return changed, with_value


@pytest.mark.parametrize("kind", _VALUES)
def test_the_methods_that_change_python_s_containers_count_as_changes(kind: str) -> None:
    """The containers themselves say which: each public method is called and its effect seen."""
    value = _VALUES[kind]
    for method in dir(value):
        if method.startswith("_"):
            continue
        changed, with_value = effects(value, method)
        assert names_in(f"x.{method}(1)").changes == ({"x"} if changed else set()), method
        assert names_in(f"y = x.{method}(1)").changes == ({"x"} if with_value else set()), method


@pytest.mark.parametrize(
    "call", ["fill(9)", "put(0, 9)", "partition(0)", "resize(9)", "sort()", "sum()", "argsort()"]
)
def test_the_methods_that_change_an_array_count_as_changes(call: str) -> None:
    array = np.array([3, 1, 2])
    names: dict[str, Any] = {"x": array.copy()}
    exec(f"x.{call}", names)
    changed = not np.array_equal(names["x"], array)
    assert bool(names_in(f"x.{call}").changes) == changed


@pytest.mark.parametrize(
    ("method", "with_value"),
    [
        ("fit", True),
        ("fit_transform", True),
        ("partial_fit", True),
        ("train_on_batch", True),
        ("compile", False),
        ("build", False),
        ("set_weights", False),
        ("load_weights", False),
        ("predict", None),
        ("evaluate", None),
        ("get_weights", None),
    ],
)
def test_the_methods_that_change_a_model_count_as_changes(
    method: str, with_value: bool | None
) -> None:
    """None: the method changes nothing."""
    assert bool(names_in(f"m.{method}(X)").changes) == (with_value is not None)
    assert bool(names_in(f"h = m.{method}(X)").changes) == bool(with_value)
