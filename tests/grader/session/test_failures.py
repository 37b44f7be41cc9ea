"""What a submission or the grader itself may fail of, and what becomes of the row."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.notebook.packing import pack
from grader.records import digest_of, empty_row
from grader.sandbox.jail import BrokenJailError, Plan
from grader.session.pool import POOL, Pool
from grader.session.submission import answers_of, written_answers
from grader.session.watch import PassResult
from tests.grader.samples import cell
from tests.grader.session.scripted import (
    GIVEN,
    LAB,
    TASK,
    Runs,
    graded,
    handed_in,
    run,
    scored,
)


def test_a_file_with_a_problem_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    task = replace(TASK, problem="two notebooks were handed in")
    row = graded(monkeypatch, Runs(), task)
    assert row == empty_row(task) | {"status": "unreadable", "reason": task.problem}


def test_files_are_unpacked_where_they_are_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "helpers").mkdir()
    (tmp_path / "helpers" / "data.csv").write_text("1")
    (tmp_path / "pool").mkdir()
    sent, packed = pack(replace(LAB, helpers=str(tmp_path / "helpers")))
    monkeypatch.setattr(Pool, "folder", lambda _: tmp_path / "pool")
    runs = Runs(split=run(2, 1), plain=run(2, 1))
    graded(monkeypatch, runs, replace(TASK, assignment=sent), packed=packed)
    for task in runs.tasks:
        helpers = Path(task.assignment.helpers)
        assert (helpers / "data.csv").read_text() == "1"
        assert helpers.parent.parent == tmp_path / "pool" / "files"
    assert replace(runs.tasks[0], assignment=LAB) == TASK


def test_seconds_are_those_of_the_whole(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    moments = iter([100.0, 102.34567])
    monkeypatch.setattr(time, "monotonic", lambda: next(moments))
    with caplog.at_level(logging.INFO, logger="grader"):
        row = graded(monkeypatch, Runs(split=run(2, 0.5), plain=run(2, 0.5), visible=run(2, 1)))
    assert row["seconds"] == 2.346
    assert caplog.messages == ["ann: graded, 2.5 points, 2.346 s"]


class Fails:
    """Runs that fail so many times."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.runs = Runs(split=run(2, 1), plain=run(2, 1))

    def __call__(self, *arguments: Any, **how: Any) -> PassResult:
        self.times -= 1
        if self.times >= 0:
            raise KeyError("x")
        return self.runs(*arguments, **how)


@pytest.mark.parametrize("times", [1, 2])
def test_the_graders_own_failure_is_tried_again(
    times: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    row = graded(monkeypatch, Fails(times))
    failed = [(r.levelname, r.getMessage()) for r in caplog.records if r.exc_info]
    assert failed == [("ERROR", f"ann: attempt {n} failed") for n in (1, 2)][:times]
    reason = "the grader failed: KeyError('x'); traceback in grader.log"
    expected = ("graded", "", 3.0) if times == 1 else ("error", reason, 0.0)
    assert (row["status"], row["reason"], row["score"]) == expected


def test_who_stops_the_run_is_not_told_of_failures(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(POOL, "stopped", True)
    row = graded(monkeypatch, Fails(1))
    assert row == empty_row(TASK) | {"status": "error", "reason": "stopped"}
    assert not caplog.records


def test_walls_that_do_not_hold_are_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(plan: Plan, level: int) -> None:
        raise BrokenJailError("no walls here")

    row = graded(monkeypatch, Runs(), prove=broken)
    assert {**row, "seconds": 0.0} == empty_row(TASK) | {
        "status": "error",
        "reason": "no walls here",
    }


def dies(step: int, test: str = "", **more: Any) -> PassResult:
    return PassResult(**{"died_at": step, "died_id": test, "why": "it ended", **more})


def test_a_step_that_dies_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found before stands; tests that were interrupted are not run again."""
    cells: Any = {1: "first"}
    first = dies(0, seconds=60, notes=["a"], manual={"essay": True}, cells=cells)
    first.scores = {"one_test": scored(2, "first")}
    first.interrupted = [2, 3, 2]
    second = run(1, 1, "second", seconds=20, notes=["b"], manual={"other": False})
    second.cells = {1: "no", 4: "last"}  # type: ignore[dict-item]
    runs = Runs(split=[first, second], plain=run(2, 1))
    row = graded(monkeypatch, runs)
    assert [(mode, seconds, sorted(skip)) for mode, seconds, skip in runs.were] == [
        ("split", 100, []),
        ("split", 40, [0, 2, 3]),
        ("plain", 100, []),
    ]
    assert row["questions"]["one_test"]["split"] == scored(2, "first")
    assert row["questions"]["two_test"]["split"] == scored(1, "second")
    assert row["questions"]["essay"]["score"] is None
    assert [str(cell) for cell in row["cells"]] == ["first", "last"]
    assert row["questions"]["other"]["reason"] == "no response"
    assert row["notes"] == ["late", "a", "step 1 was stopped: it ended", "b"]


def test_a_test_that_dies_has_no_points(monkeypatch: pytest.MonkeyPatch) -> None:
    first = dies(2, "one_test", trace="Traceback\nKeyError: 'x'")
    runs = Runs(split=[first, run(2, 1)], plain=run(2, 1), visible=run(2, 1))
    row = graded(monkeypatch, runs)
    assert row["questions"]["one_test"]["split"] == {
        "score": 0.0,
        "reason": "it ended",
        "detail": "it ended (KeyError: 'x'; traceback in grader.log)",
    }
    assert row["notes"] == ["late"]


def test_the_student_does_not_read_what_died_after_a_hidden_test(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs = Runs(split=[dies(5, secret=True, timed_out=True), run(2, 1)], plain=run(2, 1))
    row = graded(monkeypatch, runs)
    assert row["notes"][1:] == ["a step after hidden tests was stopped: it ended"]


@pytest.mark.parametrize(("seconds", "status"), [(100, "stopped"), (99, "graded")])
def test_no_run_begins_when_the_time_is_over(
    seconds: float, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = dies(2, "one_test", seconds=seconds)
    runs = Runs(split=[first, run(2, 1)], plain=run(2, 1), visible=run(2, 1))
    row = graded(monkeypatch, runs)
    assert row["status"] == status
    assert row["reason"] == ("the notebook took longer than 100 s" if status == "stopped" else "")


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ([PassResult(broken="no room")], "OSError('no room')"),
        ([PassResult(why="it ended")], "OSError('it ended')"),
        ([dies(-1)], "OSError('it ended')"),
        ([dies(4), dies(4), dies(4, why="again")], "OSError('again')"),
    ],
)
def test_a_run_that_cannot_go_on_is_the_graders_failure(
    results: list[PassResult], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows the step, or it was left out twice."""
    row = graded(monkeypatch, Runs(split=results * 2))
    assert row["reason"] == f"the grader failed: {reason}; traceback in grader.log"


def test_a_step_may_die_a_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(split=[dies(4), dies(4), run(2, 1)], plain=run(2, 1))
    assert graded(monkeypatch, runs)["score"] == 3.0
    assert runs.were[2] == ("split", 100, [4, 4])


def test_written_answers_are_those_that_a_person_grades() -> None:
    """Also what is no text, as a broken notebook has it."""
    found = written_answers(TASK)
    assert {name: answer["code"] for name, answer in found.items()} == {
        "essay": GIVEN["essay"],
        "other": GIVEN["other"],
    }
    assert found["other"]["digest"] == digest_of(b"?")


def test_an_answer_is_the_code_since_the_test_above() -> None:
    more = [cell("a = 1\n"), cell("## no code", "markdown")]
    data = handed_in(*more, one="def f(): return '\ud83d'\n")
    task = replace(TASK, submission=data)
    first, second = answers_of(task, {}).values()
    whole = "a = 1\n\ndef f(): return '\ud83d'"
    assert (first["code"], second["code"]) == (whole, "")
    assert first["digest"] == second["digest"]
    reached = answers_of(task, {"one_test": "the name a"})
    assert [answer["code"] for answer in reached.values()] == [whole, whole]
    other = answers_of(replace(TASK, submission=handed_in(more[0])), {})
    assert other["one_test"]["digest"] != first["digest"]


def test_of_a_long_answer_only_a_part_is_kept() -> None:
    """What is cut off is told apart all the same."""
    first, exact, longer, other = (
        answers_of(replace(TASK, submission=handed_in(one="x" * size + end)), {})["one_test"]
        for size, end in [(9, ""), (200_000, ""), (200_000, "y"), (200_000, "z")]
    )
    assert first["code"] == "x" * 9 and exact["code"] == "x" * 200_000
    digest = longer["digest"]
    assert longer["code"] == ("x" * 200_000 + f"\n[1 more characters were handed in: {digest}]")
    assert digest != other["digest"]
