"""Handing tasks over to an executor, and what becomes of one that is lost."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from grader import engine
from grader.engine import run_tasks
from grader.notebook.assignment import Assignment
from grader.records import Row, Task, empty_row
from grader.sandbox.jail import Plan
from grader.sandbox.limits import Limits
from tests.grader import samples

PLAN = Plan(namespaces=False, landlock=True, seccomp=True, drop_user=False)


def test_tasks_are_handed_over_a_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assignment = Assignment("target", samples.as_bytes(samples.instructor("target")), "")
    graded: list[Any] = []

    def grade_submission(task: Task, packed: Any) -> Row:
        graded.append((task, packed))
        return empty_row(task)

    monkeypatch.setattr(engine, "grade_submission", grade_submission)
    waiting: list[tuple[Future[Row], Task]] = []
    steps: list[str] = []

    class Slow(ThreadPoolExecutor):
        def submit(self, *args: Any, **_: Any) -> Any:
            steps.append("submit")
            work, task, packed = args
            waiting.append((future := Future[Row](), task))
            while len(waiting) == 2 or (waiting and task is tasks[-1]):
                first, of = waiting.pop(0)
                if of in (tasks[0], tasks[2]):
                    first.set_exception(RuntimeError("killed"))
                else:
                    first.set_result(work(of, packed))
            return future

    students = [str(number) for number in range(4)]
    tasks = [Task(name, b"", assignment, PLAN, 2, Limits(), "key") for name in students]
    rows: list[Row] = []

    def done(row: Row) -> None:
        steps.append("done")
        rows.append(row)

    with Slow(1) as pool, caplog.at_level(logging.ERROR):
        run_tasks(iter(tasks), pool, 2, done, "packed")
    assert steps == ["submit", *["submit", "done"] * 3, "done"]
    assert sorted(row["student"] for row in rows) == students
    assert graded[0] == (tasks[1], "packed")
    lost = [row for row in rows if row["status"] == "error"]
    why = {"status": "error", "reason": "lost: RuntimeError('killed'); traceback in grader.log"}
    assert lost == [empty_row(tasks[at]) | why for at in (0, 2)]
    assert [record.getMessage() for record in caplog.records] == ["0: lost", "2: lost"]
