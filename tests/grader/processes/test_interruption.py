"""Where the signal stops the notebook's code: there only, and never in the middle of a message."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest

from grader.processes import interruption
from grader.processes.interpreter import Interpreter
from grader.processes.student import Server
from grader.protocol.remote import Remote
from tests.grader.protocol.connections import remote

WHY = "took longer than the grader waits"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = signal.getsignal(interruption.SIGNAL)
    yield
    signal.signal(interruption.SIGNAL, before)


def too_long() -> None:
    os.kill(os.getpid(), interruption.SIGNAL)


def served(code: str, ask: Callable[[Remote, dict[str, Any]], Any]) -> Any:
    """Serve a notebook's code in this thread, as its process does; return what another one asks."""
    asker, there = remote()
    interpreter = Interpreter()
    interpreter.names["too_long"] = too_long
    assert interpreter.run(code).error is None
    server = Server(there, interpreter)
    server.interruption.watch()
    found: Future[Any] = Future()

    def asking() -> None:
        try:
            asker.ask("begin")
            names = asker.ask("names", ["f", "g"])
            found.set_result(ask(asker, names))
        except BaseException as error:
            found.set_exception(error)
        finally:
            asker.channel.close()

    thread = threading.Thread(target=asking)
    thread.start()
    server.answer_all()
    thread.join()
    there.close()
    return found.result()


def outcome(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except TimeoutError as error:
        return str(error)


LOOPS = {
    "a loop": "def f(h):\n    too_long()\n    while True: pass",
    "a loop that prints": "def f(h):\n    too_long()\n    while True: print(1)",
    "a loop that calls the test": "def f(h):\n    too_long()\n    while True: h()",
    "a loop of numpy": (
        "import numpy as np\ndef f(h):\n    x = np.ones(1000)\n    too_long()\n"
        "    while True: x = np.sort(x)"
    ),
    "sleeping": (
        "import threading, time\ndef f(h):\n    threading.Timer(0.1, too_long).start()\n"
        "    time.sleep(1e9)"
    ),
    "a thread": (
        "import threading\nend = threading.Event()\ndef f(h):\n"
        "    loop = threading.Thread(target=end.wait, daemon=True)\n    loop.start()\n"
        "    threading.Timer(0.1, too_long).start()\n"
        "    try: loop.join()\n    finally: end.set()"
    ),
}


@pytest.mark.parametrize("name", LOOPS)
def test_an_endless_call_is_stopped_and_the_next_one_is_answered(name: str) -> None:
    def ask(asker: Remote, names: dict[str, Any]) -> list[Any]:
        called = [outcome(lambda: names["f"](lambda: 1)), outcome(lambda: names["g"](3))]
        return [*called, asker.ask("names", ["g"])["g"] is names["g"]]

    assert served(f"{LOOPS[name]}\ndef g(x): return x * x", ask) == [WHY, 9, True]


def test_what_comes_while_the_test_is_called_stops_where_its_value_arrives() -> None:
    code = "log = []\ndef f(h):\n    log.append(h())\n    log.append(2)\ndef g(): return log"

    def ask(_: Remote, names: dict[str, Any]) -> list[Any]:
        def called() -> int:
            too_long()
            return 1

        return [outcome(lambda: names["f"](called)), names["g"]()]

    assert served(code, ask) == [WHY, []]


def test_what_comes_between_two_questions_stops_the_next_call_of_this_test() -> None:
    """As where a test takes values from a generator that never ends."""
    code = "def f():\n    while True: yield 1\ndef g(x): return x * x"

    def ask(asker: Remote, names: dict[str, Any]) -> list[Any]:
        endless = iter(names["f"]())
        first = next(endless)
        too_long()
        return [first, asker.ask("names", ["f"]) != {}, outcome(lambda: next(endless)),
                outcome(lambda: names["g"](3))]  # fmt: skip

    assert served(code, ask) == [1, True, WHY, 9]


@pytest.mark.parametrize("question", [("begin",), ("run", "1")])
def test_what_came_too_late_stops_nothing_of_the_next_step(question: tuple[Any, ...]) -> None:
    def ask(asker: Remote, names: dict[str, Any]) -> Any:
        too_long()
        asker.ask(*question)
        return outcome(lambda: names["g"](3))

    assert served("def g(x): return x * x", ask) == 9


def test_messages_stay_whole() -> None:
    """Signals at all moments cost calls, never the connection."""
    code = "def f(h): return [h(n) for n in range(20)]\ndef g(x): return list(range(x))"
    busy = threading.Event()

    def storm() -> None:
        while not busy.wait(0.0005):
            too_long()

    def ask(_: Remote, names: dict[str, Any]) -> list[bool]:
        thread = threading.Thread(target=storm)
        thread.start()
        try:
            calls = [
                outcome(lambda: names["f"](lambda n: n)) in (WHY, list(range(20)))
                and outcome(lambda: names["g"](5000)) in (WHY, list(range(5000)))
                for _ in range(300)
            ]
        finally:
            busy.set()
            thread.join()
        return [all(calls), outcome(lambda: names["g"](3)) in (WHY, [0, 1, 2])]

    assert served(code, ask) == [True, True]


def test_a_recursion_without_end_is_stopped() -> None:
    """However deep it is."""
    code = (
        "import sys\nsys.setrecursionlimit(10**6)\ndepth = 0\ndef f(n):\n    global depth\n"
        "    depth = n\n    if n == 5000: too_long()\n    return f(n + 1)\ndef g(): return depth"
    )

    def ask(_: Remote, names: dict[str, Any]) -> list[Any]:
        return [outcome(lambda: names["f"](0)), names["g"]()]

    limit = sys.getrecursionlimit()
    try:
        assert served(code, ask) == [WHY, 5000]
    finally:
        sys.setrecursionlimit(limit)
