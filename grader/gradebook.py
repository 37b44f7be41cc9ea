"""Writes the results into nbgrader's own database, so that formgrader goes on working."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from grader.notebook import Cell, released

Row = dict[str, Any]


class GradebookError(RuntimeError):
    """nbgrader is not installed, or the database cannot be opened."""


def write(
    url: str,
    assignment: str,
    notebook: str,
    cells: list[Cell],
    rows: Iterable[Row],
    times: Mapping[str, str] | None = None,
) -> int:
    """Write the rows into the database at `url` (`sqlite:///gradebook.db`); return how many.

    Points that a person gave are never changed. `times` are those of handing in, by student.
    One writer at a time: SQLite.

    Raises:
        GradebookError: nbgrader is not installed, or the database cannot be opened.
    """
    try:
        api: Any = importlib.import_module("nbgrader.api")
    except ImportError:
        raise GradebookError("--gradebook needs nbgrader: pip install nbgrader") from None
    # nbgrader calls the program alembic, which lies beside this interpreter.
    path = os.environ.get("PATH", os.defpath)
    try:
        os.environ["PATH"] = f"{os.path.dirname(sys.executable)}{os.pathsep}{path}"
        book = api.Gradebook(url)
    except Exception as error:
        raise GradebookError(f"{url}: {error}") from None
    finally:
        os.environ["PATH"] = path
    count = 0
    with book, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Object of type", module="nbgrader")
        _prepare(book, assignment, notebook, cells)
        for row in rows:
            if row["status"] != "error":
                _write_row(book, assignment, notebook, row, (times or {}).get(row["student"]))
                count += 1
    return count


def _prepare(book: Any, assignment: str, notebook: str, cells: list[Cell]) -> None:
    """Create what `nbgrader generate_assignment` would have created, as far as it is missing."""
    book.update_or_create_assignment(assignment)
    book.update_or_create_notebook(notebook, assignment)
    for cell in cells:
        if not cell.grade_id:
            continue
        kind = {"cell_type": cell.kind}
        if cell.task:
            book.update_or_create_task_cell(
                cell.grade_id, notebook, assignment, max_score=cell.points, **kind
            )
        elif cell.grade:
            book.update_or_create_grade_cell(
                cell.grade_id, notebook, assignment, max_score=cell.points, **kind
            )
        if cell.solution:
            book.update_or_create_solution_cell(cell.grade_id, notebook, assignment)
        book.update_or_create_source_cell(
            cell.grade_id,
            notebook,
            assignment,
            source=released(cell),
            locked=not cell.solution,
            **kind,
        )


def _write_row(book: Any, assignment: str, notebook: str, row: Row, time: str | None) -> None:
    student = row["student"]
    book.update_or_create_student(student)
    submission = book.update_or_create_submission(assignment, student)
    if time:
        utils: Any = importlib.import_module("nbgrader.utils")
        with contextlib.suppress(ValueError, OverflowError):  # no time that could be read
            submission.timestamp = utils.parse_utc(time)
    for name, item in row["questions"].items():
        grade = book.find_grade(name, notebook, assignment, student)
        grade.auto_score = item["score"]
        grade.needs_manual_grade = grade.manual_score is not None or item["score"] is None
    book.db.commit()
