"""The questions of a notebook as its reader knows them: their titles, and in which language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

from grader.notebook.cells import Cell

Language = Literal["en", "zh-TW"]

MAX_LENGTH = 120
_FENCED = re.compile(r"^ {0,3}(```|~~~).*?^ {0,3}\1", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(\S.*)$", re.MULTILINE)
# Points and minutes, which a page shows in their own place: "(8 points, 6 min)".
_POINTS = re.compile(r"\s*(\([^()]*\d[^()]*\)|（[^（）]*\d[^（）]*）)$")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def titles(cells: Iterable[Cell]) -> dict[str, str]:
    """Return the heading above each cell that has an id, without points in brackets."""
    found: dict[str, str] = {}
    heading = ""
    for cell in cells:
        if cell.grade_id and heading:
            found[cell.grade_id] = heading
        elif cell.kind == "markdown":
            headings = _HEADING.findall(_FENCED.sub("", cell.source))
            if headings:
                # Cut first: looking for points in a line of megabytes would take hours.
                text = headings[-1][: 2 * MAX_LENGTH].rstrip(" \t#")
                text = "".join(char for char in text if char.isprintable())
                heading = (_POINTS.sub("", text) or text)[:MAX_LENGTH]
    return found


def called(names: Iterable[str], titles: Mapping[str, str]) -> dict[str, str]:
    """Return what a reader calls these cells: the title, with the id where titles are equal."""
    found = {name: titles.get(name, name) for name in names}
    count = Counter(found.values())
    return {
        name: f"{title} ({name})" if count[title] > 1 else title for name, title in found.items()
    }


def language_of(titles: Mapping[str, str]) -> Language:
    """Return the language in which most of these titles are written."""
    chinese = sum(bool(_HAN.search(title)) for title in titles.values())
    return "zh-TW" if 2 * chinese > len(titles) else "en"
