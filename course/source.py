"""Read a chapter's bilingual source: code cells, and prose cells in two languages.

A source is a jupytext `py:percent` file. `parse` returns its cells and, beside them,
every problem found, so that an author sees all of them at once.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

import jupytext

from course.config import IGNORE
from course.directives import Directives, mutated_cell, split_directives
from course.prose import ProseError, find_computed
from course.typography import typography_problems

# Directive lines begin with #!, which jupytext would take for a shell command.
_FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}
# What a chapter's code cells may say besides `rows` and `tags`.
OPTIONS = frozenset({"slides", "fold"})
# jupytext records blank lines beside what authors write.
CODE_KEYS = {"rows", "tags", "lines_to_next_cell", "lines_to_end_of_cell_marker"}
MAX_COLUMNS = 88
MAX_LINES = 30


@dataclass(frozen=True)
class Code:
    """A code cell: its text without directive lines, its tags, the syllabus rows it shows."""

    text: str
    tags: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    # What chapters or labs may say in a cell's first line, such as ("grade", "test").
    options: tuple[tuple[str, str], ...] = ()
    directives: Directives = field(default_factory=Directives)

    def option(self, name: str) -> str:
        """Return the value of an option, or "" where the cell does not have it."""
        return dict(self.options).get(name, "")

    @property
    def slides(self) -> tuple[str, ...]:
        """The ids of the slides' statements that the cell settles."""
        return tuple(self.option("slides").split())

    @property
    def fold(self) -> str:
        """The title under which the cell is folded, or "" where it is open."""
        return self.option("fold")


@dataclass(frozen=True)
class Prose:
    """A prose cell in both languages."""

    english: str
    chinese: str
    # The ids of the slides' statements that stand on a source in this text.
    slides: tuple[str, ...] = ()

    def text(self, language: str) -> str:
        """Return the text in one language."""
        return self.english if language == "en" else self.chinese


@dataclass
class Source:
    """The cells of a source in order, and the problems met while reading them."""

    cells: list[Code | Prose] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def text_hash(text: str) -> str:
    """Eight hex digits that stand for a text, whatever its trailing white space."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]


def parse(text: str, options: frozenset[str] = OPTIONS) -> Source:
    """Read a source.

    Problems say which cell (counted from 1 in the source) and what to do.

    Args:
        text: the source.
        options: options that code cells may have besides `rows` and `tags`.
    """
    source = Source()
    raw = list(jupytext.reads(text, fmt=_FORMAT).cells)
    number = 0
    earlier: list[str] = []
    while number < len(raw):
        cell, number = raw[number], number + 1
        where = f"source cell {number}"
        if cell.cell_type == "code":
            code, problems = _read_code(cell, options)
            earlier.append(code.text)
            problems += _mutation_problems(code, earlier)
            source.problems += [f"{where}: {p}" for p in problems]
            source.cells.append(code)
        elif cell.metadata.get("lang") != "en":
            source.problems.append(
                f'{where}: prose without its English text; put a `lang="en"` cell '
                f"before it ({_start(cell.source)})"
            )
        elif number == len(raw) or raw[number].metadata.get("lang") != "zh-TW":
            source.problems.append(
                f'{where}: English prose without Chinese; add a `lang="zh-TW" of=""` '
                f"cell right after it ({_start(cell.source)})"
            )
        else:
            other, number = raw[number], number + 1
            source.problems += [f"{where}: {p}" for p in _prose_problems(cell, other)]
            slides = tuple(str(cell.metadata.get("slides", "")).split())
            source.problems += [f"{where}: {p}" for p in _id_problems(slides)]
            source.cells.append(Prose(cell.source, other.source, slides))
    return source


def stamp(text: str) -> str:
    """Write into each Chinese cell the hash of the English text that precedes it."""
    raw = jupytext.reads(text, fmt=_FORMAT).cells
    hashes = iter([text_hash(c.source) for c in raw if c.metadata.get("lang") == "en"])
    return re.sub(
        r'^(# %% \[markdown\] lang="zh-TW")(?: of="[^"\n]*")?[ \t]*$',
        lambda m: f'{m[1]} of="{next(hashes, "")}"',
        text,
        flags=re.MULTILINE,
    )


def _read_code(cell: Any, options: frozenset[str]) -> tuple[Code, list[str]]:
    meta = cell.metadata
    text, directives, problems = split_directives(cell.source)
    code = Code(
        text,
        tuple(meta.get("tags", ())),
        tuple(meta.get("rows", "").split()),
        tuple((key, str(meta[key])) for key in sorted(options & set(meta))),
        directives,
    )
    problems += _code_problems(cell, text, options)
    if directives != Directives() and options != OPTIONS:
        problems.append("only chapters have directive lines (#! …); take them out")
    if "fold" in options & set(meta) and not code.fold.strip():
        problems.append('fold= has no title; write what the cell does, as in fold="Check the sums"')
    return code, problems + _id_problems(code.slides)


def _id_problems(names: tuple[str, ...]) -> list[str]:
    return [
        f'slides= names {name!r}; write ids of the ledger, as in slides="A004 B031"'
        for name in names
        if not re.fullmatch(r"[A-Z]\d{3}", name)
    ]


def _mutation_problems(code: Code, texts: list[str]) -> list[str]:
    problems = []
    for mutation in code.directives.mutations:
        try:
            mutated_cell(texts, len(texts) - 1, mutation)
        except ValueError as error:
            problems.append(str(error))
    return problems


def _code_problems(cell: Any, text: str, options: frozenset[str]) -> list[str]:
    problems = []
    known = ", ".join(f"{name}=" for name in ["rows", "tags", *sorted(options)])
    for key in sorted(set(cell.metadata) - CODE_KEYS - options):
        problems.append(f"unknown cell option {key!r}; use only {known}")
    for tag in cell.metadata.get("tags", ()):
        if tag != IGNORE:
            problems.append(f"unknown tag {tag!r}; nbval would ignore it. The only one is {IGNORE}")
    lines = text.splitlines()
    if marker := re.search(r"^\s*#.*nb[-_ ]?val.*$", text, re.I | re.M):
        problems.append(
            f"nbval marker {marker[0].strip()!r} in the code; "
            f'say tags=["{IGNORE}"] in the cell\'s first line instead'
        )
    # Hidden tests share a cell with visible ones; labs count the lines that students see.
    if len(lines) > MAX_LINES and "grade" not in cell.metadata:
        problems.append(f"{len(lines)} lines of code; split it, or move some to utils")
    longest = max((len(line) for line in lines), default=0)
    if longest > MAX_COLUMNS:
        problems.append(f"a line of {longest} columns; {MAX_COLUMNS} at most")
    ignores = IGNORE in cell.metadata.get("tags", ())
    if ignores and not re.search(r"^\s*(assert|check_|explore\()", text, re.M):
        problems.append("its output is not compared, so it must assert something")
    return problems


def _prose_problems(english: Any, chinese: Any) -> list[str]:
    problems: list[str] = []
    for language, cell in (("en", english), ("zh-TW", chinese)):
        problems += typography_problems(cell.source, language)
    if str(chinese.metadata.get("of")) != text_hash(english.source):
        problems.append(
            "the English text changed after its translation; correct the Chinese, then "
            f"run `make stamp` ({_start(english.source)})"
        )
    try:
        if sorted(map(str, find_computed(english.source))) != sorted(
            map(str, find_computed(chinese.source))
        ):
            problems.append(
                "the two languages quote different computed numbers; make the "
                f"{{{{ … }}}} of both the same ({_start(english.source)})"
            )
    except ProseError as error:
        problems.append(str(error))
    return problems


def _start(text: str) -> str:
    return f"it begins {text.strip()[:40]!r}"
