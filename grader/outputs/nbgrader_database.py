"""Write the results into nbgrader's own database, so that formgrader keeps working."""

from __future__ import annotations

import importlib
import os
import re
import sys
import warnings
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from grader.notebook.cells import Cell, without_solution
from grader.outputs.text import plain_text
from grader.records import Row

MISSING = "--gradebook needs nbgrader: pip install nbgrader"
# nbgrader's pages print names as HTML and find students by parts of paths.
_STUDENT = re.compile(r"[\w@+,()][\w .@+,()'-]{0,99}")


class GradebookError(RuntimeError):
    """nbgrader is not installed, or the database cannot be opened."""


def write_gradebook(
    url: str,
    assignment: str,
    notebook: str,
    cells: list[Cell],
    rows: Iterable[Row],
    times: Mapping[str, datetime] | None = None,
) -> tuple[int, list[str]]:
    """Write the rows into the database at `url` (`sqlite:///gradebook.db`).

    Points that a person gave are never changed. `times` are those of handing in, by student.
    One writer at a time: SQLite. Returns how many rows were written, and for each other one a
    sentence that says why not.

    Raises:
        GradebookError: nbgrader is not installed, or the database cannot be opened.
    """
    try:
        api: Any = importlib.import_module("nbgrader.api")
    except ImportError:
        raise GradebookError(MISSING) from None
    # nbgrader calls the program alembic, which lies beside this interpreter.
    path = os.environ.get("PATH", os.defpath)
    try:
        os.environ["PATH"] = f"{os.path.dirname(sys.executable)}{os.pathsep}{path}"
        book = api.Gradebook(url)
    except Exception as error:
        raise GradebookError(f"{url}: {error}") from None
    finally:
        os.environ["PATH"] = path
    count, problems = 0, []
    with book, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Object of type")
        _prepare(api, book, assignment, notebook, cells)
        for row in rows:
            problem = why_not(row)
            if not problem:
                try:
                    _write_row(api, book, assignment, notebook, row, (times or {}))
                    count += 1
                except Exception as error:  # one row must not stop the class
                    book.db.rollback()
                    problem = f"nbgrader's database refuses it: {error}"
            if problem:
                problems.append(f"{plain_text(row['student'])}: not in the gradebook: {problem}")
    return count, problems


def why_not(row: Row) -> str:
    """Return why nbgrader cannot get a row, "" if it can."""
    if row["status"] == "error":
        return row["reason"] or "the grader failed"
    if not _STUDENT.fullmatch(row["student"]):
        return "nbgrader's pages cannot show such a name; rename the submission"
    return ""


def node(cell: Cell, source: str, **more: Any) -> Any:
    """Return a cell as nbformat has it, with nbgrader's metadata and checksum."""
    v4: Any = importlib.import_module("nbformat.v4")
    utils: Any = importlib.import_module("nbgrader.utils")
    make = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell, "raw": v4.new_raw_cell}
    new = make[cell.kind](source.encode("utf-8", "replace").decode(), **more)
    if cell.grade_id:
        marks = {
            "schema_version": 3,
            "grade_id": cell.grade_id,
            "cell_type": cell.kind,
            "grade": cell.grade,
            "solution": cell.solution,
            "locked": cell.locked,
            "task": cell.task,
        }
        if cell.grade or cell.task:
            marks["points"] = cell.points
        new.metadata["nbgrader"] = marks
        new.metadata["nbgrader"]["checksum"] = utils.compute_checksum(new)
    return new


def _prepare(api: Any, book: Any, assignment: str, notebook: str, cells: list[Cell]) -> None:
    """Create what `nbgrader generate_assignment` would have created, as far as it is missing."""
    utils: Any = importlib.import_module("nbgrader.utils")
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
        try:
            book.find_source_cell(cell.grade_id, notebook, assignment)
        except api.MissingEntry:
            # With hidden tests, as nbgrader keeps it: its own autograde would need them.
            new = node(cell, without_solution(cell))
            book.add_source_cell(
                cell.grade_id,
                notebook,
                assignment,
                source=new.source,
                checksum=new.metadata.nbgrader["checksum"],
                locked=bool(utils.is_locked(new)),
                **kind,
            )


def _write_row(
    api: Any, book: Any, assignment: str, notebook: str, row: Row, times: Mapping[str, datetime]
) -> None:
    student = row["student"]
    book.update_or_create_student(student)
    submission = book.update_or_create_submission(assignment, student)
    if student in times:
        submission.timestamp = times[student]
    for name, item in row["questions"].items():
        try:
            grade = book.find_grade(name, notebook, assignment, student)
        except api.MissingEntry:  # the test is newer than the submission's entry
            grade = api.Grade(
                cell=book.find_graded_cell(name, notebook, assignment),
                notebook=book.find_submission_notebook(notebook, assignment, student),
            )
            book.db.add(grade)
        if grade.manual_score is None or grade.auto_score != item["score"]:
            waiting = item["score"] is None or item["review"]
            grade.needs_manual_grade = grade.manual_score is not None or waiting
        grade.auto_score = item["score"]
    if "late" in row:
        handed_in = book.find_submission_notebook(notebook, assignment, student)
        handed_in.late_submission_penalty = row["late"]["taken_off"]
    book.db.commit()
