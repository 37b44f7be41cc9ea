"""A part of a test that never ends: it loses its own points, and the others are still tried."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.notebook.assignment import Assignment
from grader.session import clock, doctor
from tests.grader.conftest import FAST, Grade, assignment_of
from tests.grader.samples import as_bytes, cell, notebook, solution, submission
from tests.grader.samples import test_cell as check

# What loops is stopped after half of this: what must not end before that takes milliseconds.
LIMITS = replace(FAST, question_seconds=1.5)
PARTS = """
import contextlib
@contextlib.contextmanager
def part(points):
    try:
        yield
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
    else:
        earned.append(points)
"""
THREE = """
earned = []
with part(1):
    assert before(2) == 4
with part(2):
    for number in range(3, 8):
        assert slow(number, lambda x: x * x) == number * number
with part(4):
    assert after(3) == 9
### BEGIN HIDDEN TESTS
for number in range(10):
    with part(0):
        assert slow(number, lambda x: x * x) == number * number
with part(8):
    assert after(5) == 25
### END HIDDEN TESTS
sum(earned)
"""
HELPERS = "def before(x): return x * x\ndef after(x): return x * x\n"
MODEL = f"### BEGIN SOLUTION\n{HELPERS}def slow(x, square): return square(x)\n### END SOLUTION"
RAW = notebook(
    [
        cell(PARTS),
        solution("a", MODEL),
        check("parts", 15, THREE),
        solution("b", "### BEGIN SOLUTION\nb = 3\n### END SOLUTION"),
        check("next", 1, "assert b == 3"),
    ]
)


@pytest.fixture(autouse=True)
def only_work_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is counted of what the processes wait for a processor, however long that is."""
    monkeypatch.setattr(clock, "LEAST", 0.0)


@pytest.fixture(scope="module")
def three(finding: doctor.Finding, tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return assignment_of(RAW, tmp_path_factory.mktemp("slow"), finding)


def answered(slow: str) -> bytes:
    """Hand in right answers to all but one part; IN_PLAIN says whether tests run beside them."""
    code = HELPERS + slow.replace("IN_PLAIN", '"earned" in globals()')
    return as_bytes(submission(RAW, {"a": code, "b": "b = 3"}))


@pytest.mark.parametrize(
    "slow",
    {
        "a loop": "def slow(x, square):\n    while True: pass",
        "a loop over a test's function": "def slow(x, square):\n    while square(3) < 10: pass",
        "a loop that prints": "def slow(x, square):\n    while True: print(x)",
        "its own TimeoutError": "def slow(x, square): raise TimeoutError('took longer than 1 s')",
    }.items(),
    ids=lambda case: case[0],
)
def test_the_other_parts_keep_their_points(
    slow: tuple[str, str], three: Assignment, grade: Grade
) -> None:
    row = grade(three, answered(slow[1]), LIMITS)
    parts = row["questions"]["parts"]
    assert [parts[run]["score"] for run in ("split", "plain")] == [13.0, 13.0], parts
    assert (parts["score"], parts["review"]) == (13.0, False), parts
    assert "took longer than" in parts["reason"], parts
    assert row["questions"]["next"]["score"] == 1.0 and row["status"] == "graded", row
    assert not [note for note in row["notes"] if "stopped" in note]


@pytest.mark.parametrize(
    "slow",
    {
        "a loop in C": "import itertools\ndef slow(x, square): return sum(itertools.repeat(0))",
        "no signals": "import signal\ndef slow(x, square):\n"
        "    signal.signal(signal.SIGPROF, signal.SIG_IGN)\n    while True: pass",
        "no stopwatch": "from grader.processes.stopwatch import Stopwatch\n"
        "def slow(x, square):\n    Stopwatch.spend = lambda *_: None\n    while True: pass",
    }.items(),
    ids=lambda case: case[0],
)
def test_who_cannot_be_stopped_loses_the_question(
    slow: tuple[str, str], three: Assignment, grade: Grade
) -> None:
    """Within the question's time; the next question is graded."""
    row = grade(three, answered(slow[1]), LIMITS)
    parts = row["questions"]["parts"]
    assert (parts["score"], parts["review"]) == (0.0, False), parts
    assert parts["split"]["detail"] == "took longer than 1.5 s", parts
    assert row["questions"]["next"]["split"]["score"] == 1.0, row


@pytest.mark.parametrize(
    ("slow", "split", "plain"),
    [
        ("while IN_PLAIN: pass", 15.0, 13.0),
        ("while not IN_PLAIN: pass", 13.0, 15.0),
        ("if IN_PLAIN: __import__('os')._exit(0)", 15.0, 0.0),
        ("if not IN_PLAIN: __import__('os')._exit(0)", 0.0, 15.0),
    ],
)
def test_being_slow_in_one_run_earns_nothing(
    slow: str, split: float, plain: float, three: Assignment, grade: Grade
) -> None:
    """At most the lower score, and as it may be forged a person looks, unless it is 0."""
    row = grade(three, answered(f"def slow(x, square):\n    {slow}\n    return x * x"), LIMITS)
    parts = row["questions"]["parts"]
    assert [parts[run]["score"] for run in ("split", "plain")] == [split, plain], parts
    assert parts["score"] in (0.0, min(split, plain)), parts
    assert parts["review"] == (plain > 0), parts


def test_the_time_of_cells_that_are_no_tests_is_theirs_alone(
    three: Assignment, grade: Grade
) -> None:
    """An answer that computes for more than half of the time is not stopped."""
    burn = "import time\nstart = time.process_time()\nwhile time.process_time() - start < 1: pass"
    row = grade(three, answered(f"def slow(x, square): return square(x)\n{burn}"), LIMITS)
    assert row["score"] == 16.0, row
