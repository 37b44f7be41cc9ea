"""Merging a submission into the instructor's notebook."""

from __future__ import annotations

import pytest

from grader.notebook.cells import parse
from grader.notebook.merge import merge
from tests.grader import samples
from tests.grader.security.tampering import TAMPERED, honest


@pytest.mark.parametrize(
    ("name", "word"),
    [("points raised", "points"), ("all flags turned", "flags"), ("tests emptied", "text"),
     ("order reversed", "order"), ("tests deleted", "deleted"), ("an answer deleted", "missing"),
     ("every cell copied", "more than once"), ("unknown ids", "unknown"),
     ("answers turned into text", "type")],
)  # fmt: skip
def test_oddities_are_noted(name: str, word: str) -> None:
    ours = parse(samples.as_bytes(samples.instructor("target")))
    theirs = parse(samples.as_bytes(TAMPERED[name][0](honest())))
    assert any(word in note for note in merge(ours, theirs).notes)
    assert merge(ours, parse(samples.as_bytes(honest()))).notes == ()
