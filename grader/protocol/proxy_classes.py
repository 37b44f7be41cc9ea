"""Classes of proxies, by what the student's objects can do."""

from __future__ import annotations

import inspect
import types
from functools import cache
from itertools import islice
from pathlib import PurePath
from typing import Any

from grader.protocol import signatures
from grader.protocol.abilities import Ability
from grader.protocol.proxy import Proxy

# Items that `in` looks at, where a student's class has one of its own.
MAX_SEARCHED = 100_000
# Items of a large list that are fetched at a time, from one on doubling.
MAX_BATCH = 4096
# Under these names stand the last batch of a list and what `in` has looked at, among the readings.
_BATCH, _ITEMS = "batch", "items"


class _Callable(Proxy):
    __slots__ = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object on the other side."""
        return self._grader_remote.call(self, args, kwargs)

    @property
    def __signature__(self) -> inspect.Signature:
        parts = self._grader_convert("signature", tuple)
        try:
            return signatures.signature_of(*parts)
        except Exception:
            raise self._grader_remote.refuse("the student's function has no signature") from None


class _Iterable(Proxy):
    __slots__ = ()

    def __iter__(self) -> Any:
        iterator = self._grader_remote.ask("iter", self)
        if not isinstance(iterator, _Iterator):
            raise self._grader_remote.refuse("the student's object is not iterable")
        return iterator


class _Sequence(_Iterable):
    """Fetch the items of a list in batches, which hold until something is called or set."""

    __slots__ = ()

    def __iter__(self) -> Any:
        readings, at, count = self._grader_remote.readings, 0, 1
        key = (self._grader_number, _BATCH)
        while True:
            start, items = readings.get(key, (at, ()))
            if not start <= at < start + len(items):
                start, items = readings[key] = at, self._grader_batch(at, count)
                count = min(2 * count, MAX_BATCH)
            if not items:
                return
            yield items[at - start]
            at += 1

    def _grader_batch(self, start: int, count: int) -> list[Any]:
        for wanted in (count, 1):  # a batch may be too large where one item is not
            items = self._grader_remote.ask("items", self, start, wanted)
            if type(items) is list and len(items) <= wanted:
                return items
        raise self._grader_remote.refuse("the items of the student's list")


class _Iterator(_Iterable):
    __slots__ = ()

    def __next__(self) -> Any:
        return self._grader_item(self._grader_remote.ask("next", self))

    def _grader_item(self, item: Any) -> Any:
        if type(item) is not list or len(item) > 1:
            raise self._grader_remote.refuse("the student's object is not an iterator")
        if not item:
            raise StopIteration
        return item[0]


class _Generator(_Iterator):
    __slots__ = ()

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return types.GeneratorType

    def send(self, value: Any) -> Any:
        """Send a value into the generator."""
        return self._grader_item(self._grader_remote.ask("send", self, value))


class _Function(_Callable):
    __slots__ = ()

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return types.FunctionType


class _Sized(Proxy):
    __slots__ = ()

    def __len__(self) -> int:
        return int(self._grader_convert("len", int))


class _Truth(Proxy):
    __slots__ = ()

    def __bool__(self) -> bool:
        return bool(self._grader_convert("bool", bool))


class _Index(Proxy):
    __slots__ = ()

    def __index__(self) -> int:
        return int(self._grader_convert("index", int))


class _Repr(Proxy):
    __slots__ = ()

    def __repr__(self) -> str:
        return str(self._grader_convert("repr", str))


class _Path(Proxy):
    __slots__ = ()

    def __fspath__(self) -> str:
        raise self._grader_remote.refuse("a file of the student's process")


class _Equality(Proxy):
    """Compare by data: the fields of a dataclass, the text of a path."""

    __slots__ = ()

    def _grader_data(self) -> list[Any]:
        data = self._grader_convert("data", list)
        if not data:
            raise self._grader_remote.refuse("an equality that the student's class defines")
        return list(data)

    def __eq__(self, other: object) -> Any:
        own = self._grader_data()
        if isinstance(other, _Equality):  # both say what they like
            self._grader_remote.verdicts.add("==")
        if own[0] == "path":
            theirs = str(other) if isinstance(other, PurePath) else None
            if isinstance(other, _Equality):
                return own == other._grader_data()
            return own[1] == theirs if theirs is not None else NotImplemented
        return own == other._grader_data() if isinstance(other, _Equality) else NotImplemented

    def __ne__(self, other: object) -> Any:
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    def __hash__(self) -> int:
        return int(self._grader_convert("hash", int))


class _Container(Proxy):
    __slots__ = ()

    def __contains__(self, item: object) -> bool:
        # Its own `in` would be a verdict. What it holds is data, read once like all data of it.
        if not isinstance(self, _Iterable):
            raise self._grader_remote.refuse("`in` on an object of the student's class")
        readings = self._grader_remote.readings
        key = (self._grader_number, _ITEMS)
        if key not in readings:
            items = list(islice(self, MAX_SEARCHED + 1))
            readings[key] = items
        items = readings[key]
        if any(found is item or found == item for found in items[:MAX_SEARCHED]):
            return True
        if len(items) > MAX_SEARCHED:
            raise self._grader_remote.refuse("`in` on an object of the student's class")
        return False


class _Context(Proxy):
    __slots__ = ()

    def __enter__(self) -> Any:
        return self._grader_remote.ask("enter", self)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # To suppress an error would be a verdict.
        if self._grader_remote.ask("exit", self, kind.__name__ if kind else "") and kind:
            raise self._grader_remote.refuse("an error that the student's `with` suppresses")


_PARTS: dict[Ability, type[Proxy]] = {
    Ability.GENERATOR: _Generator,
    Ability.FUNCTION: _Function,
    Ability.ITERATOR: _Iterator,
    Ability.SEQUENCE: _Sequence,
    Ability.ITERABLE: _Iterable,
    Ability.CALLABLE: _Callable,
    Ability.SIZED: _Sized,
    Ability.TRUTH: _Truth,
    Ability.INDEX: _Index,
    Ability.REPR: _Repr,
    Ability.PATH: _Path,
    Ability.EQUALITY: _Equality,
    Ability.CONTAINER: _Container,
    Ability.CONTEXT: _Context,
}


# A new class gets these of its own, which would hide those of the student's object.
_HIDDEN = ("__doc__", "__module__")


@cache
def proxy_class(abilities: int) -> type[Proxy]:
    """Return the class of the proxies of objects with these `Ability` flags."""
    parts = [part for ability, part in _PARTS.items() if abilities & ability]
    # A class stands before those that it derives from.
    parts.sort(key=lambda part: len(part.__mro__), reverse=True)
    if not parts:
        return Proxy
    return type(
        "Proxy", tuple(parts), {"__slots__": (), **{name: vars(Proxy)[name] for name in _HIDDEN}}
    )
