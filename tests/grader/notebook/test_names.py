"""The names in a cell's code."""

from __future__ import annotations

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
