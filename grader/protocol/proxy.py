"""The proxy of an object in the student's process: it asks there, and never takes its verdict.

What an object gives as data (an attribute, an item, its length, its text) is asked for. What would
leave the verdict to it, since a test only looks at the outcome, is refused: arithmetic, order, an
equality that is the student's own code.
"""

from __future__ import annotations

import sys
from typing import Any, Protocol

from grader.protocol.errors import CannotTellError

_ASKED = frozenset(
    {"__name__", "__qualname__", "__module__", "__annotations__", "__defaults__", "__kwdefaults__"}
    | {"__dict__", "__wrapped__", "__bases__", "__mro__"}
)


class Connection(Protocol):
    """What a proxy needs of the connection to the student's process."""

    methods: dict[int, str]
    readings: dict[tuple[int, str], Any]
    verdicts: set[str]

    def ask(self, question: str, *args: Any) -> Any:
        """Ask, and return the answer."""

    def call(self, target: Proxy, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call an object in the student's process."""

    def refuse(self, why: str) -> CannotTellError:
        """Note that the test cannot be judged, and return the error to raise."""


class Proxy:  # noqa: D101
    # Stands for an object in the student's process; its documentation is that object's.

    __slots__ = ("__weakref__", "_grader_number", "_grader_remote")
    _grader_number: int
    _grader_remote: Connection

    def __init__(self, remote: Connection, number: int) -> None:
        object.__setattr__(self, "_grader_remote", remote)
        object.__setattr__(self, "_grader_number", number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") and name not in _ASKED and not _is_asked_by_a_test(name):
            raise AttributeError(name)
        value = self._grader_remote.ask("get", self, name)
        if isinstance(value, Proxy):
            self._grader_remote.methods[value._grader_number] = name
        return value

    @property
    def __doc__(self) -> Any:  # type: ignore[override]
        return self._grader_remote.ask("get", self, "__doc__")

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        # Only a proxy: no object of the student's passes for one of the test's own classes.
        found = self._grader_remote.ask("get", self, "__class__") if _is_a_test(2) else None
        return found if isinstance(found, Proxy) else type(self)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_") and not _is_asked_by_a_test(name):
            raise AttributeError(name)
        self._grader_remote.ask("set", self, name, value)

    def __delattr__(self, name: str) -> None:
        self._grader_remote.ask("del", self, name)

    def __getitem__(self, key: Any) -> Any:
        return self._grader_remote.ask("item", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._grader_remote.ask("set_item", self, key, value)

    def __delitem__(self, key: Any) -> None:
        self._grader_remote.ask("del_item", self, key)

    def __int__(self) -> int:
        return int(self._grader_convert("int", int))

    def __float__(self) -> float:
        return float(self._grader_convert("float", float))

    def __str__(self) -> str:
        return str(self._grader_convert("str", str))

    def __format__(self, form: str) -> str:
        return str(self._grader_convert(f"format {form}", str))

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        import numpy as np

        return np.array(self._grader_convert("array", np.ndarray), dtype)

    def _grader_convert(self, to: str, kind: type) -> Any:
        # One reading until something is called or set: an object must not give two answers.
        readings = self._grader_remote.readings
        key = (self._grader_number, to)
        if key not in readings:
            readings[key] = self._grader_remote.ask("convert", self, to)
        value = readings[key]
        if type(value) is not kind:
            raise self._grader_remote.refuse(f"the student's object cannot be read as {to}")
        return value

    def __instancecheck__(self, value: object) -> bool:
        return self._grader_claim("instance", value)

    def __subclasscheck__(self, value: object) -> bool:
        return self._grader_claim("subclass", value)

    def _grader_claim(self, question: str, value: object) -> bool:
        self._grader_remote.verdicts.add(f"is{question}")
        answer = self._grader_remote.ask(question, self, value)
        if type(answer) is not bool:
            raise self._grader_remote.refuse("the student's object is not a class")
        return answer

    def __repr__(self) -> str:
        return "<an object of the student's process>"

    def __mro_entries__(self, bases: Any) -> Any:
        raise self._grader_remote.refuse("a class that derives from the student's")

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise self._grader_remote.refuse("an object of the student's process cannot be copied")


def _is_asked_by_a_test(name: str) -> bool:
    """Return whether a test's own code asks for a private name; libraries do so to find out."""
    return not name.startswith(("__", "_grader_")) and _is_a_test(3)


def _is_a_test(depth: int) -> bool:
    return sys._getframe(depth).f_globals.get("__name__") == "__main__"


def _refusing(name: str) -> Any:
    def method(self: Proxy, *_: object) -> Any:
        raise self._grader_remote.refuse(f"an object of the student's class in {name}")

    return method


def _not_here(_: Proxy) -> Any:
    raise AttributeError  # so that `__getattr__` is asked


_TWO_SIDED = (
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "matmul"),
    *("and", "or", "xor", "lshift", "rshift"),
)
_OPERATIONS = (
    *("lt", "le", "gt", "ge", "neg", "pos", "abs", "invert", "round"),
    *(side + name for name in _TWO_SIDED for side in ("", "r")),
)
for _name in _OPERATIONS:
    setattr(Proxy, f"__{_name}__", _refusing(f"__{_name}__"))
# In the body of the class these names would be those of its own module and annotations.
for _name in ("__annotations__", "__module__"):
    setattr(Proxy, _name, property(_not_here))
