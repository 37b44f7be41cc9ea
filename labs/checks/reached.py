"""What a question's answer consists of: the cells that define it, and the data that it reads."""

from __future__ import annotations

import dis
import functools
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from types import CodeType, FunctionType, MethodType
from typing import Any

import numpy as np

# Of as many values a table can be made; a handful of settings is none.
_MANY = 8
_OWN = "__main__"
# Objects of these packages may be made of results: a spline, a network that has run.
_LIBRARIES = ("keras", "numpy", "scipy", "sklearn", "tensorflow")
_PLAIN = (list, tuple, set, frozenset, dict, bytes, str, deque, np.ndarray)
_NO_DATA = (type, np.ufunc, np.vectorize, np.generic, np.random.Generator, np.random.RandomState)


def reached(test: CodeType, names: Mapping[str, Any]) -> tuple[set[str], list[str]]:
    """Return the file names of the cells that a test leads to, and the data that they read.

    Follows the functions and classes of a notebook through what they name, their defaults,
    closures and attributes. What the test itself reads is no answer's data.

    Args:
        test: the code of the test's cell.
        names: the notebook's names.
    """
    cells: set[str] = set()
    data: list[str] = []
    seen: set[int] = set()
    ahead = [(name, names[name]) for name in _named(test) if name in names]
    ahead = [(name, value) for name, value in ahead if callable(value)]
    while ahead:
        name, value = ahead.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if _is_data(value):
            data.append(name)
        elif type(value) is FunctionType and value.__globals__ is names:
            cells.add(value.__code__.co_filename)
            ahead += [(n, names[n]) for n in _named(value.__code__) if n in names]
            ahead += [(name, inner) for inner in _held(value)]
        else:
            ahead += [(name, inner) for inner in _inside(value)]
    return cells, sorted(data)


def _is_data(value: Any) -> bool:
    """Tell whether a value may be a table of results."""
    # Not `isinstance`: in our grader the stand-in of a student's object claims to be one, and has
    # a property in place of the module.
    kind = type(value)
    if issubclass(kind, _PLAIN):
        return (value.size if issubclass(kind, np.ndarray) else len(value)) > _MANY
    home = kind.__module__ if isinstance(kind.__module__, str) else ""
    if home.partition(".")[0] not in _LIBRARIES or issubclass(kind, _NO_DATA):
        return False
    # What a library offers itself is no result: a function, or a distribution of SciPy.
    offers = vars(sys.modules.get(".".join(home.split(".")[:2]), sys)).values()
    return not hasattr(kind, "__get__") and not any(value is member for member in offers)


def _named(code: CodeType) -> Iterator[str]:
    """Yield all global names that code reads, in the functions within it, too."""
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield step.argval
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _named(inner)


def _held(function: FunctionType) -> Iterator[Any]:
    """Yield what a function holds beside its code."""
    yield from function.__defaults__ or ()
    yield from (function.__kwdefaults__ or {}).values()
    yield from vars(function).values()
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # not filled yet
            continue


def _inside(value: Any) -> Iterable[Any]:
    """Return what a class, an object or a collection holds, where that may be an answer's."""
    kind = type(value)
    if issubclass(kind, dict):
        return list(value.values())
    if issubclass(kind, list | tuple | set | frozenset):
        return list(value)
    if kind in (staticmethod, classmethod, MethodType):
        return [value.__func__, getattr(value, "__self__", None)]
    if kind is property:
        return [value.fget]
    if kind is functools.partial:
        return [value.func, *value.args, *value.keywords.values()]
    if kind is np.vectorize:
        return [value.pyfunc]
    if issubclass(kind, type):
        return list(vars(value).values()) if value.__module__ == _OWN else []
    return [kind, *_attributes(value)] if kind.__module__ == _OWN else []


def _attributes(value: Any) -> list[Any]:
    """Return the values of an object's attributes."""
    slots = (name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ()))
    own = getattr(value, "__dict__", {})
    return [*own.values(), *(getattr(value, name) for name in slots if hasattr(value, name))]
