"""Tampered notebooks have no power."""

from __future__ import annotations

import pytest

from grader.notebook.assignment import Assignment
from tests.grader import samples
from tests.grader.conftest import Grade
from tests.grader.samples import SECOND
from tests.grader.security.tampering import TAMPERED, honest


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_has_no_power(name: str, grade: Grade, target: Assignment) -> None:
    tamper, points = TAMPERED[name]
    row = grade(target, samples.as_bytes(tamper(honest())))
    assert (row["status"], row["score"], row["max_score"]) == ("graded", points, 10.0), row


def test_an_honest_second_answer_is_used_in_these_tests() -> None:
    assert "upper" in SECOND
