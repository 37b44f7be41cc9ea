"""Grades into the tables that a teacher exported from Moodle or Canvas.

A wrong grade is worse than a missing one: what is not final is left out and named, and a row of
the table is found by one identifier that the platform gives out, never by a name that its user
chose.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader.outputs.dates import moodle_time
from grader.outputs.text import number_text
from grader.records import Row, not_final


class TableError(ValueError):
    """The exported table is not of the expected form; the message says what is missing."""


@dataclass(frozen=True)
class Filled:
    """A table with grades filled in.

    `matched_by`: the identifier that found the rows. `missing`: students with a final grade whom
    the table does not have. `held`: why a student's grade is not written, by student.
    """

    text: str
    matched_by: str
    missing: list[str]
    held: dict[str, str]


@dataclass(frozen=True)
class _Platform:
    """Where a platform's table has what."""

    name: str
    number: str  # the column with the number that stands in the names of its zip
    logins: tuple[str, ...]  # columns that the institution fills in, the best first


MOODLE = _Platform("moodle", "Identifier", ("Email address", "ID number", "Username"))
CANVAS = _Platform("canvas", "ID", ("SIS Login ID", "SIS User ID", "Integration ID"))
_WITHOUT_DOMAIN = " before the @"
HANDED_IN = "Last modified (submission)"
_MAIL = re.compile(r"[^@\s]+@[^@\s]+").fullmatch
_PARTICIPANT = re.compile(r"\D*\s\d+").fullmatch


@dataclass
class GradeTable:
    """An exported table, read and checked before anything is graded."""

    path: Path
    platform: _Platform
    rows: list[list[str]]
    first: int  # the first row of a student
    grade: int  # the column to fill in
    maximum: Callable[[list[str]], str]
    columns: dict[str, int] = field(default_factory=dict)

    def fill(self, results: Iterable[Row]) -> Filled:
        """Return the table with the final grades, scaled to the column's own maximum.

        Raises:
            TableError: an identifier stands in two rows, or two submissions belong to one row.
        """
        results = list(results)
        held = {row["student"]: why for row in results if (why := not_final(row))}
        students = self._students()
        label, keys = self._identifier(results)
        rows = self._rows_by(label, set(keys.values()))
        taken: dict[int, str] = {}
        missing = []
        for result in results:
            student = result["student"]
            at = rows.get(keys.get(student, ""))
            if at is None:
                if student not in held:
                    missing.append(student)
                continue
            if at in taken:
                raise TableError(
                    f"{self.path}: {taken[at]!r} and {student!r} both belong to the row "
                    f"{label} {keys[student]!r}; remove one of the two submissions"
                )
            taken[at] = student
            if student not in held:
                students[at][self.grade] = self._scaled(students[at], result)
        return Filled(_written(self.rows), label, sorted(missing), held)

    def by_number(self, column: str) -> dict[str, str]:
        """Return what a column says of each student, by number ("moodle:4711"); {} without it."""
        label = self.platform.number
        if not {column, label} <= self.columns.keys():
            return {}
        at, students = self.columns[column], self._students()
        return {f"{self.platform.name}:{self._key(label, row)}": row[at] for row in students}

    def _students(self) -> list[list[str]]:
        return [row for row in self.rows[self.first :] if len(row) >= len(self.rows[0])]

    def _candidates(self, results: list[Row]) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield identifiers with the key of each student, the surest first."""
        prefix = f"{self.platform.name}:"
        own = {
            row["student"]: row["platform"].removeprefix(prefix)
            for row in results
            if row.get("platform", "").startswith(prefix)
        }
        if own:
            yield self.platform.number, own
        names = {row["student"]: row["student"].strip() for row in results}
        for column in self.platform.logins:
            if column in self.columns:
                yield column, names
        if "Email address" in self.columns:
            yield "Email address" + _WITHOUT_DOMAIN, names

    def _identifier(self, results: list[Row]) -> tuple[str, dict[str, str]]:
        """Return the identifier that finds most rows: one for the whole table."""
        best: tuple[int, str, dict[str, str]] = (0, "", {})
        for label, keys in self._candidates(results):
            present = {self._key(label, row) for row in self._students()} - {""}
            count = len(present & set(keys.values()))
            if count > best[0]:
                best = (count, label, keys)
        return best[1], best[2]

    def _key(self, label: str, row: list[str]) -> str:
        if not label:
            return ""
        value = row[self.columns[label.removesuffix(_WITHOUT_DOMAIN)]].strip()
        if label.endswith(_WITHOUT_DOMAIN):
            return value.partition("@")[0]
        if label == MOODLE.number:  # "Participant 4711", in any language
            number = re.search(r"\d+$", value)
            return number[0] if number else ""
        return value

    def _rows_by(self, label: str, wanted: set[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for at, row in enumerate(self._students()):
            key = self._key(label, row)
            if key in found and key in wanted:
                raise TableError(
                    f"{self.path}: {label} {key!r} stands in two rows; make the rows differ, or "
                    "hand in the platform's own zip, whose numbers are unique"
                )
            if key:
                found[key] = at
        return found

    def _scaled(self, row: list[str], result: Row) -> str:
        text = self.maximum(row)
        most = _number(text)
        if most is None or most <= 0:
            raise TableError(
                f"{self.path}: the maximum of the column is {text!r}, not a number; set it on the "
                "platform and export again"
            )
        shown = number_text(result["score"] * most / result["max_score"])
        return shown.replace(".", ",") if "," in text else shown


def moodle_table(path: Path, column: str = "") -> GradeTable:
    """Read Moodle's grading worksheet (its headings may be in any language).

    Args:
        path: the exported file.
        column: the heading of the column to fill in; "Grade" if empty.

    Raises:
        TableError: it is not such a table, or the column is missing.
    """
    rows = _read(path)
    head = rows[0]
    columns = _columns(head)
    if "Identifier" not in columns:
        columns["Identifier"] = _the_one(path, rows, _PARTICIPANT, "participants' numbers")
    if "Email address" not in columns and (mail := _matching(rows, _MAIL)):
        columns["Email address"] = mail[0]
    if HANDED_IN not in columns and (times := _matching(rows, _is_time_or_none)):
        columns[HANDED_IN] = times[0]  # the next one, if any, is of the grade
    name = column or "Grade"
    if name not in columns:
        raise TableError(
            f"{path}: no column {name!r}; name the one for the grades with --column, one of: "
            f"{', '.join(head)}"
        )
    grade = columns[name]
    maximum = columns.get("Maximum Grade", grade + 1)
    if maximum >= len(head):
        raise TableError(f"{path}: no column with the maximum grade beside {name!r}")
    return GradeTable(path, MOODLE, rows, 1, grade, lambda row: row[maximum], columns)


def canvas_table(path: Path, assignment: str, column: str = "") -> GradeTable:
    """Read Canvas's exported gradebook.

    Args:
        path: the exported file.
        assignment: the assignment's name, which the column has, perhaps with a number behind it.
        column: the column's name, where it is another.

    Raises:
        TableError: it is not such a table, or there is not exactly one such column.
    """
    rows = _read(path)
    head = rows[0]
    columns = _columns(head)
    wanted = column or assignment
    pattern = re.compile(rf"{re.escape(wanted)}( \(\d+\))?", re.IGNORECASE)
    found = [index for index, name in enumerate(head) if pattern.fullmatch(name.strip())]
    if len(found) != 1:
        raise TableError(
            f"{path}: {len(found)} columns are named {wanted!r}; there must be exactly one: name "
            f"it with --column, one of: {', '.join(head)}"
        )
    if "ID" not in columns:
        raise TableError(f"{path}: no column 'ID'; export the gradebook from Canvas again")
    points = next((row for row in rows[1:] if "Points Possible" in row[0]), None)
    if points is None or len(points) <= found[0]:
        raise TableError(f"{path}: no row 'Points Possible'; export the gradebook again")
    maximum = points[found[0]]
    first = rows.index(points) + 1
    return GradeTable(path, CANVAS, rows, first, found[0], lambda row: maximum, columns)


def _read(path: Path) -> list[list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{path}: {error}") from None
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    if not rows:
        raise TableError(f"{path}: the table is empty")
    return rows


def _columns(head: list[str]) -> dict[str, int]:
    names = [name.strip() for name in head]
    return {name: index for index, name in enumerate(names) if names.count(name) == 1}


def _is_time_or_none(text: str) -> bool:
    return text in ("", "-") or bool(moodle_time(text))


def _matching(rows: list[list[str]], fits: Callable[[str], object]) -> list[int]:
    """Return the columns in which every row of a student fits, and not all are empty."""
    body = [row for row in rows[1:] if len(row) >= len(rows[0])]
    return [
        index
        for index in range(len(rows[0]))
        if all(fits(row[index].strip()) for row in body)
        and any(row[index].strip() not in ("", "-") for row in body)
    ]


def _the_one(path: Path, rows: list[list[str]], fits: Callable[[str], object], what: str) -> int:
    found = _matching(rows, fits)
    if not found:
        raise TableError(f"{path}: no column with {what}; export the worksheet again")
    return found[0]


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _written(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
