"""The record of the mutants that may survive, and why: `tests/mutants.toml`."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from course.config import ROOT, CourseError

RECORD = ROOT / "tests" / "mutants.toml"


@dataclass(frozen=True)
class Mutant:
    """A change of one place in a file, as lines taken out and put in."""

    file: str
    before: str
    after: str


@dataclass(frozen=True)
class Rule:
    """A text in a line whose change into any of some others changes nothing."""

    before: str
    after: tuple[str, ...]
    why: str

    def explains(self, mutant: Mutant) -> bool:
        """Tell whether one such change, in one place, makes the mutant."""
        text = mutant.before
        return mutant.after in (
            text[:start] + new + text[start:].removeprefix(self.before)
            for start in range(len(text))
            if text.startswith(self.before, start)
            for new in self.after
        )


@dataclass(frozen=True)
class Record:
    """Which mutants may survive, and why."""

    survivors: dict[Mutant, str]
    rules: tuple[Rule, ...]
    at_import: frozenset[tuple[str, str]]  # functions that no mutant reaches, with their files

    def explains(self, mutant: Mutant) -> bool:
        """Tell whether an entry or a rule says why the mutant may survive."""
        return mutant in self.survivors or any(rule.explains(mutant) for rule in self.rules)


def read_record(path: Path = RECORD) -> Record:
    """Read why which mutants may survive.

    Raises:
        CourseError: an entry or a rule gives no reason.
    """
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    for entry in (entry for table in tables.values() for entry in table):
        if not entry.get("why", "").strip():
            subject = entry.get("function") or entry["after"]
            raise CourseError(f"{path.name} does not say why {subject!r} may survive.")
    return Record(
        {Mutant(e["file"], e["before"], e["after"]): e["why"] for e in tables.get("survivor", [])},
        tuple(Rule(e["before"], tuple(e["after"]), e["why"]) for e in tables.get("rule", [])),
        frozenset((e["file"], e["function"]) for e in tables.get("at_import", [])),
    )


def entry(mutant: Mutant) -> str:
    """Write out the entry of the record that a survivor needs, its reason still open."""
    fields = {"file": mutant.file, "before": mutant.before, "after": mutant.after, "why": ""}
    lines = [f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in fields.items()]
    return "\n".join(["[[survivor]]", *lines])
