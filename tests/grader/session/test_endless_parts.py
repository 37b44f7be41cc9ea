"""A part of a test that never ends: it loses its own points, and the others are still tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from grader.notebook.assignment import Assignment
from grader.records import Row
from grader.session import clock, doctor, watch
from tests.grader.conftest import FAST, Grade, assignment_of
from tests.grader.samples import Raw, as_bytes, cell, notebook, solution
from tests.grader.samples import submission as answered
from tests.grader.samples import test_cell as check

# What never ends is interrupted after this; all else takes milliseconds.
LIMITS = replace(FAST, question_seconds=1.0)
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
def drawn(values):
    for value in values:
        if value != 9: break
    return value
"""
FOUR = """
earned = []
with part(1):
    assert before(2) == 4
with part(2):
    assert FIRST == 9
### BEGIN HIDDEN TESTS
with part(4):
    assert SECOND == 9
with part(8):
    assert after(5) == 25
### END HIDDEN TESTS
sum(earned)
"""
HELPERS = "def before(x): return x * x\ndef after(x): return x * x\n"
LOOPS = {
    "loop": "while True: pass",
    "calling": "while square(3) == 9: pass",
    "sleeping": "import time\n    time.sleep(1e9)",
    "waiting": (
        "import threading\n    wait = threading.Event().wait\n"
        "    loop = threading.Thread(target=wait, daemon=True)\n"
        "    loop.start()\n    loop.join()"
    ),
}


@pytest.fixture(autouse=True)
def only_work_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is counted of what the processes wait for a processor, however long that is.

    And there is much time after an interruption, beside the question's.
    """
    monkeypatch.setattr(watch, "SHARE", 1 / 2)
    monkeypatch.setattr(clock, "LEAST", 0.0)


def parts_of(name: str, first: str, second: str) -> Raw:
    return check(name, 15, FOUR.replace("FIRST", first).replace("SECOND", second))


def model(name: str, source: str) -> Raw:
    return solution(name, f"### BEGIN SOLUTION\n{source}\n### END SOLUTION")


def scores(row: Row) -> dict[str, Any]:
    """Return of each question what the runs give, and whether a person looks."""
    return {
        name: (found["split"]["score"], found["plain"]["score"], found["review"])
        for name, found in row["questions"].items()
    }


@pytest.mark.proof
def test_loops_of_all_kinds_cost_their_parts(
    finding: doctor.Finding, grade: Grade, tmp_path: Any
) -> None:
    cells = [cell(PARTS), model("help", HELPERS)]
    given = {"help": HELPERS}
    for name, loop in LOOPS.items():
        cells.append(model(name, f"def {name}(x, square): return square(x)"))
        given[name] = f"def {name}(x, square):\n    {loop}"
        cells.append(parts_of(f"{name}_test", f"{name}(3, lambda x: x * x)", "after(3)"))
    cells.append(model("values", "def values():\n    yield 9"))
    given["values"] = "def values():\n    while True: yield 9"
    cells.append(parts_of("values_test", "drawn(values())", "after(3)"))
    cells.append(model("both", "def both(x): return 9"))
    given["both"] = "def both(x):\n    while x: pass"
    cells.append(parts_of("both_test", "both(1)", "both(2)"))
    raw = notebook(cells)
    row = grade(assignment_of(raw, tmp_path, finding), as_bytes(answered(raw, given)), LIMITS)
    tests = [f"{name}_test" for name in (*LOOPS, "values")]
    assert scores(row) == {
        **dict.fromkeys(tests, (13.0, 13.0, False)), "both_test": (9.0, 9.0, False)
    }, row  # fmt: skip
    for found in row["questions"].values():
        assert found["reason"] == "TimeoutError: took longer than the grader waits", row
        assert found["detail"].endswith("(calls were interrupted)"), row
    assert row["status"] == "graded" and row["notes"] == [], row


RAW = notebook(
    [
        cell(PARTS),
        model("slow", f"{HELPERS}def slow(x): return 9"),
        parts_of("parts", "slow(1)", "after(3)"),
        model("next", "def following(): return 3"),
        check("following", 1, "assert following() == 3"),
        cell("from_it = following()"),
        check("last", 1, "assert before(2) == 4"),
    ]
)


@pytest.fixture(scope="module")
def four(finding: doctor.Finding, tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return assignment_of(RAW, tmp_path_factory.mktemp("endless"), finding)


def with_slow(slow: str, following: str = "return 3") -> bytes:
    """Hand in right answers to all but one part; IN_PLAIN says whether tests run beside them."""
    code = HELPERS + slow.replace("IN_PLAIN", '"earned" in globals()')
    return as_bytes(answered(RAW, {"slow": code, "next": f"def following(): {following}"}))


@pytest.mark.proof
@pytest.mark.parametrize(
    "slow",
    [
        "def slow(x):\n    while True:\n        try:\n            while x: x += 1\n"
        "        except Exception: pass",
        "import itertools\ndef slow(x): return sum(itertools.repeat(0))",
        "import signal\ndef slow(x):\n    signal.signal(signal.SIGUSR1, signal.SIG_IGN)\n"
        "    while True: pass",
    ],
    ids=["errors caught", "code in C", "no signals"],
)
def test_who_cannot_be_interrupted_loses_the_question(
    slow: str, four: Assignment, grade: Grade
) -> None:
    """And nothing else."""
    row = grade(four, with_slow(slow), LIMITS)
    lost, good = (0.0, 0.0, False), (1.0, 1.0, False)
    assert scores(row) == {"parts": lost, "following": good, "last": good}, row
    assert row["questions"]["parts"]["split"]["detail"] == "took longer than 1 s", row


@pytest.mark.parametrize(
    ("slow", "split", "plain"),
    [
        pytest.param("while IN_PLAIN: pass", 15.0, 13.0, marks=pytest.mark.proof),
        ("while not IN_PLAIN: pass", 13.0, 15.0),
    ],
)
def test_being_endless_in_one_run_earns_nothing(
    slow: str, split: float, plain: float, four: Assignment, grade: Grade
) -> None:
    """It could change what the plain run says, so that nothing counts until a person has looked."""
    row = grade(four, with_slow(f"def slow(x):\n    {slow}\n    return 9"), LIMITS)
    parts = row["questions"]["parts"]
    assert scores(row)["parts"] == (split, plain, True) and parts["score"] == 0, row


@pytest.mark.proof
def test_cells_that_are_no_tests_are_not_interrupted(
    four: Assignment, grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A given cell ends the process; then what was interrupted before does not run again."""
    runs: list[tuple[str, set[int]]] = []

    def recorded(task: Any, seconds: float, skip: Sequence[int], *, mode: Any) -> Any:
        runs.append((mode, set(skip)))
        return run(task, seconds, skip, mode=mode)

    run = watch.run_pass
    monkeypatch.setattr("grader.session.submission.run_pass", recorded)
    once = "\n    global calls\n    calls += 1\n    while calls > 1: pass\n    return 3\ncalls = 0"
    row = grade(four, with_slow("def slow(x):\n    while True: pass", once), LIMITS)
    assert scores(row) == {
        "parts": (13.0, 13.0, False), "following": (1.0, 1.0, False), "last": (1.0, 1.0, False)
    }, row  # fmt: skip
    assert row["notes"] == ["a step after hidden tests was stopped: took longer than 1 s"], row
    assert runs == [(mode, skip) for mode in ("split", "plain", "visible")
                    for skip in (set(), {2, 5})]  # fmt: skip
