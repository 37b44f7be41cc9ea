"""The pages that are no notebooks: Markdown of the project, and what is made of its data."""

from __future__ import annotations

import re
from pathlib import Path

from course.book.glossary import glossary_page
from course.book.pages import Page, pages
from course.book.records import experiments_page
from course.book.site import TEXTS
from course.book.slides import slides_page
from course.config import ROOT, book_address

_MADE = {
    "experiments": experiments_page,
    "glossary": glossary_page,
    "slides": slides_page,
}
# Between Chinese signs, or behind a Chinese comma, the end of a line would show as a space.
_SIGN = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_BREAK = re.compile(f"(?<={_SIGN})\n *(?={_SIGN})|(?<=[，。；：、？！）」])\n *(?=`[^`]|[A-Za-z])")
# A page's link to its other language: the page's head has one.
_OTHER = re.compile(r"^\[(English|繁體中文)\]\(\S+\)\n+", re.MULTILINE)
_MORE = ("experiments", "slides", "notation", "glossary", "semester", "contributing")


def text(page: Page, language: str, root: Path = ROOT) -> str:
    """Return a page's Markdown in one language."""
    if page.name in _MADE:
        return _MADE[page.name](language)
    own = (root / page.path(language)).read_text(encoding="utf-8")
    own = _BREAK.sub("", _OTHER.sub("", own))
    return front(own, TEXTS[language]["play"]) if page.name == "index" else own


def front(readme: str, play: str) -> str:
    """Return the first page: the README without its link to the book, chapters before setup.

    Args:
        readme: its first section says how to start, the next two list the chapters and the labs.
        play: a paragraph that leads to what one can play with.
    """
    opening, start, chapters, labs, *rest = re.split(r"^(?=## )", readme, flags=re.MULTILINE)
    paragraphs = [p for p in opening.strip().split("\n\n") if book_address() not in p]
    return "".join(["\n\n".join([*paragraphs, play, ""]), chapters, labs, start, *rest])


def contents(language: str) -> str:
    """Return the table of contents, hidden in the first page."""
    words = TEXTS[language]
    parts = {
        words["chapters"]: [n for n in pages() if n.startswith("chapters/")],
        words["labs"]: [n for n in pages() if n.startswith("labs/")],
        words["more"]: list(_MORE),
    }
    return "".join(
        f"\n\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n" + "\n".join(names) + "\n```\n"
        for caption, names in parts.items()
    )
