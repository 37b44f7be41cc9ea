"""Ids of headings: made from the English text, so that both languages of a page have the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from course.config import CourseError

# A class, since MyST takes ids for names that must differ between all pages.
MARK = "at-"
_HEADING = re.compile(r"^(#{1,6}) +(.+?) *#*$")
_NUMBER = re.compile(r"^[\d.]+ ")
_MINUTES = re.compile(r" \((optional, )?\d+ min\)$")


def headings(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line number and the text of each heading; fenced code has none."""
    fence = ""
    for number, line in enumerate(text.splitlines()):
        mark = re.match(r" {0,3}(```+|~~~+)", line)
        if mark and not fence:
            fence = mark[1]
        elif mark and line.strip() == fence:
            fence = ""
        elif not fence and (found := _HEADING.match(line)):
            yield number, found[2]


def slug(heading: str) -> str:
    """Return a heading as an id: no number, no minutes, small letters and hyphens."""
    text = _MINUTES.sub("", _NUMBER.sub("", heading)).lower()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-") or "section"


class Anchors:
    """The ids of one page's headings, from top to bottom, each once."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def mark(self, text: str, english: str) -> str:
        """Return Markdown with a class before each heading that says its id.

        Args:
            text: a piece of the page, in any language.
            english: the same piece in English.

        Raises:
            CourseError: the two have not the same number of headings.
        """
        lines = text.splitlines()
        places = [number for number, _ in headings(text)]
        ids = [self._once(slug(heading)) for _, heading in headings(english)]
        if len(places) != len(ids):
            raise CourseError(
                f"The text that begins {english[:50]!r} has {len(ids)} headings in English and "
                f"{len(places)} in the translation; give both the same."
            )
        for number, name in reversed(list(zip(places, ids, strict=True))):
            lines.insert(number, f"{{.{MARK}{name}}}")
        return "\n".join(lines)

    def _once(self, name: str) -> str:
        self._seen[name] += 1
        return name if self._seen[name] == 1 else f"{name}-{self._seen[name]}"
