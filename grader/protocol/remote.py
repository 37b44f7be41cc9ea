"""The trusted side of the connection to the student's process.

What comes back is plain data, or a number that becomes a `Proxy`. No class, no verdict and no code
of the other side is ever believed.
"""

from __future__ import annotations

import builtins
import importlib
import io
import sys
import threading
from collections.abc import Callable
from typing import Any

from grader.protocol.abilities import Ability
from grader.protocol.changes import restore
from grader.protocol.channel import Channel, ClosedError
from grader.protocol.decoder import decode
from grader.protocol.errors import CannotTellError, StudentError, StudentGone
from grader.protocol.plain import FrameError
from grader.protocol.proxy import Proxy
from grader.protocol.proxy_classes import proxy_class
from grader.protocol.random_state import RandomStates
from grader.protocol.requests import RequestPickler

# Questions that change nothing on the other side, unless the student's code does so on the quiet.
_READING = (
    "get",
    "item",
    "items",
    "convert",
    "names",
    "instance",
    "subclass",
    "random",
    "given",
    "modules",
)


class Remote:
    """Ask the student's process; one question at a time."""

    def __init__(self, channel: Channel, names: dict[str, Any]) -> None:
        self.channel = channel
        self.names = names
        self.proxies: dict[int, Proxy] = {}
        self.given: dict[int, str] = {}
        self.kept: list[Any] = []
        self.callbacks: list[Callable[..., Any]] = []
        self.gone = ""
        # Changes in place that the student's functions made, as (function, argument); they are
        # made on this side as well where `may_change` has them (None: everywhere).
        self.changed: set[tuple[str, str]] = set()
        self.may_change: frozenset[tuple[str, str]] | None = None
        self.before_call: Callable[[], None] | None = None
        self.after_call: Callable[[], None] | None = None
        self.methods: dict[int, str] = {}
        self.readings: dict[tuple[int, str], Any] = {}
        self.verdicts: set[str] = set()
        # Why the test that runs now cannot be judged; to be emptied before each test.
        self.cannot_tell: list[str] = []
        self.random = RandomStates()
        # A test may have threads. Who holds the lock sends, and reads what comes then. Functions
        # of the test that run because the student's code called them; the present one is last.
        self.lock = threading.RLock()
        self.turn = threading.Condition(self.lock)
        self.called: list[object] = []
        self.in_flight = False
        self.pending_answer: list[Any]  # to what was sent, once it has come

    def ask(self, question: str, *args: Any) -> Any:
        """Ask, and return the answer.

        Raises:
            StudentGone: the student's process is dead or breaks the protocol.
            CannotTellError: the question holds something that cannot be handed over.
            Exception: what the student's code raised, as a class known on this side.
        """
        with self.lock:
            self._collect_pending()
            if question not in _READING:
                self.readings.clear()
            for state in self.random.changed_states():
                self._exchange(self._pack(("random", *state)))
            return self._exchange(self._pack((question, *args)))[0]

    def refuse(self, why: str) -> CannotTellError:
        """Note that the test that runs now cannot be judged, and return the error to raise."""
        if why not in self.cannot_tell:
            self.cannot_tell.append(why)
        return CannotTellError(why)

    def call(self, target: Proxy, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call an object in the student's process; arguments changed in place change here too."""
        values: dict[Any, Any] = {**dict(enumerate(args)), **kwargs}
        if self.before_call is not None:
            self.before_call()
        with self.lock:
            self.readings.clear()
            self._collect_pending()
            for state in self.random.changed_states():
                self._exchange(self._pack(("random", *state)))
            value, changed = self._exchange(self._pack(("call", target, list(args), kwargs)))
        for key, new in changed.items():
            change = (self._name_of(target), str(key))
            self.changed.add(change)
            if self.may_change is None or change in self.may_change:
                restore(values.get(key), new)
        if type(value) is bool and values and target._grader_number in self.methods:
            # `result.equals(expected)` leaves the verdict to the student's object.
            self.verdicts.add(self.methods[target._grader_number])
        if self.after_call is not None:
            self.after_call()
        return value

    def _name_of(self, target: Proxy) -> str:
        """Return what a test calls a function of the student's by."""
        known = self.methods.get(target._grader_number, "")
        return next((name for name, value in self.names.items() if value is target), known)

    def send(self, question: str, *args: Any) -> None:
        """Send a question whose answer `receive` fetches later."""
        self._send(self._pack((question, *args)))
        self.in_flight = True

    def receive(self) -> Any:
        """Return the answer to `send`."""
        with self.lock:
            self._collect_pending()
            return self.pending_answer.pop()

    def _collect_pending(self) -> None:
        if self.in_flight:
            self.in_flight = False
            self.pending_answer = [self._answer()[0]]

    def share(self, names: frozenset[str]) -> None:
        """Note what the assignment's own code made on both sides under the same names."""
        known = sorted(name for name in names if name in self.names)
        for name in known:
            self.given[id(self.names[name])] = name
            self.kept.append(self.names[name])

    def _pack(self, question: tuple[Any, ...]) -> bytes:
        out = io.BytesIO()
        try:
            RequestPickler(out, self.given, self.callbacks).dump(question)
        except Exception as error:
            raise self.refuse(
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
                answer = decode(self.channel.receive(), self._proxy)
            except (ClosedError, FrameError) as error:
                self._lose(str(error))
            match answer:
                case ("value", value, str(printed), dict(changed)):
                    self._print(printed)
                    return value, changed
                case ("raise", list(names), str() | tuple() as message, str(printed)):
                    self._print(printed)
                    raise self._exception(names, message)
                case ("refused", str(why)):
                    raise self.refuse(f"the student's process cannot take it: {why[:300]}")
                case ("call", int(number), tuple(args), dict(kwargs)):
                    self._call_back(number, args, kwargs)
                case _:
                    self._lose("an answer that does not fit the question")

    def _call_back(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Run a function of the test that the student's code was given, and send its value.

        The lock is not held meanwhile: its threads may ask. What their questions lead to has its
        value first, since the other side waits for that.
        """
        if not 0 <= number < len(self.callbacks) or len(self.called) > 50:
            self._lose("a call of a function that it was not given")
        this = object()
        self.called.append(this)
        self.lock.release()
        try:
            reply = ("value", self.callbacks[number](*args, **kwargs))
        except Exception as error:
            reply = ("raise", (type(error).__name__, str(error)))
        finally:
            self.lock.acquire()
            self.turn.wait_for(lambda: self.called[-1] is this)
            self.called.pop()
            self.turn.notify_all()
        self._send(self._pack(reply))

    def _proxy(self, handle: int) -> Any:
        """Return the proxy of an object by its number, above which stand its abilities."""
        number, abilities = handle & 0xFFFFFFFF, handle >> 32
        if abilities & Ability.GIVEN:
            if number >= len(self.callbacks):
                self._lose("a function that it was not given")
            return self.callbacks[number]
        proxy = self.proxies.get(number)
        if proxy is None:
            proxy = self.proxies[number] = proxy_class(abilities)(self, number)
        return proxy

    def _print(self, text: str) -> None:
        if text:
            sys.stdout.write(text)

    def _exception(self, names: list[Any], message: str | tuple[Any, ...]) -> Exception:
        """Return an exception with the text or the arguments that were sent."""
        args = message if isinstance(message, tuple) else (message,)
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
        if module == "builtins":
            found: object = getattr(builtins, short, None)
        elif module == "__main__":
            found = self.names.get(short)
        elif module in ("numpy", "numpy.exceptions", "numpy.linalg"):
            found = getattr(importlib.import_module(module), short, None)
        elif module.startswith("tensorflow.python.framework.errors"):
            found = getattr(sys.modules.get("tensorflow.errors"), short, None)
        else:
            return None
        # `isinstance(found, type)` alone would let a proxy in if proxies ever pretended.
        if type(found) is not type or not issubclass(found, Exception):
            return None
        return None if found in (Exception, StopIteration, StopAsyncIteration) else found


def _is_simple(value: Any) -> bool:
    """Return whether writing a value out is harmless: it runs nothing and stays short."""
    if type(value) is int:
        return bool(abs(value) < 2**64)
    return value is None or type(value) in (str, float, bool)
