"""The student's process: runs the student's cells and answers questions about what they made.

Nothing here is trusted by the other side: student code may replace every line of it. It can
change which answers are given, and an answer is only ever plain data.
"""

from __future__ import annotations

import builtins
import hashlib
import importlib
import io
import pickle
import sys
import threading
from collections.abc import Callable
from typing import Any

from grader.notebook.cells import Cell
from grader.processes.interpreter import Interpreter
from grader.processes.seeds import seed_everything, set_random
from grader.processes.verdicts import Trouble, judge
from grader.protocol.abilities import Ability, abilities_of
from grader.protocol.callbacks import Description, as_described
from grader.protocol.channel import Channel, ClosedError
from grader.protocol.codec import Encoded, encode, encoded
from grader.protocol.operations import OPERATIONS
from grader.protocol.plain import MAX_FRAME, MAX_ITEMS

_SIMPLE = (str, int, float, bool, type(None))


class RequestUnpickler(pickle.Unpickler):
    """Read what the trusted side hands over; numbers stand for objects of this side."""

    def __init__(self, data: bytes, server: Server) -> None:
        super().__init__(io.BytesIO(data))
        self.server = server

    def persistent_load(self, pid: Any) -> Any:
        """Return the object that a reference names."""
        kind, key = pid
        if kind == "object":
            return self.server.objects[key]
        if kind == "given":
            return self.server.given[key]
        if kind == "module":
            return importlib.import_module(key)
        return self.server.callback(*key)


class Opaque:
    """Mark a value that travels as a number, though it may look plain."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Server:
    """Answer the questions of one connection."""

    def __init__(self, channel: Channel, interpreter: Interpreter) -> None:
        self.channel = channel
        self.interpreter = interpreter
        self.objects: list[Any] = []
        self.numbers: dict[int, int] = {}
        self.given: dict[str, Any] = {}
        self.callbacks: dict[int, Callable[..., Any]] = {}
        # The questions that are being answered, the present one last, and who may send: threads
        # may call back. Who holds the lock sends, and reads what comes then.
        self.questions: list[object] = []
        self.lock = threading.RLock()
        self.turn = threading.Condition(self.lock)

    def number_of(self, value: object) -> int:
        """Return the number that stands for an object; the object is kept."""
        if type(value) is Opaque:
            value = value.value
        number = self.numbers.get(id(value))
        if number is None:
            number = len(self.objects) | abilities_of(value) << 32
            self.numbers[id(value)] = number
            self.objects.append(value)
        return number

    def callback(self, number: int, about: Description) -> Callable[..., Any]:
        """Return the function that stands for a function of the trusted side."""
        if number not in self.callbacks:
            function = as_described(self.call_back, number, about)
            self.callbacks[number] = function
            self.numbers[id(function)] = number | Ability.GIVEN << 32
        return self.callbacks[number]

    def call_back(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function on the other side, from any thread while a question is open."""
        with self.lock:
            if not self.questions:
                raise RuntimeError("a function of a test is called after the test")
            self.send(("call", number, args, kwargs))
            message = self.receive()
            while message[0] not in ("value", "raise"):
                # The function called there asks this side something before it answers.
                self.reply(message)
                message = self.receive()
        kind, value = message
        if kind == "raise":
            raise getattr(builtins, value[0], RuntimeError)(value[1])
        return value

    def send(self, answer: object) -> None:
        """Send an answer."""
        self.channel.send(encode(answer, self.number_of))

    def receive(self) -> Any:
        """Return the next question."""
        return RequestUnpickler(self.channel.receive(), self).load()

    def answer_all(self) -> None:
        """Answer until the connection ends."""
        while True:
            try:
                question = self.receive()
            except ClosedError:
                return
            except BaseException as error:
                self.send(("refused", f"{type(error).__name__}: {error}"[:300]))
                continue
            self.interpreter.stream.take()
            try:
                with self.lock:
                    self.reply(question)
            except ClosedError:
                return

    def reply(self, question: tuple[Any, ...]) -> None:
        """Answer one question; the lock is held, but not while the student's code runs.

        Threads may call back then, and the question that such a call brings is answered first.
        """
        this = object()
        self.questions.append(this)
        self.lock.release()
        failed: BaseException | None = None
        try:
            value, changed = self.answer(*question)
        except ClosedError:
            raise
        except BaseException as error:
            failed = error
        finally:
            self.lock.acquire()
            self.turn.wait_for(lambda: self.questions[-1] is this)
            self.questions.pop()
            self.turn.notify_all()
        try:
            if failed is not None:
                raise failed
            self.send(("value", self.fitting(value), self.interpreter.stream.take(), changed))
        except ClosedError:
            raise
        except BaseException as error:
            self.send_error(error)

    def fitting(self, value: Any) -> Any:
        """Return a value as it is to be sent: as a number if it is too large or too deep."""
        try:
            return encoded(value, self.number_of, MAX_FRAME // 2)
        except Exception:
            return Opaque(value)

    def send_error(self, error: BaseException) -> None:
        """Send an exception: the names of its class and bases, and its text."""
        names = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__]
        try:
            message: Any = str(error)[:2000]
            if error.args and all(type(part) in _SIMPLE for part in error.args):
                message = error.args if len(message) < 2000 and len(error.args) <= 5 else message
        except BaseException:
            message = ""
        self.send(("raise", names[:20], message, self.interpreter.stream.take()))

    def answer(self, question: str, *args: Any) -> tuple[Any, dict[Any, Any]]:
        """Return the answer, and those arguments that the student's function changed in place."""
        if question == "call":
            return self.call(*args)
        return (OPERATIONS.get(question) or getattr(self, f"do_{question}"))(*args), {}

    def call(self, target: Any, args: list[Any], kwargs: dict[str, Any]) -> tuple[Any, Any]:
        """Call an object; notice arguments that change."""
        values = [*enumerate(args), *kwargs.items()]
        before = {key: fingerprint(value) for key, value in values}
        result = target(*args, **kwargs)
        changed = {k: v for k, v in values if before[k] is not None and fingerprint(v) != before[k]}
        return result, changed

    def do_run(self, source: str) -> Any:
        """Run a cell; return how it ended and what it printed."""
        outcome = self.interpreter.run(source)
        if outcome.error is None:
            return [True, "", "", outcome.output, 0]
        try:
            text = str(outcome.error)[:2000]
        except BaseException:
            text = ""
        return [False, type(outcome.error).__name__, text, outcome.output, outcome.line]

    def do_test(self, cell: Cell, graded: bool, troubles: list[Trouble]) -> Any:
        """Run a test cell beside the student's code; return its points and what it told."""
        outcome = self.interpreter.run(cell.source)
        found = judge(cell, outcome, self.interpreter.text_of, graded=graded, troubles=troubles)
        return [float(found.score), found.reason, found.detail or found.reason, found.is_number]

    def do_names(self, names: list[str]) -> Any:
        """Return the values of those of the names that exist.

        A value that is too large must not cost those of the other questions.
        """
        found: dict[str, Any] = {}
        size = items = 0
        for name in names:
            if name in self.interpreter.names:
                value = self.fitting(self.interpreter.names[name])
                if type(value) is Encoded:
                    size, items = size + len(value), items + value.items
                    if size > MAX_FRAME // 2 or items > MAX_ITEMS // 2:
                        size, items = size - len(value), items - value.items
                        value = Opaque(self.interpreter.names[name])
                found[name] = value
        return found

    def do_given(self, names: list[str]) -> None:
        """Remember what the assignment's own cells made, under its name."""
        self.given |= {
            name: self.interpreter.names[name] for name in names if name in self.interpreter.names
        }

    def do_bind(self, values: dict[str, Any]) -> None:
        """Set variables."""
        self.interpreter.names.update(values)

    def do_random(self, kind: str, state: Any) -> None:
        """Set a library's random state as the test cell set it."""
        set_random(kind, state)

    def do_modules(self) -> list[str]:
        """Return the names of the imported modules (asked of the instructor's solution only)."""
        return [str(name) for name in list(sys.modules)]


def fingerprint(value: Any) -> bytes | None:
    """Return a digest of a changeable plain value, None for what cannot change or is an object."""
    kinds: tuple[type, ...] = (list, dict, set, bytearray)
    if not isinstance(value, kinds) and type(value).__name__ != "ndarray":
        return None
    try:
        data = encode(value, lambda part: id(part) & 0xFFFFFFFF)
        return hashlib.blake2b(data, digest_size=16).digest()
    except Exception:
        return None


def serve(channel: Channel, interpreter: Interpreter, output_chars: int, seed: int) -> None:
    """Answer the questions that come over `channel` until it closes."""
    interpreter.capture(output_chars)
    channel.send(encode("ready"))
    seed_everything(seed)
    Server(channel, interpreter).answer_all()
