"""When a student's function is stopped: the time is made up, so that no clock decides."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from grader.processes.interpreter import Interpreter
from grader.processes.stopwatch import Stopwatch

CELL = """
def slow(act): return act()
def other(act): return act()
def below(act): return max(map(lambda _: slow(act), [1]))
def caught(act):
    try: return act()
    except TimeoutError: return "caught"
def generated(act): yield act()
def recursive(act, n=50): return recursive(act, n - 1) if n else act()
class Made:
    def method(self, act): return act()
"""


class Time:
    """A test of 100 s, whose cell calls functions that let time pass."""

    def __init__(self) -> None:
        self.interpreter = Interpreter()
        self.names = self.interpreter.names
        assert self.interpreter.run(CELL).error is None
        self.stopwatch = Stopwatch(self.names)
        self.stopwatch.limit = self.stopwatch.left = 100.0
        self.names["pass_time"] = self.passing

    def passing(self, seconds: float, looks: int = 2) -> Callable[[], str]:
        """Return what takes so long, while the stopwatch looks so many times."""

        def act() -> str:
            for _ in range(looks):
                self.stopwatch.spend(seconds / looks, sys._getframe(1))
            return "ended"

        return act

    def test(self, call: str) -> Any:
        """Run a call in a test cell; return its value, or its error's class."""
        outcome = self.interpreter.run(call)
        return type(outcome.error).__name__ if outcome.error else outcome.result


@pytest.fixture
def seconds() -> Time:
    return Time()


@pytest.mark.parametrize(
    "name",
    ["slow", "below", "recursive", "Made().method", "(lambda act: next(generated(act)))"],
)
def test_a_function_that_takes_half_of_the_time_is_stopped(name: str, seconds: Time) -> None:
    call = name + "(pass_time({}))"
    assert seconds.test(call.format(49)) == "ended"
    assert seconds.test(call.format(0.5)) == "ended"
    assert seconds.test(call.format(1)) == "TimeoutError"


def test_calls_add_up(seconds: Time) -> None:
    found = [seconds.test("slow(pass_time(10))") for _ in range(6)]
    assert found == ["ended"] * 4 + ["TimeoutError"] * 2


def test_another_function_may_take_half_of_what_is_left(seconds: Time) -> None:
    assert seconds.test("slow(pass_time(50))") == "TimeoutError"
    assert seconds.test("other(pass_time(24))") == "ended"
    assert seconds.test("slow(pass_time(1))") == "TimeoutError"
    assert seconds.test("other(pass_time(0.1))") == "ended"
    assert seconds.test("other(pass_time(1))") == "TimeoutError"


def test_a_short_call_is_not_stopped_even_of_a_function_that_was(seconds: Time) -> None:
    assert seconds.test("slow(pass_time(60))") == "TimeoutError"
    assert seconds.test("other(pass_time(1))") == "ended"
    assert seconds.test("slow(pass_time(0.01, looks=1))") == "ended"


def test_the_time_of_the_test_itself_stops_nothing(seconds: Time) -> None:
    assert seconds.test("def helper(act): return act()\nhelper(pass_time(99))") == "ended"
    assert seconds.test("pass_time(0.5)()\nslow(pass_time(0.1))") == "ended"


def test_what_catches_the_error_may_end(seconds: Time) -> None:
    """A right value that comes then is right, and another look stops it again."""
    assert seconds.test("caught(pass_time(60))") == "caught"


def test_each_test_begins_with_all_of_its_time(seconds: Time) -> None:
    assert seconds.test("slow(pass_time(60))") == "TimeoutError"
    seconds.stopwatch.start(0)
    seconds.stopwatch.limit = seconds.stopwatch.left = 100.0
    assert seconds.test("slow(pass_time(49))") == "ended"


def test_code_of_the_grader_is_stopped_where_it_ends(seconds: Time) -> None:
    """As when a function of the test's is called: half an answer must not be read."""
    where: dict[str, Any] = {"__name__": "grader.processes.student", "log": []}
    exec("def asking(act):\n    act()\n    log.append('read')", where)

    def check() -> None:
        seconds.stopwatch.check(sys._getframe(1))

    seconds.names |= {"asking": where["asking"], "check": check}
    long = "lambda: asking(pass_time(60))"
    assert seconds.test(f"slow({long})") is None and where["log"] == ["read"]
    assert seconds.test("other(check)") is None
    assert seconds.test("slow(check)") == "TimeoutError"


def test_time_is_what_either_process_works(seconds: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not what both wait, and that of several threads once."""
    now = {"process_time": 5.0, "monotonic": 7.0}
    for name in now:
        monkeypatch.setattr(f"time.{name}", lambda name=name: now[name])
    stopwatch = seconds.stopwatch
    stopwatch.start(100)
    stopwatch.start(0)  # no signals: they are sent by hand
    stopwatch.left = 100.0
    for worked, passed, elsewhere, left in [(1, 9, 0, 99), (8, 2, 0, 97), (1, 9, 3, 93)]:
        now["process_time"] += worked
        now["monotonic"] += passed
        stopwatch.elsewhere += elsewhere
        stopwatch._look(0, None)
        assert stopwatch.left == left
