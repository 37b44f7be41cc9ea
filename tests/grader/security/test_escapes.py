"""Attacks on the machine: escape and denial, and the same attacks behind fewer walls."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.notebook.assignment import Assignment
from grader.protocol.errors import StudentGone
from grader.records import Row, Task
from grader.sandbox.jail import Plan
from grader.sandbox.limits import Limits
from grader.session import doctor
from grader.session.submission import grade_submission
from grader.session.walls import try_plan
from tests.grader.conftest import Grade
from tests.grader.security.attacking import ROOMY, carry_out, make_outside, tight
from tests.grader.security.attacks import ATTACKS
from tests.grader.security.attacks.attack import Attack

ESCAPES = [name for name, attack in ATTACKS.items() if attack.family == "escape"]


# These end only by the clock, or try the machine's patience otherwise.
SLOW = {
    name
    for name in ESCAPES
    if "longer than" in ATTACKS[name].ends
    or name in ("escape: many answers", "escape: files without end")
} - {"escape: loop that catches everything"}


def limits_for(attack: Attack, grade: Grade, target: Assignment) -> Limits:
    return tight(grade, target) if "longer than" in attack.ends else ROOMY


@pytest.mark.parametrize("name", [name for name in ESCAPES if name not in SLOW])
def test_escape(name: str, grade: Grade, target: Assignment, tmp_path: Path) -> None:
    attack = ATTACKS[name]
    carry_out(attack, grade, target, make_outside(tmp_path), limits_for(attack, grade, target))


@pytest.mark.proof
@pytest.mark.parametrize("name", sorted(SLOW))
def test_escape_that_takes_time(
    name: str, grade: Grade, target: Assignment, tmp_path: Path
) -> None:
    carry_out(ATTACKS[name], grade, target, make_outside(tmp_path), tight(grade, target))


def weaker_plans(finding: doctor.Finding) -> list[Plan]:
    """Return the plans below the best one that hold here when tried."""
    plans = []
    for plan in doctor.candidates():
        if plan != finding.plan and plan.landlock != plan.namespaces:
            try:
                try_plan(plan)
            except StudentGone:
                continue
            plans.append(plan)
    # One without namespaces and one without Landlock stand for the rest.
    chosen = {plan.namespaces: plan for plan in reversed(plans)}
    return list(chosen.values())


@pytest.mark.proof
def test_the_same_attacks_behind_fewer_walls(
    finding: doctor.Finding, target: Assignment, tmp_path: Path
) -> None:
    """Every other plan of level 2 or more that holds on this machine withstands all attacks."""
    plans = weaker_plans(finding)
    print(f"level {finding.level}; weaker plans that hold here: {plans}")
    for number, plan in enumerate(plans):

        def grade(assignment: Assignment, data: bytes, limits: Limits, plan: Plan = plan) -> Row:
            return grade_submission(Task("x", data, assignment, plan, 2, limits, "key"))

        for name, attack in ATTACKS.items():
            if name in SLOW:
                continue
            folder = tmp_path / f"{number}" / name.replace("/", " ")
            folder.mkdir(parents=True)
            try:
                carry_out(
                    attack, grade, target, make_outside(folder), limits_for(attack, grade, target)
                )
            except AssertionError as error:
                raise AssertionError(f"{name} under {plan}: {error}") from error
