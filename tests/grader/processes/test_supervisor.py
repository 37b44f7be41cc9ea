"""The end of a student's process by its limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.notebook.assignment import Assignment
from grader.records import Task
from grader.sandbox.jail import Plan
from grader.sandbox.limits import Limits
from grader.session.submission import grade_submission
from tests.grader.conftest import Grade
from tests.grader.samples import HONEST, notebook_with


@pytest.mark.proof
def test_processor_time_is_limited(grade: Grade, target: Assignment) -> None:
    limits = Limits(question_seconds=150, cpu_seconds=1, memory_mb=512)
    row = grade(target, notebook_with("def total(values):\n    while True: pass"), limits)
    assert "processor time" in row["questions"]["first_test"]["reason"], row["questions"]


THREADS = """
import threading, time
threading.stack_size(65536)
for _ in range(COUNT):
    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
"""


def test_threads_are_counted_where_the_kernel_does_not(target: Assignment) -> None:
    """Harmless code may run without walls: no user of its own, so no count of its own."""
    plan = Plan(namespaces=False, landlock=False, seccomp=False, drop_user=False)
    assert not plan.counts_threads()
    task = Task("x", b"", target, plan, 0, Limits(threads=50, memory_mb=512), "key")
    few = notebook_with(THREADS.replace("COUNT", "40") + HONEST)
    assert grade_submission(replace(task, submission=few))["score"] == 10
    many = notebook_with(THREADS.replace("COUNT", "100") + "time.sleep(60)\n" + HONEST)
    row = grade_submission(replace(task, submission=many))
    assert row["score"] == 5 and "started more than 50 threads" in str(row["notes"]), row
