"""The page of the slides' statements: claim, verdict, links to the cells that settle it."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from html import escape
from pathlib import Path

from course.book.site import TEXTS
from course.chapters.build import read_source
from course.chapters.notebook import cell_ids
from course.chapters.slides import FIRST_CELL, Claim, Deck, Statement, claims, load_ledger
from course.config import ROOT, Chapter, load_chapters

_ROW = """\
<li id="{id}"><span class="claim"><b>{name}</b> {text}</span>
<span class="verdict {kind}">{verdict}</span>
<span class="where">{where}</span></li>"""


@cache
def _settled(chapter: Chapter, root: Path) -> tuple[dict[str, list[Claim]], list[str]]:
    """Return the cells that settle each statement, and the ids of all cells."""
    source = read_source(chapter, root)
    return claims(source), cell_ids(source)


def anchors(chapter: Chapter, root: Path = ROOT) -> dict[str, list[str]]:
    """Return the anchors of a chapter's cells by cell id: `a004`, `a004-2` for a second cell."""
    settled, ids = _settled(chapter, root)
    found = defaultdict(list)
    for name, cells in settled.items():
        for i, claim in enumerate(cells):
            found[ids[claim.number - FIRST_CELL]].append(_anchor(name, i))
    return dict(found)


def _anchor(name: str, i: int) -> str:
    return name.lower() + (f"-{i + 1}" if i else "")


def slides_page(language: str, root: Path = ROOT) -> str:
    """Return the page's Markdown: a section for each deck, with counts and statements."""
    words = TEXTS[language]["slides"]
    ledger = load_ledger(root)
    chapters = {c.number: c for c in load_chapters(root)}
    parts = [f"# {words['title']}", words["intro"]]
    for deck in ledger.decks.values():
        statements = [s for s in ledger.statements.values() if s.id[0] == deck.letter]
        counts = Counter(s.verdict for s in statements)
        total = words["counts"].format(
            total=len(statements),
            parts=words["comma"].join(f"{words[v]} {n}" for v, n in counts.most_common()),
        )
        rows = [_row(s, chapters[s.chapter], language, root) for s in statements]
        # In one piece: a blank line would end the list.
        parts += [_heading(deck, language), total]
        parts.append("\n".join(['<ul class="statements">', *rows, "</ul>"]))
    return "\n\n".join(parts)


def _heading(deck: Deck, language: str) -> str:
    words = TEXTS[language]["slides"]
    title = deck.title if language == "en" else deck.title_zh
    heading = f"## {words['deck']} {deck.letter}{words['colon']}{title}"
    return f"{heading}\n\n{deck.lecturer or words['nobody']}"


def _row(statement: Statement, chapter: Chapter, language: str, root: Path) -> str:
    words = TEXTS[language]["slides"]
    page = f"chapters/{chapter.name}.html"
    links = [
        f'<a href="{page}#{_anchor(statement.id, i)}">{_label(claim, words)}</a>'
        for i, claim in enumerate(_settled(chapter, root)[0].get(statement.id, []))
    ]
    where = words["comma"].join(links) or words["open"].format(number=chapter.number)
    text = statement.en if language == "en" else statement.zh
    return _ROW.format(
        id=statement.id.lower(),
        name=statement.id,
        text=escape(text, quote=False),
        kind=statement.verdict,
        verdict=words[statement.verdict],
        where=where,
    )


def _label(claim: Claim, words: dict[str, str]) -> str:
    section = claim.section if claim.section[:1].isdigit() else ""
    return words["cell"].format(section=section, number=claim.number).strip()
