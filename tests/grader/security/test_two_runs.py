"""Wrong answers that deceive one of the two runs: the other one keeps them from points.

That the attack deceives one run is the proof that it works.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.notebook.assignment import Assignment
from grader.records import Question, Row
from grader.session import doctor
from tests.grader import samples
from tests.grader.answers import cases_of
from tests.grader.answers.grading import by_nbgrader, grade_cases
from tests.grader.conftest import Grade, assignment_of
from tests.grader.questions import notebook_of

FORGING = cases_of("forging", apart=False)
ALIASING = cases_of("aliasing")
ENDED_BY_THE_CLOCK = ("a clock that stands still", "a thread beside the test")
Prepared = dict[tuple[str, str], Assignment]


@pytest.fixture(scope="module")
def assignments() -> Prepared:
    """The assignments that were prepared, by model solution and test."""
    return {}


def graded(
    name: str, answer: str, folder: Path, finding: doctor.Finding, grade: Grade, known: Prepared
) -> Question:
    """Grade an answer to the question of a case."""
    model, test = FORGING[name].model, FORGING[name].test
    raw = notebook_of({"q": (model, test)})
    if (model, test) not in known:
        known[model, test] = assignment_of(raw, folder, finding)
    row: Row = grade(known[model, test], samples.as_bytes(samples.submission(raw, {"q": answer})))
    assert row["status"] == "graded", row
    return row["questions"]["q_test"]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.proof] if name in ENDED_BY_THE_CLOCK else [])
        for name in FORGING
    ],
)
def test_a_forged_plain_run_gains_nothing_unseen(
    name: str,
    finding: doctor.Finding,
    grade: Grade,
    assignments: Prepared,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("forging")
    question = graded(name, FORGING[name].answer, folder, finding, grade, assignments)
    assert question["plain"]["score"] == 1.0, f"this deceives nobody: {question}"
    assert question["score"] == 0 and question["review"], question


@pytest.fixture(scope="module")
def shared(
    finding: doctor.Finding, tmp_path_factory: pytest.TempPathFactory
) -> tuple[samples.Raw, Row]:
    return grade_cases(ALIASING, tmp_path_factory.mktemp("aliasing"), finding)


def test_nbgrader_sees_what_is_shared(shared: tuple[samples.Raw, Row], tmp_path: Path) -> None:
    points = by_nbgrader(shared[0], tmp_path)
    assert len(points) == len(ALIASING) >= 15 and not any(points.values())


@pytest.mark.parametrize("name", ALIASING)
def test_what_is_shared_costs_the_points(name: str, shared: tuple[samples.Raw, Row]) -> None:
    """No channel between two processes shows it; the plain run does."""
    question = shared[1]["questions"][f"q{list(ALIASING).index(name)}_test"]
    assert question["plain"]["score"] == 0, question
    assert question["score"] == 0 and not question["review"], question


def test_what_is_shared_gains_nothing_unseen_with_a_forged_plain_run(
    finding: doctor.Finding, tmp_path: Path
) -> None:
    """Then no run shows it: both say that the answers are right, and a person has to look."""
    forging = FORGING["the judge of the plain run"].answer.partition("def f")[0]
    first, *others = ALIASING
    cases = {first: replace(ALIASING[first], answer=forging + ALIASING[first].answer)}
    questions = grade_cases(cases | {name: ALIASING[name] for name in others}, tmp_path, finding)[
        1
    ]["questions"]
    for name, question in zip(ALIASING, questions.values(), strict=True):
        assert question["plain"]["score"] == 1.0, f"this deceives nobody: {name}: {question}"
        assert question["score"] == 0 and question["review"], f"{name}: {question}"
    seen = sum("shows in the plain run alone" in q["split"]["detail"] for q in questions.values())
    assert seen >= 15, questions
