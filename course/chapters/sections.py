"""A chapter's sections: which are optional, and how long the main line is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from course.source import Code, Prose, Source

_HEADING = re.compile(r"^(#{1,6}) +(.+?) *$", re.MULTILINE)
_MINUTES = {
    "en": re.compile(r"\((optional, )?(\d+) min\)$"),
    "zh-TW": re.compile(r"（(選讀，)?(\d+) 分鐘）$"),
}
_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
_NO_WORDS = re.compile(r"\$\$.*?\$\$|</?[a-z][^>]*>|\]\([^)]*\)", re.DOTALL)
_NUMBER = re.compile(r"\{\{.+?\}\}", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """A heading: its level, its text without the minutes, and what the brackets say."""

    level: int
    text: str
    minutes: int | None = None
    optional: bool = False


def headings(text: str, language: str) -> Iterator[Heading]:
    """Return the headings of a prose cell, in order."""
    for match in _HEADING.finditer(_FENCE.sub("", text)):
        level, title = len(match[1]), match[2]
        if found := _MINUTES[language].search(title):
            title = title[: found.start()].strip()
            yield Heading(level, title, int(found[2]), bool(found[1]))
        else:
            yield Heading(level, title)


def heading_of(cell: Prose) -> Heading | None:
    """Return the heading with which a prose cell begins a section, or None."""
    return next(headings(cell.english, "en"), None)


def optional_cells(source: Source) -> list[bool]:
    """Tell of each cell whether it stands in an optional section."""
    flags, level = [], 0
    for cell in source.cells:
        for heading in headings(cell.english, "en") if isinstance(cell, Prose) else ():
            if heading.optional:
                level = level or heading.level
            elif level and heading.level <= level:
                level = 0
        flags.append(level > 0)
    return flags


def count_words(text: str) -> int:
    """Count the words of a prose cell; folded answers and display formulas do not count."""
    text = _NUMBER.sub("0", _FOLDED.sub(" ", _FENCE.sub(" ", text)))
    text = _NO_WORDS.sub(" ", text)
    return sum(1 for word in text.split() if re.search(r"[^\W_]", word))


def main_line(source: Source, figures: Sequence[int]) -> tuple[int, int, int]:
    """How long the main line is: English words, open code cells, figures.

    Args:
        source: a chapter's source.
        figures: how many figures each of its cells shows.
    """
    main = [not optional for optional in optional_cells(source)]
    cells = [cell for cell, counts in zip(source.cells, main, strict=True) if counts]
    return (
        sum(count_words(cell.english) for cell in cells if isinstance(cell, Prose)),
        sum(isinstance(cell, Code) and not cell.fold for cell in cells),
        sum(n for n, counts in zip(figures, main, strict=True) if counts),
    )


def heading_problems(source: Source) -> Iterator[str]:
    """Sections without their minutes, and headings in which the two languages differ."""
    for cell in source.cells:
        if not isinstance(cell, Prose):
            continue
        english, chinese = (list(headings(cell.text(lang), lang)) for lang in _MINUTES)
        if len(english) != len(chinese):
            yield f"cell that begins {cell.english[:40]!r}: the two languages differ in headings"
        for one, other in zip(english, chinese, strict=False):
            if _form(one) != _form(other):
                yield (
                    f"heading {one.text!r}: the Chinese one differs in level, minutes or the "
                    f"word optional; write them alike, as in “(optional, 6 min)”, "
                    "“（選讀，6 分鐘）”"
                )
        for one in english:
            if re.match(r"\d+\.\d+ ", one.text) and one.minutes is None:
                yield f"heading {one.text!r}: write its minutes, as in “(8 min)”"
            if one.optional and not cell.english.startswith("#" * one.level + f" {one.text}"):
                yield f"heading {one.text!r}: an optional section begins its cell; split the cell"


def _form(heading: Heading) -> tuple[int, int | None, bool]:
    return heading.level, heading.minutes, heading.optional
