"""Right answers that few would write: the points that nbgrader gives, and few wait for a person.

Each is compared with the run of nbgrader: a kernel executes the notebook, and nbgrader's own
function decides the points of each test.
"""

from __future__ import annotations

import pytest

from grader.records import Row
from grader.session import doctor
from tests.grader.answers import cases_of
from tests.grader.answers.grading import by_nbgrader, grade_cases

CASES = cases_of("unusual")


@pytest.fixture(scope="module")
def row_and_points(
    finding: doctor.Finding, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Row, dict[str, float]]:
    raw, row = grade_cases(CASES, tmp_path_factory.mktemp("unusual"), finding)
    return row, by_nbgrader(raw, tmp_path_factory.mktemp("by_nbgrader"))


@pytest.mark.parametrize("name", CASES)
def test_an_unusual_right_answer_loses_nothing_unseen(
    name: str, row_and_points: tuple[Row, dict[str, float]]
) -> None:
    row, points = row_and_points
    test = f"q{list(CASES).index(name)}_test"
    question = row["questions"][test]
    assert points[test] == 1.0, f"no right answer: {points[test]}"
    assert question["plain"]["score"] == 1.0, question
    assert question["score"] == 1.0 or question["review"], question


def test_few_wait_for_a_person(row_and_points: tuple[Row, dict[str, float]]) -> None:
    row, _ = row_and_points
    held = {
        name: question["split"]["detail"]
        for name, question in zip(CASES, row["questions"].values(), strict=True)
        if question["review"]
    }
    assert len(CASES) >= 60
    assert len(held) <= len(CASES) / 10, held
