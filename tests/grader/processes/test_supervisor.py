"""The end of a student's process by its limits."""

from __future__ import annotations

from grader.notebook.assignment import Assignment
from grader.sandbox.limits import Limits
from tests.grader.conftest import Grade
from tests.grader.samples import notebook_with


def test_processor_time_is_limited(grade: Grade, target: Assignment) -> None:
    limits = Limits(question_seconds=150, cpu_seconds=1, memory_mb=512)
    row = grade(target, notebook_with("def total(values):\n    while True: pass"), limits)
    assert "processor time" in row["questions"]["first_test"]["reason"], row["questions"]
