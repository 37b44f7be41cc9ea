"""Answers made by chance: what the run with proxies says against what one process says."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.session import doctor
from tests.grader.answers.generated import generated
from tests.grader.answers.grading import grade_cases

EACH = 100


def compare(seed: int, folder: Path, finding: doctor.Finding) -> tuple[int, int, int]:
    """Return how many answers were right, wrong, and held for review though right."""
    cases = generated(seed, EACH)
    _, row = grade_cases(cases, folder, finding)
    counts = [0, 0, 0]
    for name, question in zip(cases, row["questions"].values(), strict=True):
        split, plain = question["split"]["score"], question["plain"]["score"]
        assert split is None or split <= (plain or 0), f"a point too many: {name}: {question}"
        assert question["score"] == plain or question["review"], f"lost: {name}: {question}"
        counts[0 if plain else 1] += 1
        counts[2] += question["review"]
    return counts[0], counts[1], counts[2]


def check(seeds: range, folder: Path, finding: doctor.Finding) -> None:
    found = [compare(seed, folder / f"{seed}", finding) for seed in seeds]
    right, wrong, held = (sum(column) for column in zip(*found, strict=True))
    print(f"{right} right, {wrong} wrong, {held} held for review")
    assert min(right, wrong) > 0.2 * EACH * len(seeds)
    assert held <= 0.1 * right


def test_two_runs_agree_on_generated_answers(finding: doctor.Finding, tmp_path: Path) -> None:
    check(range(1), tmp_path, finding)


@pytest.mark.proof
def test_two_runs_agree_on_1000_generated_answers(finding: doctor.Finding, tmp_path: Path) -> None:
    check(range(1, 11), tmp_path, finding)
