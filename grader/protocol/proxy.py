"""The proxy of an object in the student's process: it asks there, and equals nothing."""

from __future__ import annotations

from typing import Any, Protocol

from grader.protocol.errors import CannotTellError


class Connection(Protocol):
    """What a proxy needs of the connection to the student's process."""

    methods: dict[int, str]
    readings: dict[tuple[int, str], Any]

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
        if name.startswith("_") and name not in ("__name__", "__qualname__"):
            raise AttributeError(name)
        value = self._grader_remote.ask("get", self, name)
        if type(value) is Proxy:
            self._grader_remote.methods[value._grader_number] = name
        return value

    @property
    def __doc__(self) -> Any:  # type: ignore[override]
        return self._grader_remote.ask("get", self, "__doc__")

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            raise AttributeError(name)
        self._grader_remote.ask("set", self, name, value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object on the other side."""
        return self._grader_remote.call(self, args, kwargs)

    def __getitem__(self, key: Any) -> Any:
        return self._grader_remote.ask("item", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._grader_remote.ask("set_item", self, key, value)

    def __iter__(self) -> Any:
        iterator = self._grader_remote.ask("iter", self)
        if type(iterator) is not Proxy:
            raise self._grader_remote.refuse("the student's object is not iterable")
        return iterator

    def __next__(self) -> Any:
        item = self._grader_remote.ask("next", self)
        if type(item) is not list or len(item) > 1:
            raise self._grader_remote.refuse("the student's object is not an iterator")
        if not item:
            raise StopIteration
        return item[0]

    def __len__(self) -> int:
        return int(self._grader_convert("len", int))

    def __int__(self) -> int:
        return int(self._grader_convert("int", int))

    def __float__(self) -> float:
        return float(self._grader_convert("float", float))

    def __str__(self) -> str:
        return str(self._grader_convert("str", str))

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

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return object.__hash__(self)

    def __repr__(self) -> str:
        return "<an object of the student's process>"

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise self._grader_remote.refuse("an object of the student's process cannot be copied")


def _refusing(name: str) -> Any:
    def method(self: Proxy, *_: object) -> Any:
        raise self._grader_remote.refuse(f"an object of the student's class in {name}")

    return method


_TWO_SIDED = (
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "matmul"),
    *("and", "or", "xor", "lshift", "rshift"),
)
_OPERATIONS = (
    *("lt", "le", "gt", "ge", "neg", "pos", "abs", "invert", "round", "enter", "exit"),
    *(side + name for name in _TWO_SIDED for side in ("", "r")),
)
for _name in _OPERATIONS:
    setattr(Proxy, f"__{_name}__", _refusing(f"__{_name}__"))
