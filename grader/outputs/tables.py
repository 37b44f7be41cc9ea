"""Tables of grades: our own, and those that a teacher exported from Moodle or Canvas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from grader.outputs.text import plain_text
from grader.records import Row


class TableError(ValueError):
    """The exported table is not of the expected form; the message says what is missing."""


def _read(path: Path) -> list[list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{path}: {error}") from None
    rows = list(csv.reader(io.StringIO(text)))
    if not rows:
        raise TableError(f"{path}: the table is empty")
    return rows


def _write(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _column(path: Path, head: list[str], name: str) -> int:
    if name not in head:
        raise TableError(f"{path}: no column {name!r}; export the table from the platform again")
    return head.index(name)


def _scores(results: list[Row]) -> dict[str, float]:
    return {row["student"]: row["score"] for row in results}


def moodle(path: Path, results: list[Row]) -> tuple[str, list[str]]:
    """Return Moodle's grading worksheet with grades filled in, and the students not found in it.

    Students are found by the number in "Participant 12345", by e-mail, or by full name.

    Raises:
        TableError: a column is missing.
    """
    rows = _read(path)
    head = rows[0]
    identifier, grade = _column(path, head, "Identifier"), _column(path, head, "Grade")
    mail = head.index("Email address") if "Email address" in head else None
    name = head.index("Full name") if "Full name" in head else None
    scores = _scores(results)
    numbers = {m[1]: student for student in scores if (m := re.search(r"_(\d+)$", student))}
    used = set()
    for row in rows[1:]:
        if len(row) < len(head):
            continue
        number = "".join(re.findall(r"\d+$", row[identifier]))
        keys = [row[column] for column in (mail, name) if column is not None]
        keys += [key.partition("@")[0] for key in keys]
        student = numbers.get(number) or next((key for key in keys if key in scores), None)
        if student is not None:
            row[grade] = f"{scores[student]:g}"
            used.add(student)
    return _write(rows), sorted(set(scores) - used)


def canvas(path: Path, results: list[Row], assignment: str) -> tuple[str, list[str]]:
    """Return Canvas's gradebook with one column filled in, and the students not found in it.

    Students are found by ID, login, or name; the column is the one that names the assignment.

    Raises:
        TableError: a column is missing, or several name the assignment.
    """
    rows = _read(path)
    head = rows[0]
    pattern = re.compile(rf"{re.escape(assignment)}( \(\d+\))?", re.IGNORECASE)
    columns = [index for index, name in enumerate(head) if pattern.fullmatch(name.strip())]
    if len(columns) != 1:
        raise TableError(
            f"{path}: {len(columns)} columns are named {assignment!r}; there must be exactly one"
        )
    keys = [
        head.index(name)
        for name in ("ID", "SIS Login ID", "SIS User ID", "Student")
        if name in head
    ]
    scores = _scores(results)
    numbers = {m[1]: student for student in scores if (m := re.search(r"_(\d+)$", student))}
    used = set()
    for row in rows[1:]:
        if len(row) < len(head):
            continue
        values = [row[column].strip() for column in keys]
        student = next(
            (
                numbers.get(value) or (value if value in scores else None)
                for value in values
                if value in numbers or value in scores
            ),
            None,
        )
        if student is not None:
            row[columns[0]] = f"{scores[student]:g}"
            used.add(student)
    return _write(rows), sorted(set(scores) - used)


def table_cell(value: object) -> str:
    """Return a table's cell that no spreadsheet takes for a formula."""
    if isinstance(value, (int, float)):
        return f"{value:g}"
    text = plain_text("" if value is None else value)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r", "|", "%")) else text


def as_table(rows: Iterable[Row]) -> str:
    """Return the grades as CSV: one line per student, one column per question."""
    rows = list(rows)
    questions = list(rows[0]["questions"]) if rows else []
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["student", "status", "score", "max_score", *questions, "reason", "notes"])
    for row in rows:
        scores = [_score_of(row, name) for name in questions]
        values = [row["student"], row["status"], row["score"], row["max_score"], *scores]
        values += [row["reason"], "; ".join(row["notes"])]
        writer.writerow([table_cell(value) for value in values])
    return out.getvalue()


def _score_of(row: Row, name: str) -> float | None:
    item = row["questions"].get(name)
    return item["score"] if item else None
