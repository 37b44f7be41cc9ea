"""All labs of a course in one table: what each student has, what is missing, what is not final.

Canvas's number of a student is the same in all assignments; Moodle gives another one in each, so
that Moodle's students are joined by their names. Where two have one name in a lab, nobody knows who
is who: they stay apart and are named. So are names that differ little and never handed in the same
lab: they are perhaps one student's, but only a person can tell.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.outputs import pages
from grader.outputs.reports import final_rows
from grader.outputs.results import write_file
from grader.outputs.tables import table_cell
from grader.outputs.text import counted
from grader.records import Row, not_final

MISSING = "missing"


class TotalsError(ValueError):
    """The folders cannot be joined; the message says why."""


@dataclass(frozen=True)
class Lab:
    """One folder of results: its name, its points, and its rows by student."""

    name: str
    max_score: float
    rows: Mapping[str, Row]


@dataclass(frozen=True)
class Line:
    """One student: points by lab (None where not final), missing labs, and what is open."""

    student: str
    points: dict[str, float | None]
    of: float
    missing: list[str]
    open: dict[str, str]

    @property
    def earned(self) -> float:
        """Return the sum of the final points."""
        return round(sum(one for one in self.points.values() if one is not None), 5)

    @property
    def total(self) -> float | None:
        """Return the total; None while a lab is missing or open."""
        return None if self.missing or self.open else self.earned

    def cell(self, lab: str) -> object:
        """Return what the table shows of a lab: points, "missing" or "open"."""
        if lab in self.missing:
            return MISSING
        return "open" if lab in self.open else self.points[lab]


@dataclass(frozen=True)
class Totals:
    """The labs, and a line for each student.

    `ambiguous`: names that two students of a lab have. `alike`: names that are perhaps one
    student's, whose labs are not joined.
    """

    labs: list[Lab]
    lines: list[Line]
    ambiguous: list[str]
    alike: list[list[str]]


def totals(folders: Sequence[Path]) -> Totals:
    """Return the table of several folders of results.

    Raises:
        TotalsError: two folders have results of the same assignment, or one has none.
        BusyError, ReviewError, LateError: as `final_rows`.
    """
    every = [final_rows(folder) for folder in folders]
    names = [rows[0]["assignment"] if rows else "" for rows in every]
    for folder, name in zip(folders, names, strict=True):
        if not name:
            raise TotalsError(f"{folder} has the results of nobody; leave it out")
        if names.count(name) > 1:
            raise TotalsError(
                f"{folder}: another folder has results of {name} too; name one of them"
            )
    known: dict[str, str] = {}
    counts = [Counter(_person(row, known) for row in rows) for rows in every]
    ambiguous = {person for one in counts for person, count in one.items() if count > 1}

    def key(row: Row) -> str:
        person = _person(row, known)
        return row["student"] if person in ambiguous else person

    joined = [
        Lab(name, rows[0]["max_score"], {key(row): row for row in rows})
        for name, rows in zip(names, every, strict=True)
    ]
    students = sorted({student for lab in joined for student in lab.rows})
    lines = [_line(student, joined) for student in students]
    return Totals(joined, lines, sorted(ambiguous), _alike(lines))


def _person(row: Row, known: dict[str, str]) -> str:
    """Return what a student is called in every lab.

    Args:
        row: what one lab says of the student.
        known: the name that goes with a Canvas number; a new one is added.
    """
    platform, _, number = row.get("platform", "").partition(":")
    if platform == "canvas":
        return known.setdefault(number, row["student"])
    if number and row["student"].endswith(f"_{number}"):
        return row["student"].removesuffix(f"_{number}")
    return row["student"]


def _alike(lines: Iterable[Line]) -> list[list[str]]:
    """Return groups of names that differ little, of whom no two handed in the same lab."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        plain = unicodedata.normalize("NFKC", line.student).casefold().partition("@")[0]
        letters = "".join(char for char in plain if char.isalnum()).lstrip("0")
        groups.setdefault(letters, []).append(line)
    found = []
    for letters, group in groups.items():
        labs = Counter(lab for line in group for lab in line.points)
        if len(group) > 1 and letters and max(labs.values()) == 1:
            found.append([line.student for line in group])
    return found


def _line(student: str, labs: Iterable[Lab]) -> Line:
    points: dict[str, float | None] = {}
    missing, waiting, of = [], {}, 0.0
    for lab in labs:
        of += lab.max_score
        row = lab.rows.get(student)
        if row is None:
            missing.append(lab.name)
            continue
        why = not_final(row)
        points[lab.name] = None if why else row["score"]
        if why:
            waiting[lab.name] = why
    return Line(student, points, of, missing, waiting)


def as_table(found: Totals) -> str:
    """Return the table as CSV; the total is empty while a lab is missing or open."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [lab.name for lab in found.labs]
    head: list[object] = ["student", *names, "points so far", "of", "missing", "open", "total"]
    writer.writerow([table_cell(name) for name in head])
    for line in found.lines:
        values = [line.student, *(line.cell(name) for name in names), line.earned, line.of]
        values += [", ".join(line.missing), open_text(line), line.total]
        writer.writerow([table_cell(value) for value in values])
    return out.getvalue()


def open_text(line: Line) -> str:
    """Return what is open of a student, by lab."""
    return "; ".join(f"{lab}: {why.removeprefix('open: ')}" for lab, why in line.open.items())


def as_text(found: Totals) -> list[str]:
    """Return lines on what is missing and open, and whom nobody can tell apart."""
    final = sum(line.total is not None for line in found.lines)
    students, labs = counted(len(found.lines), "student"), counted(len(found.labs), "lab")
    totals = f"{counted(final, 'total')} {'is' if final == 1 else 'are'} final"
    lines = [f"{students}, {labs}; {totals}"]
    for line in found.lines:
        if line.missing:
            lines.append(f"missing of {line.student}: {', '.join(line.missing)}")
        if line.open:
            lines.append(f"open of {line.student}: {open_text(line)}")
    if found.ambiguous:
        lines.append(
            "several students have one name, so that their labs are not joined: "
            + ", ".join(found.ambiguous)
        )
    lines += [
        f"perhaps one student, whose labs are not joined: {', '.join(names)}; if so, name the "
        "files alike and grade again"
        for names in found.alike
    ]
    return lines


def write(folders: Sequence[Path], out: Path) -> Totals:
    """Write `totals.csv` and `totals.html` into a folder.

    Raises:
        As `totals`.
    """
    found = totals(folders)
    write_file(out / "totals.csv", as_table(found))
    page = pages.totals(
        labs=found.labs,
        lines=found.lines,
        ambiguous=found.ambiguous,
        alike=found.alike,
        open_text=open_text,
    )
    write_file(out / "totals.html", page)
    return found
