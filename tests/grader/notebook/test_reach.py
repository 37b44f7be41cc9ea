"""What a student's code could reach: forging is found by its text, and lessons are not forging."""

from __future__ import annotations

import pytest

from grader.notebook.reach import Reach
from tests.grader.answers import cases_of
from tests.grader.questions import SETUP

# These let their own objects answer, which the split run does not believe.
OWN_OBJECTS = {
    "equal to everything", "never unequal", "an int that equals everything",
    "a float without differences", "less than everything", "found in every tuple",
    "found in every set", "a set that has what is asked for, then not",
    "adds up to the right thing", "more points than there are", "a comparison of strings",
    "labels of the test written to", "its argument for a copy",
    "points that a comparison is worth", "points that add up by themselves",
}  # fmt: skip
FORGING = cases_of("forging", apart=False)
UNUSUAL = cases_of("unusual", apart=False)
GIVEN = (
    SETUP
    + "\nfrom math import pi\nimport keras, sys, given_tools\nLIMIT = 3\nd = open('data/given.csv')"
)
TEST = "expected = f(LIMIT)\nassert abs(expected) == sum([len(np.ones(3))])"


def reached(*sources: str) -> str:
    reach = Reach([GIVEN], [TEST], ["def f(v): return v"])
    return [reach.read(source) for source in sources][-1]


@pytest.mark.parametrize("name", FORGING)
def test_forging_is_found_by_its_text(name: str) -> None:
    case = FORGING[name]
    found = Reach([SETUP], [case.test], [case.model]).read(case.answer)
    assert bool(found) == (name not in OWN_OBJECTS), found


def test_few_unusual_answers_reach_for_anything() -> None:
    found = {}
    for name, case in UNUSUAL.items():
        if one := Reach([SETUP], [case.test], [case.model]).read(case.answer):
            found[name] = one
    assert len(UNUSUAL) >= 60 and len(found) <= 2, found


@pytest.mark.parametrize(
    "source",
    [
        "np.allclose = print", "import numpy\nnumpy.testing.assert_equal = print",
        "m = np.linalg\nm.norm = print", "def g(v): v.x = 1\ng(np)", "g = [np]", "g = np.testing",
        "from numpy import testing as t\ng = t",
        "class A:\n    def g(self): self.x = 1\nA.g(np.ma)", "abs = print", "def sum(v): return 3",
        "LIMIT = 0", "for len in (): pass", "import os as np",
        "try:\n    1 / 0\nexcept ZeroDivisionError as np:\n    pass",
        "def g():\n    global expected\n    expected = 3", "[np := 3]", "del np", "import gc",
        "import ctypes", "from unittest import mock", "import importlib", "import pdb",
        "from types import FunctionType", "from inspect import currentframe", "import IPython",
        "import grader", "from grader.processes import student", "import pickle", "import atexit",
        "import sys\nsys.modules['x'] = 1", "sys.modules", "sys._getframe(1)", "s = sys",
        "from sys import settrace", "import threading\nthreading.settrace(print)", "f.__globals__",
        "().__class__.__base__.__subclasses__()", "f.__code__ = None", "getattr(np, 'os')",
        "getattr(f, '__glo' + 'bals__')", "g = getattr", "getattr(np, x)", "getattr(np, '' + 's')",
        "getattr(f, x + '__')",
        "getattr(np, x + '')", "getattr(np, 'o' * 'Crossentropy')[1] + getattr(np, x)",
        "globals()['x'] = 3", "exec('x = 1')",
        "eval('1')", "__import__('gc')", "vars(np)", "setattr(np, 'x', 1)",
        "get_ipython().ast_transformers", "%load_ext x", "%time abs = 3", "%time sys.modules",
        "%time np.x = 3", "import logging as l\nl.FileHandler",
        "open('a.py', 'w')", "open(x, 'w')", "open('data/given.csv', 'a')", "%timeit -n 1 np.x = 3",
        "import logging\nlogging.basicConfig(filename='x.py')", "%%bash\nls", "%%capture np\n1",
        "import functools\nfunctools.update_wrapper(np, f)",
        "import functools\nw = functools.wraps", "from functools import wraps\nwraps(f)(np)",
        "from functools import wraps as w", "from operator import attrgetter",
        "import operator\noperator.methodcaller('x')", "type('A', (), {})", "g = type",
        "class A(type): pass", "class A(metaclass=B): pass",
        "class A:\n    __class__ = property(lambda self: int)",
        "class A:\n    def __array_function__(self, *a): return True",
        "class A:\n    __array_interface__ = {}", "class A:\n    def __reduce__(self): return 1",
        "class A:\n    def __instancecheck__(cls, x): return True", "open('numpy.py', 'w')",
        "o = open", "np.savetxt('statistics.py', [1])", "np.ones(3).tofile",
        "from pathlib import Path\nPath('x.py').write_text('')", "from io import open",
        "np.lib.stride_tricks.as_strided", "np.ones(3).ctypes",
        "np.ones(3).resize(9, refcheck=False)", "np.load('x.npy', allow_pickle=True)",
        "match np:\n    case object(__dict__=d): pass", "def g():\n    yield\ng().gi_frame",
        "from __future__ import barry_as_FLUFL", "from numpy import *",
        "given_tools.f = print", "keras.Model._build = print",
        "import dataclasses\ndataclasses.make_dataclass('A', 'x')", "__builtins__", "In.clear()",
        "from typing import get_type_hints",
        "for np.allclose in [print]: pass", "[0 for np.allclose in [print]]",
        "def g(self): self.x = 1",
        "from keras.src.ops import np as n\nclass A:\n    def g(self): self.x = 1\ng = [n]",
        "class A:\n    def g(self): self.x = 1\nA.g(keras)", "np.testing.np.x, [keras.ops.np]",
        "class A:\n    def g(self): self.x = 1\ng = A.g", "self = f\nself.x = 1",
        "class A:\n    def g(self): self.x = 1\ntype(A()).g(f)", "print.__self__",
        "class A:\n    @staticmethod\n    def g(self): self.x = 1",
        "import enum\nenum.bltns.exec('1')",
        "class A:\n    def g(self): self.x = 1\n    g(f)",
        "class A:\n    @deco\n    def g(self): self.x = 1",
        "class A:\n    def g(self):\n        self = f\n        self.x = 1",
        "import enum\nenum.global_enum(enum.Enum('E', {'x': 1}))",
        "import copy\ncopy.dispatch_table",
        "import enum\nenum.Enum('E', 'x', module='numpy')", "import enum as e\ne.bltns",
        "import contextlib\nclass A(contextlib.redirect_stdout): _stream = 'modules'",
        "x = [n for n in range(3) if (abs := n)]", "import json\njson.codecs.open('x.py', 'w')",
        "x.__class__", "super().__setattr__('x', 1)",
    ],
)  # fmt: skip
def test_what_could_change_a_test_beside_it_is_named(source: str) -> None:
    assert reached(source)


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nimport keras\nimport sys, math, random, collections",
        "from math import pi\nx = pi\ng = [pi]", "x = np.linalg.norm(np.ones(3))", "g = np.sin",
        "def f(v):\n    v = v.copy()\n    v[0] = 3\n    return v",
        "import given_tools as t\nt.load()",
        "class A:\n    def __init__(self, n):\n        super().__init__()\n        self.n = n\n"
        "    def __eq__(self, other): return self.n == other.n and self._k is other._k",
        "model = keras.Sequential([keras.layers.Dense(3)])\nmodel.compile('adam')",
        "from keras import layers\nx = layers.Dense(3)", "import keras.layers",
        "sys.stdout.write('a')", "print(sys.maxsize)", "import os\nos.environ['X'] = '3'",
        "os = 3", "getattr(keras.losses, kind + 'Crossentropy')", "1 +", "table = 3", "list = [3]",
        "print(open('data.csv').read())",
        "with open('data.csv', 'r') as file: file.read()",
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1])", "%%time\nx = 3",
        "!pip install x", "%time x = 3", "%timeit f(3)", "open('a.txt', 'w').write('x')",
        "%pip install x",
        "import tempfile, logging, asyncio\nlogging.warning('x')",
        "with open('a/b.csv', 'w') as x: x",
        "import functools\ndef g(f):\n    @functools.wraps(f)\n    def h(*a): return f(*a)",
        "from functools import lru_cache\n@lru_cache(None)\ndef f(v): return v",
        "import dataclasses\n@dataclasses.dataclass\nclass P:\n    x: int = 3",
        "count = 0\ndef g():\n    global count\n    count += 1", "expected = 5", "f = lambda v: v",
        "x = getattr(model, 'name', 3)", "type(x) is int", "from random import random\nrandom()",
        "match x:\n    case [1, *rest]: pass", "import contextlib, io",
        "class A:\n    @property\n    def p(self): return self.x\na = A()\na.p",
        "class A:\n    n = 3\n    @classmethod\n    def make(cls): return cls()\nA.make(), A.n",
        "p = x._replace(a=3)",
        "from types import SimpleNamespace", "from __future__ import annotations",
        "x = [i for i in x]",
    ],
)  # fmt: skip
def test_lessons_reach_for_nothing(source: str) -> None:
    assert reached(source) == ""


def test_what_an_earlier_cell_could_change_counts_later() -> None:
    assert reached("import gc", "def f(v): return v") == "the module gc"
    assert reached("import numpy as n", "def g(v): v.x = n.linalg") != ""


def test_a_cell_that_is_too_deep_to_be_read_is_named() -> None:
    assert reached("x = " + "+".join(["1"] * 3000)) == "a cell that cannot be read"


def test_magics_of_a_whole_cell_are_named() -> None:
    assert reached("%%bash\nls") == "a magic"


@pytest.mark.parametrize(
    "given",
    [
        "scale = 2\ndef twice(x): return x * scale",
        "scale = 2\ntwice = lambda x: x * scale",
        "scale = 2\nclass twice:\n    def __new__(cls, x): return x * scale",
    ],
)
def test_what_functions_of_the_instructors_read_when_called_is_theirs(given: str) -> None:
    assert Reach([given], ["assert twice(f(1)) == 2"], ["f = 1"]).read("scale = 3") == (
        "the name scale"
    )
    plain = given.partition("\n")[0]
    assert Reach([plain], ["assert f(1)"], ["f = 1"]).read("scale = 3") == ""


def test_an_import_that_was_given_may_be_written_again() -> None:
    given = "import matplotlib.pyplot\nimport keras.layers as kl\nfrom .tools import check"
    for cells in ([given, "no Python"], ["no Python", given]):
        test = "matplotlib.pyplot.plot(kl, check(f))"
        for source, found in [
            ("import matplotlib", ""),
            ("import matplotlib.image", ""),
            ("import keras.layers as kl", ""),
            ("import keras as kl", "the name kl"),
            ("from tools import check", "the name check"),
        ]:
            assert Reach(cells, [test], ["f = 1"]).read(source) == found


def test_a_given_cell_that_was_changed_may_bind_its_names() -> None:
    reach = Reach([GIVEN], [TEST], ["def f(v): return v"])
    assert reach.read("LIMIT = 4", frozenset({"LIMIT"})) == ""
    assert reach.read("LIMIT = 4") == "the name LIMIT"
