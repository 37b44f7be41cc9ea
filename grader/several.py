"""Grade an assignment: one notebook, or all in its folder with one row for each student."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from grader import engine
from grader.notebook.assignment import Assignment, find_all
from grader.outputs.late import together
from grader.outputs.reports import write_reports
from grader.outputs.results import Results
from grader.records import CellReport, Question, Row, digest_of

# What a joined row says of its notebooks: the worst of them.
_STATUSES = ("graded", "stopped", "unreadable", "error")
Graded = tuple[Results, Assignment]


def grade_all(
    name: str,
    handed_in: Path,
    out: Path,
    settings: engine.Settings,
    progress: Callable[[str, int, int], None] = lambda text, done, total: None,
) -> tuple[Results, list[Graded]]:
    """Grade an assignment into `out`; return its results, and those of each notebook.

    Of several notebooks each has a folder of its own in `out`, and `out` has what they give
    together.

    Raises:
        As `engine.grade`.
    """
    paths = find_all(name)
    if len(paths) == 1:
        one = engine.grade(str(paths[0]), handed_in, out, settings, progress)
        return one[0], [one]
    parts = [
        engine.grade(str(path), handed_in, out / path.stem, settings, progress) for path in paths
    ]
    results = Results(out, paths[0].resolve().parent.name)
    with results.writing():
        students = dict.fromkeys(student for part, _ in parts for student in part.rows)
        for student in students:
            rows = [part.rows[student] for part, _ in parts if student in part.rows]
            row = joined(results.assignment, rows)
            if json.dumps(row) != json.dumps(results.rows.get(student)):
                results.append(row)
        orders = [list(assignment.points) for _, assignment in parts]
        names = [assignment.name for _, assignment in parts]
        results.keep(students, [one for ids in _ids(names, orders) for one in ids])
        write_reports(results, [text for _, one in parts for text in _remarks(one)])
        results.unwritten[:0] = [text for part, _ in parts for text in part.unwritten]
    return results, parts


def _remarks(assignment: Assignment) -> list[str]:
    found = assignment.calibration
    return [f"{assignment.name}: {text}" for text in (*found.problems, *found.remarks)]


def _ids(names: Sequence[str], questions: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the questions' ids by notebook: NOTEBOOK/ID where another notebook has the same."""
    every = [question for ids in questions for question in ids]
    return [
        [f"{name}/{one}" if every.count(one) > 1 else one for one in ids]
        for name, ids in zip(names, questions, strict=True)
    ]


def joined(assignment: str, rows: Sequence[Row]) -> Row:
    """Return one row of a student's rows for the notebooks of an assignment."""
    names = [row["assignment"] for row in rows]
    questions: dict[str, Question] = {}
    cells: list[CellReport] = []
    titles: dict[str, str] = {}
    for row, ids in zip(rows, _ids(names, [list(row["questions"]) for row in rows]), strict=True):
        known = dict(zip(row["questions"], ids, strict=True))
        questions |= {known[one]: item for one, item in row["questions"].items()}
        found = row.get("titles", {}).items()
        titles |= {known[one]: title for one, title in found if one in known}
        cells += [{**cell, "id": known.get(cell["id"], cell["id"])} for cell in row["cells"]]
    late = together(row["late"] for row in rows if "late" in row)
    reasons = [f"{row['assignment']}: {row['reason']}" for row in rows if row["reason"]]
    whole: Row = {
        **rows[0],
        "assignment": assignment,
        "status": max((row["status"] for row in rows), key=_STATUSES.index),
        "reason": "; ".join(reasons),
        "score": sum(row["score"] for row in rows),
        "max_score": sum(row["max_score"] for row in rows),
        "questions": questions,
        "notes": [f"{row['assignment']}: {note}" for row in rows for note in row["notes"]],
        "cells": cells,
        "titles": titles,
        "isolation": min(row["isolation"] for row in rows),
        "submission": digest_of("".join(row["submission"] for row in rows).encode()),
        "key": digest_of("".join(row["key"] for row in rows).encode()),
        "seconds": round(sum(row["seconds"] for row in rows), 3),
    }
    if late:
        whole["late"] = late
    for row in reversed(rows):  # one that cannot be read has none
        if "language" in row:
            whole["language"] = row["language"]
    return whole
