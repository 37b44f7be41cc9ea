"""The page of the terms: English, Chinese, and the section where the chapters first use them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat

from course.book.anchors import headings, slug
from course.book.pages import pages
from course.book.site import TEXTS
from course.config import ROOT

FILE = "notebooks/sources/glossary.md"
_FULL = str.maketrans({"(": "（", ")": "）", "/": "／", ",": "，"})


@dataclass(frozen=True)
class Place:
    """A section of a chapter: its page, its anchor, its number."""

    page: str
    anchor: str
    number: str


def read_terms(root: Path = ROOT) -> list[tuple[str, str]]:
    """Return the terms of the glossary, English and Chinese, in the order of the alphabet."""
    terms = []
    for line in (root / FILE).read_text(encoding="utf-8").splitlines():
        row = line.removeprefix("|").removesuffix("|")
        cells = [cell.strip() for cell in row.split("|")]
        if line.startswith("|") and len(cells) == 5 and cells[0] not in ("English", "---"):
            terms += [(cells[0], cells[1]), (cells[3], cells[4])]
    return sorted((t for t in terms if t[0]), key=lambda term: term[0].casefold())


def sections(root: Path = ROOT) -> list[tuple[Place, str]]:
    """Return the sections of all chapters with their English text, in order."""
    found = []
    for page in pages(root).values():
        if page.name.startswith("chapters/"):
            notebook = nbformat.read(root / page.paths[0], as_version=4)
            text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
            found += split_sections(page.name, text)
    return found


def split_sections(page: str, text: str) -> list[tuple[Place, str]]:
    """Cut a chapter's text at its numbered headings."""
    lines = text.splitlines()
    starts = [(n, h) for n, h in headings(text) if re.match(r"\d+\.\d+ ", h)]
    ends = [n for n, _ in starts[1:]] + [len(lines)]
    return [
        (Place(page, slug(h), h.partition(" ")[0]), "\n".join(lines[n:end]))
        for (n, h), end in zip(starts, ends, strict=True)
    ]


def first_use(term: str, places: list[tuple[Place, str]]) -> Place | None:
    """Return the first section with a term: what stands before a bracket, a comma or a slash."""
    plain = re.split(r"[(,/]", re.sub(r"\([^)]*\)", " ", term))[0]
    words = r"[\s-]+".join(map(re.escape, plain.split()))
    pattern = re.compile(rf"\b{words}", re.IGNORECASE)
    return next((place for place, text in places if pattern.search(text)), None)


def glossary_page(language: str, root: Path = ROOT) -> str:
    """Return the page's Markdown: a table of all terms."""
    words = TEXTS[language]["glossary"]
    places = sections(root)
    rows = [f"| English | 中文 | {words['first']} |", "|---|---|---|"]
    for english, chinese in read_terms(root):
        place = first_use(english, places)
        link = "–"
        if place is not None:
            link = f'<a href="{place.page}.html#{place.anchor}">{place.number}</a>'
        rows.append(f"| {english} | {chinese.translate(_FULL)} | {link} |")
    return f"# {words['title']}\n\n{words['intro']}\n\n" + "\n".join(rows) + "\n"
