"""Values of the student's that are too large or too odd to travel."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.session import doctor
from tests.grader.conftest import Grade
from tests.grader.questions import graded


@pytest.mark.parametrize(
    "huge",
    [
        "list(range(3_000_000))",
        pytest.param("bytes(200 * 2**20)", marks=pytest.mark.proof),
        "deep",
        "type('Odd', (list,), {'__iter__': lambda self: 1 / 0})()",
    ],
)
def test_a_value_that_cannot_travel_costs_only_its_question(
    huge: str, finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    questions = {
        "first": ("items = [2, 3]", "assert items == [2, 3]"),
        "second": ("def f(): return 1", "assert f() == 1"),
        "third": ("def g(): return [5]", "assert g() == [5]"),
    }
    before = "deep = []\nfor _ in range(500): deep = [deep]\n"
    answers = {
        "first": f"{before}items = {huge}",
        "second": questions["second"][0],
        "third": f"def g(): return {huge}",
    }
    row = graded(questions, answers, tmp_path, finding, grade)
    assert [item["score"] for item in row["questions"].values()] == [0.0, 1.0, 0.0], row
    assert "ended" not in str(row["questions"]), row
