"""Hostile answers to the target assignment, by family. Each replaces the cell `first`."""

from __future__ import annotations

from tests.grader.security.attacks.attack import Attack, named
from tests.grader.security.attacks.channel import CHANNEL
from tests.grader.security.attacks.ending import ANSWERS, ENDING
from tests.grader.security.attacks.escaping import ESCAPING
from tests.grader.security.attacks.exhausting import EXHAUSTING
from tests.grader.security.attacks.forging import FORGING
from tests.grader.security.attacks.reading import READING
from tests.grader.security.attacks.writing import WRITING

ATTACKS: dict[str, Attack] = {
    **named("forged", {**FORGING, **CHANNEL}),
    **named("reading", READING),
    **named("writing", WRITING),
    **named("escape", {**ESCAPING, **EXHAUSTING, **ENDING, **ANSWERS}),
}
