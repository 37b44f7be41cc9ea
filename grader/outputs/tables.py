"""The table of grades as CSV: one line per student, one column per question."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from grader.outputs.text import number_text, plain_text
from grader.records import Row, open_questions

_FORMULA = re.compile(r"(^|[;\t\r\n,])[\s'\"]*[=+\-@|%＝＋－＠％｜]")


def table_cell(value: object) -> str:
    """Return a table's cell that no spreadsheet takes for a formula.

    Full-width signs count, and so does a sign after blanks, or after a semicolon or tab, where
    a spreadsheet of another country begins the next cell.
    """
    if isinstance(value, (int, float)):
        return number_text(value)
    text = plain_text("" if value is None else value)
    return "'" + text if _FORMULA.search(text) else text


def as_table(rows: Iterable[Row]) -> str:
    """Return the grades as CSV, with a column for each question that any row has."""
    rows = list(rows)
    questions = list(dict.fromkeys(name for row in rows for name in row["questions"]))
    dates = ["handed_in", "taken_off"] if any("late" in row for row in rows) else []
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["student", "status", "score", "max_score", *dates, "open", *questions, "reason", "notes"]
    )
    for row in rows:
        scores = [_score_of(row, name) for name in questions]
        values = [row["student"], row["status"], row["score"], row["max_score"]]
        values += _dates_of(row) if dates else []
        values += [" ".join(open_questions(row)), *scores]
        values += [row["reason"], "; ".join(row["notes"])]
        writer.writerow([table_cell(value) for value in values])
    return out.getvalue()


def _dates_of(row: Row) -> list[object]:
    if "late" not in row:
        return ["", ""]
    late = row["late"]
    return ["unknown", "open"] if late["open"] else [late["handed_in"], late["taken_off"]]


def _score_of(row: Row, name: str) -> float | None:
    item = row["questions"].get(name)
    return item["score"] if item else None
