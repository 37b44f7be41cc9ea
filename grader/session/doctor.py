"""Find out what isolation this machine offers, by trying it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from grader.protocol.errors import StudentGone
from grader.sandbox import linux
from grader.sandbox.jail import Plan
from grader.sandbox.landlock import LANDLOCK_NEEDED, landlock_abi
from grader.session.clock import can_see_waiting
from grader.session.walls import UnsafeError, try_plan

SAFE_LEVEL = 2
LEVELS = {
    3: "namespaces, Landlock, seccomp and limits",
    2: "two walls of the three (namespaces, Landlock, seccomp), and limits",
    1: "limits and a private folder only: student code can read and write your files",
    0: "nothing",
}


@dataclass(frozen=True)
class Finding:
    """The plan that works here, its level, and what each trial showed."""

    plan: Plan
    level: int
    trials: dict[str, bool]
    remarks: tuple[str, ...]


def best_plan() -> Finding:
    """Return the best isolation that holds here when tried.

    Raises:
        UnsafeError: a layer can be put up but does not hold; nothing can be trusted then.
    """
    remarks: list[str] = []
    if sys.platform == "win32":
        raise UnsafeError("Windows cannot fork or confine processes; use WSL or a Linux machine")
    for plan in candidates():
        try:
            level, trials = try_plan(plan)
        except StudentGone as error:
            remarks.append(f"{' + '.join(plan.layers())}: not available ({error})")
            continue
        return Finding(plan, level, trials, tuple(remarks))
    raise UnsafeError("no student process could be started: " + "; ".join(remarks))


def require(accepted_level: int = SAFE_LEVEL) -> Finding:
    """Return the best plan if it reaches the level.

    Raises:
        UnsafeError: it does not.
    """
    finding = best_plan()
    if finding.level < accepted_level:
        failed = [name for name, held in finding.trials.items() if not held]
        raise UnsafeError(
            f"this machine offers isolation level {finding.level} ({LEVELS[finding.level]}); "
            f"at least {accepted_level} is needed. Not held: {', '.join(failed)}. "
            f"{'; '.join(finding.remarks)}. To grade all the same, in a machine that holds "
            f"nothing of value: --accept-isolation-level {finding.level}"
        )
    return finding


def candidates() -> list[Plan]:
    """Return the plans that this kernel might hold, the strongest first."""
    if not linux.known_machine():
        return [Plan(False, False, False, False)]
    plans = []
    drops = (True, False) if os.getuid() == 0 else (False,)
    for namespaces, landlock in ((True, True), (False, True), (True, False)):
        if landlock and landlock_abi() < LANDLOCK_NEEDED:
            continue
        plans += [Plan(namespaces, landlock, True, drop) for drop in drops]
    return [*plans, Plan(False, False, False, False)]


def report(finding: Finding) -> str:
    """Return what was found, in words."""
    lines = [f"Isolation level {finding.level}: {LEVELS[finding.level]}"]
    lines.append("Layers: " + ", ".join(finding.plan.layers()))
    lines += [f"  {'holds ' if held else 'FAILS '} {name}" for name, held in finding.trials.items()]
    lines += [f"  {remark}" for remark in finding.remarks]
    if linux.known_machine():
        lines.append(
            "Beyond its limits a student's process can make the kernel keep some 250 MiB "
            "(pipes, sockets, lists of mappings)."
        )
    else:
        lines.append(
            f"On {sys.platform} there are no namespaces, Landlock or seccomp: student code "
            "could read and write your files and use the network. Grade on Linux."
        )
    if not can_see_waiting():
        lines.append(
            "How long a process waits for a processor cannot be seen here, so limits of time "
            "count all time that passes: widen them (--question-seconds) on a busy machine."
        )
    verdict = "Safe to grade." if finding.level >= SAFE_LEVEL else "Not safe to grade here."
    return "\n".join([*lines, verdict])
