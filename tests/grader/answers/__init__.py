"""Questions with an answer each, from text files: the model solution, its test, an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.grader.samples import sections


@dataclass(frozen=True)
class Case:
    """A question with an answer: `model` is the instructor's, `answer` the student's."""

    model: str
    test: str
    answer: str


def cases_of(name: str, *, apart: bool = True) -> dict[str, Case]:
    """Return the cases of a file by name.

    Each defines `f`; if `apart`, that becomes a name of its own, so that all fit into one notebook.
    """
    found = sections((Path(__file__).parent / f"{name}.txt").read_text())
    cases = {}
    for number, at in enumerate(range(0, len(found), 3)):
        titles = [" ".join(title) for title, _ in found[at : at + 3]]
        assert titles[1:] == ["test", "answer"], titles
        assert titles[0] not in cases, titles
        own = f"f{number}" if apart else "f"
        cases[titles[0]] = Case(
            *[re.sub(r"\bf\b(?!['\"])", own, text) for _, text in found[at : at + 3]]
        )
    return cases
