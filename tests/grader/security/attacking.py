"""One attack on the target assignment, and what must be true afterwards."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from grader.notebook.assignment import Assignment
from grader.outputs import pages
from grader.records import Row
from grader.sandbox.limits import Limits
from tests.grader.conftest import Grade, processes_below
from tests.grader.samples import HONEST, notebook_with
from tests.grader.security.attacks.attack import REPEAT, Attack, told

SECRET = "hidden-marker-7c1"
ROOMY = Limits(question_seconds=60, notebook_seconds=240, memory_mb=512, disk_mb=64, file_mb=32)


# Honest cells take milliseconds; only what never ends reaches this limit. `tight` widens it.
TIGHT = Limits(question_seconds=2.5, notebook_seconds=40, memory_mb=512, disk_mb=64, file_mb=32)


def tight(grade: Grade, target: Assignment) -> Limits:
    """Return limits that only what never ends can break, however busy the machine is now."""
    honest: float = grade(target, notebook_with(HONEST), ROOMY)["seconds"]
    question = max(TIGHT.question_seconds, 10 * honest)
    return replace(TIGHT, question_seconds=question, notebook_seconds=15 * question)


def make_outside(folder: Path) -> Path:
    """Make a folder outside of the jail that anybody may write to, were it not for the jail."""
    outside = folder / "outside"
    outside.mkdir()
    for name in ("secret.txt", "gradebook.db", "other.ipynb"):
        (outside / name).write_text("" if name == "gradebook.db" else SECRET)
        (outside / name).chmod(0o666)
    outside.chmod(0o777)
    for parent in (folder, folder.parent):
        parent.chmod(0o711)
    return outside


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {f.name: (f.read_bytes(), f.stat().st_mode) for f in folder.iterdir()}


def output_of(row: Row) -> str:
    """Return all that the student's cells printed, and their errors."""
    return "\n".join(cell["output"] + cell["error"] for cell in row["cells"])


def carry_out(
    attack: Attack, grade: Grade, target: Assignment, outside: Path, limits: Limits
) -> None:
    """Grade the attack; it ran, no point was forged, none lost elsewhere, nothing read or left."""
    before = state(outside)
    row = grade(target, notebook_with(attack.code(str(outside)), third=REPEAT), limits)
    questions = row["questions"]
    output = output_of(row)
    assert row["status"] in ("graded", "stopped"), row
    first = questions["first_test"]
    ended = f"{first['split']['reason']} {first['split']['detail']} {row['notes']}"
    assert "grader.log" not in ended and "grader.log" not in first["plain"]["detail"], row
    assert (
        told("ran", output)
        or told("refused", output)
        or (attack.ends and re.search(attack.ends, ended))
    ), f"no sign that the attack ran: {row}"
    assert not told("breached", output), row
    assert first["score"] == 0, questions
    for other, points in (("second_test", 3.0), ("third_test", 2.0)):
        # In the plain run an attack on the process costs its author the other questions, too.
        assert questions[other]["split"]["score"] == points or other in attack.ruins, row
    assert state(outside) == before
    assert SECRET not in output and "found it" not in output, output
    assert processes_below() == []
    assert SECRET not in pages.feedback(row)
