"""A connection to a student's process that a test plays, or that a thread serves."""

from __future__ import annotations

import io
import pickle
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from grader.processes.student import Server
from grader.protocol.abilities import Ability
from grader.protocol.channel import Channel
from grader.protocol.codec import encode
from grader.protocol.errors import CannotTellError
from grader.protocol.proxy import Proxy
from grader.protocol.remote import Remote


def remote() -> tuple[Remote, Channel]:
    here, there = socket.socketpair()
    return Remote(Channel(here, timeout=60), {}), Channel(there)


def answer(channel: Channel, *answers: object) -> None:
    for item in answers:
        channel.send(item if isinstance(item, bytes) else encode(item))


class _Reader(pickle.Unpickler):
    def persistent_load(self, pid: Any) -> Any:
        return pid


def asked(channel: Channel) -> Any:
    """Return the next question that comes, references in place of what they stand for."""
    return _Reader(io.BytesIO(channel.receive())).load()


class Played:
    """What a proxy asks, with the answers to it in their order."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[Any, ...]] = []
        self.refused: list[str] = []
        self.methods: dict[int, str] = {}
        self.readings: dict[tuple[int, str], Any] = {}
        self.verdicts: set[str] = set()

    def ask(self, question: str, target: Proxy, *args: Any) -> Any:
        self.asked.append((question, target._grader_number, *args))
        return self.answers.pop(0)

    def call(self, target: Proxy, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return self.ask("call", target, args, kwargs)

    def refuse(self, why: str) -> CannotTellError:
        self.refused.append(why)
        return CannotTellError(why)


class _Stream(io.StringIO):
    def take(self) -> str:
        return ""


class _Interpreter:
    def __init__(self, source: str) -> None:
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.stream = _Stream()
        exec(source, self.names)


@contextmanager
def conversation(source: str) -> Iterator[tuple[Remote, dict[str, Any]]]:
    """Yield a remote and what it finds under the names that a student's code binds."""
    asker, there = remote()
    interpreter: Any = _Interpreter(source)

    def serve() -> None:
        with there:  # closed after an error too: nobody waits for its answer
            Server(there, interpreter).answer_all()

    server = threading.Thread(target=serve)
    server.start()
    names = asker.ask("names", [name for name in interpreter.names if name[:2] != "__"])
    yield asker, {**names, "__name__": "__main__"}
    asker.channel.close()
    server.join(300)  # or for ever
    assert not server.is_alive()


Pair = tuple[Remote, Channel]


def value(of: object, printed: str = "", changed: dict[Any, Any] | None = None) -> Any:
    return "value", of, printed, changed or {}


def handle(number: int, abilities: Ability = Ability.CALLABLE) -> bytes:
    """Write an answer that is an object of the student's with this number."""
    return encode(value(object()), lambda _: number | abilities << 32)
