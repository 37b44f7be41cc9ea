"""Large lists come in batches, and threads on both sides may call each other."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from grader.protocol.remote import Remote
from tests.grader.protocol.connections import conversation


def counted(asker: Remote) -> list[int]:
    """Return a list that gets an item for each question from now on."""
    sent: list[int] = []
    real = asker.channel.send

    def send(data: bytes) -> None:
        sent.append(len(data))
        real(data)

    asker.channel.send = send  # type: ignore[method-assign]
    return sent


LARGE = """
from grader.processes.student import Opaque
def large(n): return Opaque([[i] for i in range(n)])
def wide(): return Opaque([(1,) * 70_000 for _ in range(30)])
kept = list(range(20_000))
def numbers(): return Opaque(kept)
def longer(): kept.append(kept[-1] + 1)
"""


def test_a_list_that_is_too_large_to_travel_comes_in_batches() -> None:
    with conversation(LARGE) as (asker, names):
        sent = counted(asker)
        exec("result = [item[0] for item in large(100_000)]", names)
        assert names["result"] == list(range(100_000))
        assert len(sent) < 60, "a question for each item"
        exec("result = 99_999 in map(max, large(100_000)), [5] in large(9), len(large(7))", names)
        assert names["result"] == (True, True, 7)
        exec("result = sum(map(len, wide())), list(large(0)), next(iter(large(3)))", names)
        assert names["result"] == (30 * 70_000, [], [0])
        assert asker.cannot_tell == []


def test_a_list_that_grows_while_a_test_goes_through_it_is_followed() -> None:
    with conversation(LARGE) as (asker, names):
        source = "result = []\nfor x in numbers():\n    result.append(x)\n"
        exec(source + "    if x in (5, 20_000): longer()", names)
        assert names["result"] == list(range(20_002))
        exec("a, b = iter(numbers()), iter(numbers())\nresult = [*zip(a, b)][-1]", names)
        assert names["result"] == (20_001, 20_001)
        assert asker.cannot_tell == []


NESTED = """
from concurrent.futures import ThreadPoolExecutor
def in_threads(f, values):
    with ThreadPoolExecutor(4) as pool: return list(pool.map(f, values))
def apply(f, *args): return f(*args)
def double(x): return 2 * x
"""
# Each deadlocked: who waited for a thread held what that thread needed.
THREADED = [
    # A function of the test asks; what is asked for calls the test back, in threads.
    "apply(lambda: in_threads(lambda x: x + 1, range(9)))",
    # A function of the test asks, in threads.
    "apply(lambda: own_threads(double, range(9)))",
    "in_threads(lambda x: own_threads(double, range(x)), range(5))",
    "in_threads(lambda x: in_threads(lambda y: double(x + y), range(3)), range(5))",
    "own_threads(lambda x: in_threads(lambda y: own_threads(double, [x, y]), range(3)), range(5))",
    "own_threads(lambda x: apply(lambda y: apply(lambda z: z + x, y), 1), range(9))",
]


@pytest.mark.parametrize("expression", THREADED)
def test_threads_on_both_sides_call_each_other(expression: str) -> None:
    own = NESTED[: NESTED.index("def apply")].replace("in_threads", "own_threads")
    with conversation(NESTED) as (asker, names):
        whole: dict[str, Any] = {"__name__": "__main__"}
        exec(NESTED + own + f"result = {expression}", whole)
        worker = threading.Thread(
            target=lambda: exec(f"{own}result = {expression}", names), daemon=True
        )
        worker.start()
        worker.join(300)  # a deadlock has no end
        assert names.get("result") == whole["result"], "a deadlock"
        assert asker.cannot_tell == []
