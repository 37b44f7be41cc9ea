"""Attacks on the machine: escape and denial, and the same attacks behind fewer walls."""

from __future__ import annotations

import contextlib
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
}


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
    attack = ATTACKS[name]
    carry_out(attack, grade, target, make_outside(tmp_path), limits_for(attack, grade, target))


def weaker_plans() -> list[Plan]:
    """Return a plan without namespaces and one without Landlock that hold here when tried."""
    chosen = {}
    for namespaces in (True, False):
        # A user that owns nothing cannot read an interpreter that lies in somebody's home.
        for drop_user in (False, True):
            plan = Plan(namespaces, not namespaces, True, drop_user)
            with contextlib.suppress(StudentGone):
                try_plan(plan)
                chosen[namespaces] = plan
    return list(chosen.values())


@pytest.mark.proof
def test_the_same_attacks_behind_fewer_walls(
    finding: doctor.Finding, target: Assignment, tmp_path: Path
) -> None:
    """Level 2 withstands all attacks on the machine, with either of the two walls missing."""
    plans = weaker_plans()
    print(f"level {finding.level}; weaker plans that hold here: {plans}")
    assert plans
    for number, plan in enumerate(plans):

        def grade(assignment: Assignment, data: bytes, limits: Limits, plan: Plan = plan) -> Row:
            return grade_submission(Task("x", data, assignment, plan, 2, limits, "key"))

        for name, attack in ATTACKS.items():
            if attack.control != "machine":
                continue
            folder = tmp_path / f"{number}" / name.replace("/", " ")
            folder.mkdir(parents=True)
            try:
                carry_out(
                    attack, grade, target, make_outside(folder), limits_for(attack, grade, target)
                )
            except AssertionError as error:
                raise AssertionError(f"{name} under {plan}: {error}") from error
