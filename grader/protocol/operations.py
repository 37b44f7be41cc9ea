"""What the student's process does with its objects when a proxy of one is used."""

from __future__ import annotations

import builtins
import dataclasses
import operator
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from grader.protocol import signatures

_PLAIN = (list, tuple, dict, set, frozenset, str, bytes, int, float)


class Iterator:
    """Keep an iterator from being taken for plain data."""

    def __init__(self, source: Any) -> None:
        self.source = source

    def __iter__(self) -> Iterator:
        return self

    def __next__(self) -> Any:
        return next(self.source)


def _convert(target: Any, to: str) -> Any:
    """Return the object as plain data of one kind."""
    if to == "array":
        import numpy as np

        return np.asarray(target)
    kinds: dict[str, Callable[[Any], Any]] = {
        "len": len,
        "str": str,
        "int": int,
        "float": float,
        "bool": bool,
        "index": operator.index,
        "repr": repr,
        "hash": hash,
        "data": _data,
        "signature": signatures.parts_of,
    }
    if to in kinds:
        return kinds[to](target)
    return format(target, to.removeprefix("format "))


def _data(target: Any) -> list[Any]:
    """Return what the equality of an object compares: ["fields", its class, fields], or []."""
    kind: Any = type(target)
    if isinstance(target, PurePath):
        return ["path", str(target)]
    if not dataclasses.is_dataclass(target) or not _is_generated(kind.__eq__):
        return []
    fields = [getattr(target, one.name) for one in dataclasses.fields(target) if one.compare]
    return ["fields", kind, fields]


def _is_generated(method: Any) -> bool:
    """Return whether `dataclass` wrote a method: its code is in no file."""
    code = getattr(method, "__code__", None)
    return code is not None and code.co_filename == "<string>"


def _iter(target: Any) -> Any:
    """Return an iterator, as an object of this side even over plain data."""
    found = iter(target)
    return Iterator(found) if isinstance(found, _PLAIN) else found


def _next(target: Any) -> list[Any]:
    """Return a list with the next item, empty at the end."""
    try:
        return [next(target)]
    except StopIteration:
        return []


def _send(target: Any, value: Any) -> list[Any]:
    try:
        return [target.send(value)]
    except StopIteration:
        return []


def _exit(target: Any, error: str) -> bool:
    """Leave a `with` block, in which an error of this class was raised ("": none)."""
    kind = getattr(builtins, error, RuntimeError) if error else None
    made = kind() if kind else None
    return bool(type(target).__exit__(target, kind, made, None))


OPERATIONS: dict[str, Callable[..., Any]] = {
    "get": getattr,
    "set": setattr,
    "del": delattr,
    "item": operator.getitem,
    "items": lambda target, start, count: list(target[start : start + count]),
    "set_item": operator.setitem,
    "del_item": operator.delitem,
    "convert": _convert,
    "iter": _iter,
    "next": _next,
    "send": _send,
    "instance": lambda kind, value: isinstance(value, kind),
    "subclass": lambda kind, value: issubclass(value, kind),
    "enter": lambda target: type(target).__enter__(target),
    "exit": _exit,
}
