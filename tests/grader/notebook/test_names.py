"""The names in a cell's code."""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from grader.notebook.names import imported, names_in
from grader.notebook.roles import preloads
from tests.grader.notebook.made_cells import cell


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
    assert preloads([cell("import numpy.linalg as l, os\nfrom keras import layers")]) == [
        "numpy.linalg", "keras"
    ]  # fmt: skip


def test_all_imports_of_a_cell_are_found() -> None:
    text = "%matplotlib inline\ndef f():\n    import a.b as c\nfrom d import e, g\nfrom .h import i"
    found = [("d", "e"), ("d", "g"), (".h", "i"), ("a.b", "")]
    assert sorted(imported(text)) == sorted(found) and imported("x = (") == []


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
