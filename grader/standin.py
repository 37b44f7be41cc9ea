"""The trusted side of the connection: asks the student's process, and stands in for its objects.

What comes back is plain data, or a number that becomes a `Handle`. A handle can be called, read
and converted, and equals nothing. Every answer is an answer only: no class, no verdict and no
code of the other side is ever believed.
"""

from __future__ import annotations

import builtins
import importlib
import io
import pickle
import random
import sys
import types
from collections.abc import Callable
from typing import Any

from grader.channel import Channel, ClosedError
from grader.plain import FrameError, decode


class StudentGone(BaseException):
    """The student's process died or broke the protocol.

    No `Exception`, so that a test that expects some error does not take it for one.
    """


class StudentError(Exception):
    """Student code raised an exception of a class that the grader does not know."""


class CannotAskError(TypeError):
    """The test needs something of the student's that only code in one process could have."""


class Handle:  # noqa: D101
    # Stands for an object in the student's process; its documentation is that object's.

    __slots__ = ("__weakref__", "_grader_number", "_grader_remote")
    _grader_number: int
    _grader_remote: Remote

    def __init__(self, remote: Remote, number: int) -> None:
        object.__setattr__(self, "_grader_remote", remote)
        object.__setattr__(self, "_grader_number", number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") and name not in ("__name__", "__qualname__"):
            raise AttributeError(name)
        value = self._grader_remote.ask("get", self, name)
        if type(value) is Handle:
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
        if type(iterator) is not Handle:
            raise CannotAskError("the student's object is not iterable")
        return iterator

    def __next__(self) -> Any:
        item = self._grader_remote.ask("next", self)
        if type(item) is not list or len(item) > 1:
            raise CannotAskError("the student's object is no iterator")
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
        # One reading until something is called or set: an object must not show two faces.
        readings = self._grader_remote.readings
        key = (self._grader_number, to)
        if key not in readings:
            readings[key] = self._grader_remote.ask("convert", self, to)
        value = readings[key]
        if type(value) is not kind:
            raise CannotAskError(f"the student's object cannot be read as {to}")
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
        raise CannotAskError("an object of the student's process cannot be copied")


_FUNCTIONS = (types.FunctionType, types.MethodType, types.BuiltinMethodType)


class _Hand(pickle.Pickler):
    """Writes what the trusted side hands over, as values of its own libraries."""

    def __init__(self, out: io.BytesIO, remote: Remote) -> None:
        super().__init__(out, protocol=5)
        self.remote = remote

    def persistent_id(self, value: Any) -> Any:
        if type(value) is Handle:
            return "handle", value._grader_number
        if isinstance(value, types.ModuleType):
            return "module", value.__name__
        name = self.remote.given.get(id(value))
        if name is not None and (_size(value) > 65536 or not _is_changeable(value)):
            return "given", name
        if isinstance(value, _FUNCTIONS) and not _goes_by_name(value):
            self.remote.callbacks.append(value)
            return "call", len(self.remote.callbacks) - 1
        return None


def _size(value: Any) -> int:
    return int(getattr(value, "nbytes", 0)) if type(value).__name__ == "ndarray" else 0


def _is_changeable(value: Any) -> bool:
    return isinstance(value, (list, dict, set, bytearray)) or type(value).__name__ == "ndarray"


def _goes_by_name(function: Any) -> bool:
    """Tell whether the other side finds the same function in its own libraries."""
    owner = getattr(function, "__self__", None)
    if isinstance(owner, type):
        return owner.__module__ != "__main__"
    module = getattr(function, "__module__", None)
    if not isinstance(module, str) or module == "__main__":
        return False
    found: Any = sys.modules.get(module)
    for part in str(getattr(function, "__qualname__", "")).split("."):
        found = getattr(found, part, None)
    return found is function


class Remote:
    """Asks the student's process; one question at a time."""

    def __init__(self, channel: Channel, names: dict[str, Any]) -> None:
        self.channel = channel
        self.names = names
        self.handles: dict[int, Handle] = {}
        self.given: dict[int, str] = {}
        self.kept: list[Any] = []
        self.callbacks: list[Callable[..., Any]] = []
        self.gone = ""
        self.changed_arguments = False
        self.restore = True
        self.after_call: Callable[[], None] | None = None
        self.methods: dict[int, str] = {}
        self.readings: dict[tuple[int, str], Any] = {}
        self.verdicts: set[str] = set()
        self.random = RandomStates()
        self.depth = 0
        self.in_flight = False
        self.early: list[Any] = []

    def ask(self, question: str, *args: Any) -> Any:
        """Ask, and return the answer.

        Raises:
            StudentGone: the student's process is dead or breaks the protocol.
            CannotAskError: the question holds something that cannot be handed over.
            Exception: what the student's code raised, as a class known on this side.
        """
        self._land()
        if question in ("set", "set_item", "next", "run", "bind"):
            self.readings.clear()
        for state in self.random.news():
            self._exchange(self._pack(("random", *state)))
        return self._exchange(self._pack((question, *args)))[0]

    def call(self, target: Handle, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call an object of the student's; arguments changed in place change here too."""
        self.readings.clear()
        self._land()
        for state in self.random.news():
            self._exchange(self._pack(("random", *state)))
        values: dict[Any, Any] = {**dict(enumerate(args)), **kwargs}
        value, changed = self._exchange(self._pack(("call", target, list(args), kwargs)))
        if changed:
            self.changed_arguments = True
            if self.restore:
                for key, new in changed.items():
                    restore(values.get(key), new)
        if type(value) is bool and values and target._grader_number in self.methods:
            # `result.equals(expected)` leaves the verdict to the student's object.
            self.verdicts.add(self.methods[target._grader_number])
        if self.after_call is not None:
            self.after_call()
        return value

    def send(self, question: str, *args: Any) -> None:
        """Send a question whose answer `receive` fetches later."""
        self._send(self._pack((question, *args)))
        self.early = []
        self.in_flight = True

    def receive(self) -> Any:
        """Return the answer to `send`."""
        self._land()
        return self.early.pop()

    def _land(self) -> None:
        if self.in_flight:
            self.in_flight = False
            self.early = [self._answer()[0]]

    def share(self, names: frozenset[str]) -> None:
        """Note what the assignment's own code made on both sides under the same names."""
        known = sorted(name for name in names if name in self.names)
        for name in known:
            self.given[id(self.names[name])] = name
            self.kept.append(self.names[name])

    def _pack(self, question: tuple[Any, ...]) -> bytes:
        out = io.BytesIO()
        try:
            _Hand(out, self).dump(question)
        except StudentGone:
            raise
        except Exception as error:
            raise CannotAskError(
                f"a value cannot be handed to the student's process: {error}"
            ) from None
        return out.getvalue()

    def _send(self, data: bytes) -> None:
        if self.gone:
            raise StudentGone(self.gone)
        try:
            self.channel.send(data)
        except ClosedError as error:
            self._lose(str(error))

    def _lose(self, why: str) -> None:
        self.gone = self.gone or why
        raise StudentGone(self.gone)

    def _exchange(self, data: bytes) -> tuple[Any, dict[Any, Any]]:
        self._send(data)
        return self._answer()

    def _answer(self) -> tuple[Any, dict[Any, Any]]:
        while True:
            try:
                answer = decode(self.channel.receive(), self._handle)
            except (ClosedError, FrameError) as error:
                self._lose(str(error))
            match answer:
                case ("value", value, str(printed), dict(changed)):
                    self._print(printed)
                    return value, changed
                case ("raise", list(names), str() | tuple() as told, str(printed)):
                    self._print(printed)
                    raise self._exception(names, told)
                case ("call", int(number), tuple(args), dict(kwargs)):
                    self._call_back(number, args, kwargs)
                case _:
                    self._lose("an answer that does not fit the question")

    def _call_back(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Run a function of the test that the student's code was given, and send its value."""
        if not 0 <= number < len(self.callbacks) or self.depth > 50:
            self._lose("a call of a function that it was not given")
        self.depth += 1
        try:
            reply = ("value", self.callbacks[number](*args, **kwargs))
        except Exception as error:
            reply = ("raise", (type(error).__name__, str(error)))
        finally:
            self.depth -= 1
        self._send(self._pack(reply))

    def _handle(self, number: int) -> Handle:
        handle = self.handles.get(number)
        if handle is None:
            handle = self.handles[number] = Handle(self, number)
        return handle

    def _print(self, text: str) -> None:
        if text:
            sys.stdout.write(text)

    def _exception(self, names: list[Any], told: str | tuple[Any, ...]) -> Exception:
        """Return an exception with the text or the arguments that were told."""
        args = told if isinstance(told, tuple) else (told,)
        args = tuple(part for part in args if _is_simple(part))
        for name in names:
            kind = self._exception_class(name) if isinstance(name, str) else None
            if kind is not None:
                try:
                    # Arguments of a SyntaxError would choose the line that is reported.
                    return kind(str(args[0])) if issubclass(kind, SyntaxError) else kind(*args)
                except Exception:
                    continue
        return StudentError(*args)

    def _exception_class(self, name: str) -> type[Exception] | None:
        """Return the class that a name stands for, if it is one that code may raise as an error."""
        module, _, short = name.rpartition(".")
        found: object = None
        if module == "builtins":
            found = getattr(builtins, short, None)
        elif module == "__main__":
            found = self.names.get(short)
        elif module in ("numpy", "numpy.exceptions", "numpy.linalg"):
            found = getattr(importlib.import_module(module), short, None)
        elif module.startswith("tensorflow.python.framework.errors"):
            found = getattr(sys.modules.get("tensorflow.errors"), short, None)
        # `isinstance(found, type)` alone would let a handle in if handles ever pretended.
        if type(found) is not type or not issubclass(found, Exception):
            return None
        return None if found in (Exception, StopIteration, StopAsyncIteration) else found


def restore(target: Any, new: Any) -> None:
    """Bring a plain value to the state `new` in place, as far as their kinds agree."""
    if type(target) is not type(new):
        return
    if isinstance(target, list):
        target[:] = [
            _renewed(target[index], fresh) if index < len(target) else fresh
            for index, fresh in enumerate(new)
        ]
    elif isinstance(target, dict):
        items = {key: _renewed(target.get(key), fresh) for key, fresh in new.items()}
        target.clear()
        target.update(items)
    elif isinstance(target, set):
        target.clear()
        target.update(new)
    elif isinstance(target, bytearray):
        target[:] = new
    elif type(target).__name__ == "ndarray":
        fits = target.shape == new.shape and target.dtype == new.dtype
        if fits and target.flags.writeable:
            target[...] = new


def _is_simple(value: Any) -> bool:
    """Tell whether writing a value out is harmless: it runs nothing and stays short."""
    if type(value) is int:
        return bool(abs(value) < 2**64)
    return value is None or type(value) in (str, float, bool)


def _renewed(old: Any, fresh: Any) -> Any:
    """Return `old` brought to the state `fresh` if it can be, else `fresh`."""
    if type(old) is not type(fresh) or not _is_changeable(old):
        return fresh
    if type(old).__name__ == "ndarray" and not (
        old.shape == fresh.shape and old.dtype == fresh.dtype and old.flags.writeable
    ):
        return fresh
    restore(old, fresh)
    return old


class RandomStates:
    """Follows the random states that the instructor's code sets, to set them for the student too.

    Only explicit seeds are passed on: otherwise a student could foresee the test's random data.
    """

    def __init__(self) -> None:
        self.seeded: set[str] = set()
        self.sent: dict[str, Any] = {}
        self.waiting: list[tuple[str, Any]] = []

    def watch(self) -> None:
        """Notice every explicit seed from now on."""
        self._wrap(random, "seed", "python")
        if "numpy" in sys.modules:
            self._wrap(sys.modules["numpy"].random, "seed", "numpy")
        if "tensorflow" in sys.modules:
            self._wrap(sys.modules["tensorflow"].random, "set_seed", "tensorflow")
        if "keras" in sys.modules:
            self._wrap(sys.modules["keras"].utils, "set_random_seed", "keras")

    def _wrap(self, module: Any, name: str, kind: str) -> None:
        original = getattr(module, name)

        def seed(*args: Any, **kwargs: Any) -> Any:
            result = original(*args, **kwargs)
            if args or kwargs:
                self.seeded.add(kind)
                self.sent.pop(kind, None)
                if kind in ("tensorflow", "keras"):
                    self.waiting.append((kind, next(iter([*args, *kwargs.values()]))))
            return result

        setattr(module, name, seed)

    def news(self) -> list[tuple[str, Any]]:
        """Return the states that changed since the last call, in the order to set them."""
        states, self.waiting = self.waiting, []
        for kind in ("python", "numpy"):
            if kind in self.seeded:
                state = _state(kind)
                if kind not in self.sent or not _same(self.sent[kind], state):
                    self.sent[kind] = state
                    states.append((kind, state))
        return states

    def reseed(self, seed: int, test: str) -> None:
        """Before a test cell: make its random data unknown to the student, unless it has a seed.

        Each test has its own: the state after one test may be passed on for a given cell.
        """
        chance = random.Random(f"{seed} {test}")
        if "python" not in self.seeded:
            random.setstate(chance.getstate())
        if "numpy" not in self.seeded and "numpy" in sys.modules:
            np = sys.modules["numpy"]
            np.random.set_state(np.random.RandomState(chance.getrandbits(32)).get_state())

    def all_states(self) -> list[tuple[str, Any]]:
        """Return the present states, so that a given cell draws the same on both sides."""
        kinds = ["python", *(["numpy"] if "numpy" in sys.modules else [])]
        return [(kind, _state(kind)) for kind in kinds]


def _state(kind: str) -> Any:
    if kind == "python":
        return random.getstate()
    return sys.modules["numpy"].random.get_state()


def _same(one: Any, other: Any) -> bool:
    return str(one[0]) == str(other[0]) and pickle.dumps(one) == pickle.dumps(other)
