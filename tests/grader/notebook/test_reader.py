"""What the reader of a student's cell names, and what it lets through."""

from __future__ import annotations

import ast

import pytest

from grader.notebook.names import transformed
from grader.notebook.reader import Reader

GIVEN = """
import os, keras.layers as kl, given_tools, numpy.linalg, own.tools
import subprocess as sp, math
from os import getcwd, system as shell
from subprocess import run
from keras import ops as o, Model as M
from .beside import one
from . import near
"""


def found(source: str, given: str = "") -> list[str]:
    """What a cell could reach where `n` is the instructor's, and tests bind `a` and `b`."""
    reader = Reader(frozenset({"n"}), frozenset({"b", "a"}))
    reader.files |= {"given.csv"}
    for node in ast.parse(given).body:
        assert isinstance(node, (ast.Import, ast.ImportFrom))
        reader.given(node)
    reader.visit(ast.parse(transformed(source)))
    return reader.found


def cases(*pairs: tuple[str, str | list[str]]) -> pytest.MarkDecorator:
    """Sources, each with what is found in it."""
    return pytest.mark.parametrize(
        ("source", "expected"),
        [(source, [one] if isinstance(one, str) else one) for source, one in pairs],
    )


@cases(
    ("import os, math, given_tools.x, own, keras, near, beside\nfrom os import path, getcwd", []),
    ("os.getcwd(), math.x, getcwd, one, M.ops, [M]", []),
    ("g = os", "the module os"),
    ("g = kl", "the module kl"),
    ("g = given_tools", "the module given_tools"),
    ("g = numpy", "the module numpy"),
    ("g = o", "the module o"),
    ("os.system", "os.system"),
    ("sp.x", "sp.x"),
    ("shell, run", ["shell", "run"]),
    ("import subprocess, given", ["the module subprocess", "the module given"]),
)
def test_what_was_imported_for_the_student_may_be_used_but_for_tools(
    source: str, expected: list[str]
) -> None:
    assert found(source, GIVEN) == expected


@cases(
    ("from math import pi as p, sin\nfrom functools import wraps", []),
    ("from __future__ import annotations", []),
    ("import os\nos.sep", []),
    ("from keras import layers as l\nl.x", []),
    ("import numpy.linalg\ng = numpy", "the module numpy"),
    ("import numpy.linalg as la\ng = la", "the module la"),
    ("import os\nos.kill\ng = os", ["os.kill", "the module os"]),
    ("import gc, ast.x, os.path", ["the module gc", "the module ast.x", "the module os.path"]),
    ("import numpy.os.__x__", [".os", ".__x__"]),
    ("from .x.os import y", ["the module .x.os", ".os"]),
    ("from . import y", "the module ."),
    ("from ..x import y", "the module ..x"),
    ("from math import os, __x__", [".os", ".__x__"]),
    ("from functools import wraps as w", "import wraps"),
    ("from math import *", "import *"),
    ("from keras import layers as l\n[l]", "the module l"),
    ("from keras import layers\n[layers]", "the module layers"),
    ("from __future__ import division", "another grammar"),
    ("from os import path as p, kill\n[p]", ["os.kill", "the module p"]),
)
def test_an_import_names_what_leads_on(source: str, expected: list[str]) -> None:
    assert found(source) == expected


@cases(
    ("x.y, x.linalg, x.linalg[0], f(x).linalg, f(x).z, n.norm, x.__len__", []),
    ("self._y, cls._y, other._y, x._replace, x._fields", []),
    ("import numpy as x\nx.linalg.norm", []),
    ("type(x).__name__", []),
    ("@x.wraps(f)\ndef g(): pass", []),
    ("x._y", "._y"),
    ("x.__y", ".__y"),
    ("x.os.y", ".os"),
    ("x.y = 3", "the attribute x.y"),
    ("del x.y[0].z", "the attribute x.y[0].z"),
    ("x.wraps", ".wraps"),
    ("import numpy as x\nx.linalg, x.y.linalg", ["the module x.linalg", "the module x.y.linalg"]),
    ("n.linalg", "the module n.linalg"),
    ("type(x).y", "type(x).y"),
    ("exec.y", "exec"),
)
def test_an_attribute_that_leads_on_is_named(source: str, expected: list[str]) -> None:
    assert found(source) == expected


@cases(
    ("__name__, hasattr, x", []),
    ("type.x, open.x, wraps.x, getattr.x", []),
    ("import keras as k\nk.x\nk = 3\nk()", []),
    ("exec, __import__", ["exec", "__import__"]),
    ("type, open, wraps, getattr", ["type", "open", "wraps", "getattr"]),
    ("import keras as k\nk", "the module k"),
    ("import random\nrandom(random)", "the module random"),
)
def test_a_name_that_reaches_far_is_named(source: str, expected: list[str]) -> None:
    assert found(source) == expected


@cases(
    ("type(x)", []),
    ("type()", "type"),
    ("type(x, y, z)", "type"),
    ("type(x, y=1)", "type"),
    ("open(x), open(x, 'r'), open(x, 'rb'), open('given.csv'), open('a/given.csv', 'r')", []),
    ("open(x, encoding='utf8', newline='', errors='x')", []),
    ("open('new.csv', 'w'), open('a/new.csv', 'w', 1)", []),
    ("open(x, 'w')", "open"),
    ("open('new.py', 'w')", "open"),
    ("open('a/given.csv', 'w')", "open"),
    ("open(x, 'r', 1)", "open"),
    ("open(x, opener=f)", "open"),
    ("open(x, **y)", "open"),
    ("f(exec, x=eval)", ["exec", "eval"]),
)
def test_a_call_that_makes_or_reads_is_let_through(source: str, expected: list[str]) -> None:
    assert found(source) == expected


@cases(
    ("getattr(x, 'y'), getattr(x, 'y', 3), hasattr(x, '__len__'), hasattr(x, 'y')", []),
    ("getattr(x, 'os'), hasattr(x, 'os')", [".os", ".os"]),
    ("getattr(x, '_y')", "getattr"),
    ("getattr(x, '__y')", [".__y", "getattr"]),
    ("hasattr(x, '__y')", ".__y"),
    ("getattr(x)", "getattr"),
    ("getattr(x, y)", "getattr"),
    ("import keras as k\ngetattr(k, y + 'Loss')", []),
    ("import keras as k\ngetattr(k, 'y')", "the module k"),
    ("import keras as k\nhasattr(k, y + 'Loss')", "the module k"),
    ("import keras as k\ngetattr(k, y - 'Loss')", ["getattr", "the module k"]),
    ("getattr(x, y + 'Loss', 3)", "getattr"),
    ("getattr(x, 'Loss' + y)", "getattr"),
    ("getattr(x, y + '_')", "getattr"),
    ("getattr(x, y + 'a b')", "getattr"),
    ("getattr(x, y + 's')", "getattr"),  # `os`
    ("getattr(x, y + 'ayers')", "getattr"),
)
def test_an_attribute_in_a_text_is_read_as_one(source: str, expected: list[str]) -> None:
    assert found(source) == expected


@cases(
    ("%matplotlib inline\n%who\n!ls\nx = !ls\nx = %who", []),
    ("%time x = 3\n%timeit f(3)\n%time n.x", []),
    ("%load_ext x", "get_ipython"),
    ("%time exec", "exec"),
    ("%time x = (", "get_ipython"),
    ("%time n = 3", "get_ipython"),
    ("get_ipython().run_line_magic('time')", "get_ipython"),
    ("get_ipython().run_line_magic('who', x)", "get_ipython"),
    ("get_ipython().run_line_magic()", "get_ipython"),
    ("get_ipython().run_cell('x')", "get_ipython"),
    ("def system(x, y): return y\nsystem('ls', y=exec)", "exec"),
)
def test_a_magic_is_harmless_if_its_text_is(source: str, expected: list[str]) -> None:
    assert found(source) == expected


@cases(
    ("f(x=3)", []),
    ("f(filename=exec)", ["filename=", "exec"]),
    ("class A(metaclass=3): pass", "metaclass="),
    ("exec\ndef g():\n    global c, b, a", ["exec", "the name a", "the name b"]),
    ("try: pass\nexcept E as m: pass", []),
    ("try: pass\nexcept E as n: exec", ["the name n", "exec"]),
    ("match x:\n    case A(x=1, y=B(os=2, __z=exec.y)): pass", [".os", ".__z", "exec"]),
    ("def __len__(x): pass", []),
    ("def __x__(): pass", "__x__"),
    ("async def __x__(): pass", "__x__"),
    ("class __x__:\n    def __y__(self): pass", ["__x__", "__y__"]),
    ("@wraps(f)\ndef g(): pass", []),
    ("import keras as k\n@wraps(f)\ndef g(): getattr(k, y + 'Loss')", []),
    ("@wraps\ndef g(): pass", "wraps"),
    ("@wraps(f, x)\ndef g(): pass", "wraps"),
    ("@wraps(f, x=1)\ndef g(): pass", "wraps"),
    ("@wraps(f)\nclass g: pass", "wraps"),
    ("@wraps(f)\nasync def g(): pass", "wraps"),
)
def test_definitions_and_arguments_are_read(source: str, expected: list[str]) -> None:
    assert found(source) == expected


def method(source: str, *more: str) -> str:
    """A class with a method."""
    return "\n    ".join(["class A:", *source.split("\n"), *more])


@cases(
    (method("def g(self): self.x = 1"), []),
    (method("def g(cls, x): del cls.x", "def h(self): self.x = 1"), []),
    (method("def g(self):\n    other = 3\n    self.x = 1"), []),
    (method("@property\ndef g(self): self.x = 1"), []),
    (method("@abstractmethod\ndef g(self): self.x = 1"), []),
    (method("@cached_property\ndef g(self): self.x = 1"), []),
    (method("@functools.cached_property\ndef g(self): self.x = 1"), []),
    (method("@g.setter\n@property\ndef g(self, v): self.x = 1"), []),
    (method("def g(): pass"), []),
    (method("def g(self): x.x = 1"), "the attribute x.x"),
    (method("def g(self): self.x.y = 1"), "the attribute self.x.y"),
    (method("def g(me): me.x = 1"), "the attribute me.x"),
    (method("def g(x, self): self.x = 1"), "the attribute self.x"),
    (method("def g(x, /, self): self.x = 1"), "the attribute self.x"),
    (method("def g(self, /): self.x = 1"), "the attribute self.x"),
    (method("@f\n@property\ndef g(self): self.x = 1"), "the attribute self.x"),
    (method("def g(self):\n    self = 3\n    self.x = 1"), "the attribute self.x"),
    (method("def g(self):\n    del self\n    self.x = 1"), "the attribute self.x"),
)
def test_a_method_stores_in_its_own_object_only(source: str, expected: list[str]) -> None:
    assert found(source) == expected


@cases(
    (method("def g(self): pass", "h = g", "k = 3", "k", "[k for k in x]") + "\nB.g, A.k", []),
    (method("def g(self): pass") + "\nclass B:\n    g", []),
    (method("def g(self): pass") + "\nA.g", "the method A.g for another object"),
    (
        method("def g(self): pass", "x = h = g") + "\nA.h, A.g",
        ["the method A.h for another object", "the method A.g for another object"],
    ),
    (method("def g(self): pass", "h = [g]"), "the method g for another object"),
    (method("def g(self): pass", "k = 3", "g", "h = [g]"), ["the method g for another object"] * 2),
    (method("def g(self): pass", "x.y = g") + "\nA.x, A.y", "the attribute x.y"),
    (method("def f(x): pass\ndef g(self): pass", "g"), "the method g for another object"),
)
def test_a_method_is_not_called_for_another_object(source: str, expected: list[str]) -> None:
    assert found(source) == expected


def test_a_chain_of_calls_is_not_written_out_at_each_of_its_links(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else a notebook of chains alone would hold the grader up for an hour."""
    tree = ast.parse("x = f" + ".g(1)" * 50)
    monkeypatch.setattr(ast, "unparse", lambda node: pytest.fail("that takes quadratic time"))
    reader = Reader(frozenset(), frozenset())
    reader.visit(tree)
    assert reader.found == []
