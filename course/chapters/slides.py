"""The ledger of the slides: what they say, what we find, and which cell settles it.

`notebooks/sources/slides.toml` holds the statements. A code cell names those that it
settles, `slides="A004 A005"`; a prose cell may name those that are history.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from course.chapters.sections import headings
from course.config import ROOT, Chapter, CourseError
from course.source import Code, Prose, Source

FILE = "notebooks/sources/slides.toml"
VERDICTS = ("agrees", "limits", "wrong", "history")
# What each verdict counts as, once a cell settles the statement.
STATES = {"agrees": "shown", "limits": "shown", "wrong": "refuted", "history": "history"}
OPEN = "open"
# Header and setup stand before the source's cells; people count from 1.
FIRST_CELL = 3


@dataclass(frozen=True)
class Deck:
    """A deck of slides and who gave the lecture, as the slides name them."""

    letter: str
    title: str
    title_zh: str
    lecturer: str

    def credit(self, language: str) -> str:
        """Title and lecturer in one line."""
        if language == "en":
            return f"“{self.title}”, by {self.lecturer or 'a lecturer who is not named'}"
        return f"{self.lecturer or '未署名'}「{self.title_zh}」"


@dataclass(frozen=True)
class Statement:
    """A statement of a slide: our wording, its numbers, our verdict, its chapter."""

    id: str
    chapter: int
    verdict: str
    en: str
    zh: str
    prints: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Ledger:
    """All decks by letter, and all statements by id."""

    decks: Mapping[str, Deck]
    statements: Mapping[str, Statement]

    def decks_of(self, chapter: Chapter) -> list[Deck]:
        """List the decks of which a chapter settles statements."""
        letters = {s.id[0] for s in self.statements.values() if s.chapter == chapter.number}
        return [deck for letter, deck in self.decks.items() if letter in letters]


@dataclass(frozen=True)
class Claim:
    """A cell that names a statement: its number in the notebook, and its section."""

    cell: Code | Prose
    number: int
    section: str


def load_ledger(root: Path = ROOT) -> Ledger:
    """Read the ledger.

    Raises:
        CourseError: entries that are not well-formed; the text lists them all.
    """
    try:
        table = tomllib.loads((root / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{FILE} is missing; bring it back: git checkout {FILE}") from None
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{FILE} is not valid TOML: {error}") from None
    decks = {letter: Deck(letter, **entry) for letter, entry in table.pop("deck", {}).items()}
    problems = [
        f"{FILE}, {name}: {problem}"
        for name, entry in table.items()
        for problem in _entry_problems(name, entry, decks)
    ]
    if problems:
        raise CourseError("\n".join(problems))
    return Ledger(
        decks,
        {
            name: Statement(name, **{**entry, "prints": tuple(entry.get("prints", ()))})
            for name, entry in table.items()
        },
    )


def _entry_problems(name: str, entry: dict[str, Any], decks: Mapping[str, Deck]) -> Iterator[str]:
    known = {"chapter": int, "verdict": str, "en": str, "zh": str, "prints": list, "source": str}
    if not re.fullmatch(r"[A-Z]\d{3}", name) or name[0] not in decks:
        yield f"not an id; write a deck ({', '.join(decks)}) and three digits, as in A004"
    for key in sorted(set(entry) - set(known)):
        yield f"unknown key {key!r}; use only {', '.join(known)}"
    for key, kind in known.items():
        if key in entry and not isinstance(entry[key], kind):
            yield f"{key} is {entry[key]!r}; write a {kind.__name__}"
        elif key not in entry and key not in ("prints", "source"):
            yield f"{key} is missing"
    if "verdict" in entry and entry["verdict"] not in VERDICTS:
        yield f"verdict {entry['verdict']!r}; choose from {', '.join(VERDICTS)}"
    if (entry.get("verdict") == "history") != bool(entry.get("source")):
        yield "history stands on a source, and only history does; write source = or correct verdict"
    for text in entry.get("prints", ()):
        if not isinstance(text, str) or not _is_number(text):
            yield f'prints {text!r}; write numbers as strings, as in prints = ["3.6"]'


def claims(source: Source) -> dict[str, list[Claim]]:
    """List the cells that name each statement, in order."""
    found = defaultdict(list)
    section = ""
    for i, cell in enumerate(source.cells):
        if isinstance(cell, Prose):
            for heading in headings(cell.english, "en"):
                number = re.match(r"\d+\.\d+", heading.text)
                section = number[0] if number else heading.text if heading.level < 3 else section
        for name in cell.slides:
            found[name].append(Claim(cell, i + FIRST_CELL, section))
    return dict(found)


def ledger_problems(chapter: Chapter, source: Source, ledger: Ledger) -> Iterator[str]:
    """Find what a chapter's cells and the ledger hold against each other."""
    claimed = claims(source)
    for name, cells in claimed.items():
        statement = ledger.statements.get(name)
        where = f"cell {cells[0].number}: slides= names {name}"
        if statement is None:
            yield f"{where}, which {FILE} does not have; correct the id"
        elif statement.chapter != chapter.number:
            yield (
                f"{where}, which {FILE} gives to chapter {statement.chapter}; "
                "take it out here, or change chapter = there"
            )
        else:
            yield from _proof_problems(statement, cells)
    for number, cell in enumerate(source.cells, FIRST_CELL):
        if isinstance(cell, Code) and (cell.slides or chapter.edition == 2):
            yield from (f"cell {number}: {p}" for p in _comparison_problems(cell, ledger))
    if chapter.edition == 2:
        for name, statement in ledger.statements.items():
            if statement.chapter == chapter.number and name not in claimed:
                yield f"{name}: no cell settles it; write one and mark it slides={name!r}"


def _comparison_problems(cell: Code, ledger: Ledger) -> Iterator[str]:
    """Find numbers of slides that none of the cell's statements prints."""
    if not cell.slides and any(slide_arguments(cell.text)):
        yield "compares with a slide; name its statement in slides="
        return
    known = {
        text
        for name in cell.slides
        if name in ledger.statements
        for text in ledger.statements[name].prints
    }
    for text in dict.fromkeys(slide_numbers(cell.text)):
        if text not in known:
            yield (
                f"compares with a slide's {text!r}, which {' '.join(cell.slides)} do not print "
                f"by {FILE}; correct the number, or record it in prints ="
            )


def _proof_problems(statement: Statement, cells: list[Claim]) -> Iterator[str]:
    name = statement.id
    code = [c.cell for c in cells if isinstance(c.cell, Code)]
    prose = {c.number: c.cell for c in cells if isinstance(c.cell, Prose)}
    if statement.verdict == "history":
        citation = statement.source.partition(":")[0]
        if not any(_cites(cell, citation) for cell in prose.values()):
            needed = "a prose cell that names it and cites its source"
            yield f"{name}: history needs {needed}, {citation}"
        return
    for number in prose:
        yield (
            f"cell {number}: prose settles only history, and {name} is "
            f"{statement.verdict!r}; name it in a code cell"
        )
    if statement.verdict == "wrong" and not any(map(_asserts, code)):
        yield (
            f"{name}: the ledger calls it wrong, and no cell that names it proves it; use "
            "check_erratum or assert there"
        )


def _cites(cell: Prose, citation: str) -> bool:
    """Whether the text has every word of the citation, such as "Rosenblatt, 1958"."""
    return set(re.findall(r"\w+", citation)) <= set(re.findall(r"\w+", cell.english))


def _asserts(cell: Code) -> bool:
    return any(
        isinstance(node, ast.Assert)
        or (isinstance(node, ast.Call) and _called(node).startswith(("assert", "check_erratum")))
        for node in ast.walk(ast.parse(cell.text))
    )


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def slide_arguments(code: str) -> Iterator[ast.expr]:
    """Yield what a cell's `check_slide` and `check_erratum` are given as the slide's."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and _called(node) in ("check_slide", "check_erratum"):
            yield from [k.value for k in node.keywords if k.arg == "slide"] or node.args[3:4]


def slide_numbers(code: str) -> Iterator[str]:
    """Yield the numbers that a cell's `check_slide` and `check_erratum` call a slide's.

    A name stands for what the cell assigns to it.
    """
    assigned = {
        target.id: node.value
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for argument in slide_arguments(code):
        if isinstance(argument, ast.Name):
            argument = assigned.get(argument.id, argument)
        values = [p.value for p in ast.walk(argument) if isinstance(p, ast.Constant)]
        yield from (v for v in values if isinstance(v, str) and _is_number(v))


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
