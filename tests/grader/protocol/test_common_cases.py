"""What tests commonly do with a student's objects: the same as in one process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from grader.protocol.errors import CannotTellError
from grader.protocol.remote import Remote
from tests.grader.protocol.connections import conversation

STUDENT = """
import collections, dataclasses, enum, functools, inspect, pathlib, threading
from concurrent.futures import ThreadPoolExecutor
import numpy as np

class Stack:
    def __init__(self): self.items = []
    def push(self, item): self.items.append(item)
    def __len__(self): return len(self.items)
    def __iter__(self): return iter(self.items)
    def __getitem__(self, i): return self.items[i]
    def __delitem__(self, i): del self.items[i]
    def __contains__(self, item): return item in self.items
    def __repr__(self): return f"Stack({self.items})"
    def __format__(self, form): return f"{len(self):{form}}"

class Countdown:
    def __init__(self, start): self.start = start
    def __iter__(self):
        self.left = self.start
        return self
    def __next__(self):
        if self.left == 0: raise StopIteration
        self.left -= 1
        return self.left + 1

class OnlyNext:
    def __init__(self): self.n = 0
    def __next__(self):
        self.n += 1
        return self.n

class Flag:
    def __init__(self, on): self.on = on
    def __bool__(self): return self.on

class Third:
    def __index__(self): return 2

class Timer:
    def __enter__(self): return self
    def __exit__(self, *error): self.seconds = 3; self.error = error[0] and error[0].__name__

@dataclasses.dataclass
class Point:
    x: float
    y: float = 0.0
    def norm(self): return (self.x ** 2 + self.y ** 2) ** 0.5

@dataclasses.dataclass(frozen=True)
class Key:
    name: str

class Colour(enum.Enum):
    RED = 1
    BLUE = 2

class Animal: pass
class Dog(Animal): pass

def squares(n):
    for i in range(n): yield i * i

def echo():
    got = 0
    while True: got = yield got * 2

def half(x, digits: int = 2, *, unit="m"):
    "Halve."
    return round(x / 2, digits)

def logged(f):
    @functools.wraps(f)
    def inner(*args): return f"{f.__name__}{args}", f(*args)
    return inner

def parameters(f): return list(inspect.signature(f).parameters), str(inspect.signature(f))
def apply(f, *args): return f(*args)
def same(f): return f
def in_threads(f, values):
    with ThreadPoolExecutor(4) as pool: return list(pool.map(f, values))
def folder(): return pathlib.Path("data") / "x.csv"
plain = object()
"""

# What a test says, as an expression, with the student's names.
CASES = [
    "list(Countdown(3))", "(lambda c: (list(c), list(c)))(Countdown(2))", "next(OnlyNext())",
    "(lambda c: iter(c) is c)(Countdown(2))", "sum(squares(4))", "next(iter(Stack()), 'none')",
    "[x for x, _ in zip(squares(9), 'ab')]", "(lambda g: (next(g), g.send(3)))(echo())",
    "inspect.isgenerator(squares(2))", "isinstance(Countdown(1), collections.abc.Iterator)",
    "isinstance(Stack(), collections.abc.Iterator)", "isinstance(plain, collections.abc.Iterable)",
    "len(Stack())", "bool(Stack())", "not Stack()", "bool(filled)", "bool(Flag(False))",
    "bool(Flag(True))", "bool(plain)", "3 in filled", "4 in filled", "3 not in filled",
    "repr(filled)", "str(filled)", "f'{filled:03}'", "f'{filled}'", "filled[0], filled[-1]",
    "isinstance(filled, collections.abc.Sized)", "hasattr(plain, '__len__')",
    "'abcd'[Third()]", "list(range(Third()))", "[5, 6, 7][Third()]",
    "callable(plain)", "callable(half)", "callable(Stack)", "callable(filled)",
    "inspect.isfunction(half)", "inspect.signature(half)", "half.__name__", "half.__doc__",
    "list(inspect.signature(half).parameters)", "half.__annotations__", "half.__defaults__",
    "functools.partial(half, 3)()", "functools.wraps(half)(lambda x: x).__name__",
    "half(7, unit='s')",
    "Point(1, 2) == Point(1, 2)", "Point(1, 2) == Point(1, 3)", "Point(1, 2) != Point(1, 3)",
    "Point(1, 2) == (1, 2)", "Point(1) in [Point(2), Point(1)]", "repr(Point(1, 2))",
    "Point(3, 4).norm()", "{Key('a'): 1}[Key('a')]", "len({Key('a'), Key('a'), Key('b')})",
    "hash(Key('a')) == hash(Key('a'))", "Point(1) == Key('a')", "Point.__name__",
    "Colour.RED == Colour.RED", "Colour.RED == Colour.BLUE", "Colour.RED is Colour(1)",
    "[c.name for c in Colour]", "Colour.BLUE.value", "Colour.RED == 1", "plain == plain",
    "plain == 3", "plain in [plain]", "plain is plain", "plain != None",
    "isinstance(Dog(), Animal)", "isinstance(Animal(), Dog)", "issubclass(Dog, Animal)",
    "isinstance(3, Animal)", "Dog().__class__ is Dog", "Dog().__class__.__name__",
    "isinstance(plain, int)",
    "folder() == pathlib.Path('data/x.csv')", "folder() == pathlib.Path('data/y.csv')",
    "pathlib.Path('data/x.csv') == folder()", "folder().suffix", "str(folder())",
    "folder() == folder()", "folder() == 'data/x.csv'",
    "logged(shown)(3)", "logged(shown).__name__", "parameters(shown)", "same(shown) is shown",
    "in_threads(shown, range(20))", "apply(lambda x: x + 1, 2)", "apply(len, 'abc')",
    "apply(shown, 4)", "apply(half, 4)", "sorted([3, 1, 2], key=lambda v: half(v))",
    "max(filled)", "dict(zip('ab', filled))", "np.asarray(filled).tolist()", "np.sum(filled)",
    "Countdown(3).start", "Stack().items", "vars(Point(1, 2))", "half.__module__",
    "math.isclose(np.float64(0.5), 0.5)",
]  # fmt: skip
STATEMENTS = [
    "with Timer() as t: pass\nresult = t.seconds, t.error",
    "t = Timer()\ntry:\n    with t: 1 / 0\nexcept ZeroDivisionError: pass\nresult = t.error",
    "del filled[0]\nresult = list(filled)",
    "filled[1:]\nresult = [*filled]",
    "from concurrent.futures import ThreadPoolExecutor\n"
    "with ThreadPoolExecutor(4) as pool: result = list(pool.map(half, range(20)))",
    "p = Point(1)\np.x = 5\nresult = p.x, p == Point(5)",
    "a, b = filled\nresult = a, b",
    "first, *rest = squares(4)\nresult = first, rest",
    "p = Point(1)\ndel p.x\nresult = hasattr(p, 'x')",
]
TEST = """
import collections.abc, functools, inspect, math, pathlib
import numpy as np

def shown(x: int, y=2):
    "Double."
    return x * 2
filled = Stack()
filled.push(3)
filled.push(7)
"""


@pytest.fixture
def split() -> Iterator[tuple[Remote, dict[str, Any]]]:
    with conversation(STUDENT) as found:
        yield found


def both(split: tuple[Remote, dict[str, Any]], source: str) -> tuple[Any, Any]:
    """Return what a test's code finds in one process, and apart from the student's."""
    whole: dict[str, Any] = {"__name__": "__main__"}
    exec(STUDENT + TEST + source, whole)
    apart = {**split[1], "__name__": "__main__"}
    exec(TEST + source, apart)
    return whole["result"], apart["result"]


@pytest.mark.parametrize("expression", CASES)
def test_an_expression_means_the_same(
    split: tuple[Remote, dict[str, Any]], expression: str
) -> None:
    whole, apart = both(split, f"result = {expression}")
    assert apart == whole and type(apart) is type(whole)
    assert split[0].cannot_tell == []


@pytest.mark.parametrize("statements", STATEMENTS)
def test_statements_mean_the_same(split: tuple[Remote, dict[str, Any]], statements: str) -> None:
    whole, apart = both(split, statements)
    assert apart == whole and split[0].cannot_tell == []


LIAR = """
class Liar:
    def __init__(self, *args): pass
    def answer(self, *args): return True
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __exit__ = answer
    __hash__ = None
    def number(self, *args): return 0.0
    __sub__ = __rsub__ = __abs__ = __add__ = __radd__ = number
    def __enter__(self): return self
mean = Liar
"""


@pytest.mark.parametrize(
    "test",
    [
        "assert mean([1]) == 2", "assert 2 == mean([1])", "assert abs(mean([1]) - 2) < 1e-6",
        "assert 0 < mean([1]) < 3", "assert 3 in mean([1])", "assert not mean([1]) != 2",
        "with mean([1]): assert False", "assert mean([1]) in [5]", "assert abs(mean([1])) == 0",
        "assert open(mean)", "class Mine(mean): pass",
    ],
)  # fmt: skip
def test_no_verdict_comes_from_a_students_object(test: str) -> None:
    with conversation(LIAR) as (asker, names):
        with pytest.raises((CannotTellError, TypeError)):
            exec(test, names)
        assert asker.cannot_tell or "open" in test


def test_a_value_that_the_other_side_cannot_take_is_noted() -> None:
    source = "class Own: pass\n"
    with conversation("def f(x): return x") as (asker, names):
        with pytest.raises(CannotTellError):
            exec(source + "f(Own())", names)
        with pytest.raises(CannotTellError):
            exec(source + "f(Own)", names)
        assert len(asker.cannot_tell) == 2


def test_a_comparison_of_two_objects_of_the_students_is_noted() -> None:
    """Each of them says what it likes; the instructor learns of the test."""
    with conversation("import dataclasses\n@dataclasses.dataclass\nclass P:\n    x: int") as (
        asker,
        names,
    ):
        exec("assert P(1) != 1 and P(1).x == 1", names)
        assert asker.verdicts == set()
        exec("assert P(1) == P(1)", names)
        assert asker.verdicts == {"=="}
