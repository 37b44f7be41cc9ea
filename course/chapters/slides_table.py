"""`python -m course slides`: the slides' statements by deck, and where each is settled."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from course.chapters.build import read_source
from course.chapters.slides import OPEN, STATES, Claim, Statement, claims, load_ledger
from course.config import ROOT, Chapter

# Where the output is not a terminal, a row shall still be one line.
WIDTH = 200


def print_slides(chapters: list[Chapter], root: Path = ROOT) -> None:
    """Print the statements that chapters settle, by deck, and a line that counts them."""
    ledger = load_ledger(root)
    settled = {c.number: claims(read_source(c, root)) for c in chapters}
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    counts: Counter[str] = Counter()
    for deck in ledger.decks.values():
        table = Table(
            "id", "statement", "verdict", "state", "where", box=None, title_justify="left"
        )
        table.title = f"Deck {deck.letter}: {deck.title}, {deck.lecturer or 'nobody named'}"
        for statement in ledger.statements.values():
            if statement.id[0] == deck.letter and statement.chapter in settled:
                cells = settled[statement.chapter].get(statement.id, [])
                state = STATES[statement.verdict] if cells else OPEN
                counts[state] += 1
                where = _where(statement, cells)
                table.add_row(statement.id, statement.en, statement.verdict, state, where)
        if table.row_count:
            console.print(table)
            console.print()
    parts = ", ".join(f"{counts[state]} {state}" for state in ("shown", "refuted", "history", OPEN))
    print(f"{counts.total()} statements: {parts}")


def _where(statement: Statement, cells: list[Claim]) -> str:
    places = ", ".join(f"{c.section} cell {c.number}" for c in cells)
    return places or f"chapter {statement.chapter}"
