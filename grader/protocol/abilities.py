"""What an object of the student's can do, as far as a proxy has to look like it."""

from __future__ import annotations

import types
from enum import IntFlag


class Ability(IntFlag):
    """What stands beside an object's number, so that `callable(proxy)` and the like are right."""

    CALLABLE = 1
    ITERATOR = 2
    ITERABLE = 4
    SIZED = 8
    TRUTH = 16  # a truth value of its own
    EQUALITY = 32  # an equality of its own
    CONTAINER = 64  # `in` of its own
    INDEX = 128
    REPR = 256
    FUNCTION = 512
    GENERATOR = 1024
    PATH = 2048
    CONTEXT = 4096
    SEQUENCE = 16384  # a list or tuple, too large to travel whole
    GIVEN = 8192  # no object of the student's: a function that the test handed over


_METHODS = {
    "__next__": Ability.ITERATOR,
    "__iter__": Ability.ITERABLE,
    "__getitem__": Ability.ITERABLE,
    "__len__": Ability.SIZED | Ability.TRUTH,
    "__bool__": Ability.TRUTH,
    "__contains__": Ability.CONTAINER,
    "__index__": Ability.INDEX,
    "__fspath__": Ability.PATH,
    "__enter__": Ability.CONTEXT,
}


def abilities_of(value: object) -> Ability:
    """Return what an object can do by its type; none of its code runs."""
    kind = type(value)
    known = {name for base in kind.__mro__ for name in vars(base)}
    found = Ability.CALLABLE if callable(value) else Ability(0)
    for name, ability in _METHODS.items():
        if name in known:
            found |= ability
    if kind.__eq__ is not object.__eq__:
        found |= Ability.EQUALITY
    if kind.__repr__ is not object.__repr__:
        found |= Ability.REPR
    if kind is list or kind is tuple:
        found |= Ability.SEQUENCE
    if kind is types.FunctionType:
        found |= Ability.FUNCTION
    if kind is types.GeneratorType:
        found |= Ability.GENERATOR
    return found
