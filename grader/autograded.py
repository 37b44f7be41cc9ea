"""Writes the notebooks that formgrader shows and `nbgrader generate_feedback` reads.

They hold what was run: the instructor's notebook with the student's answers, each code cell
with its output, each test with its verdict. Hidden tests are in them, as in nbgrader's own.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from grader.gradebook import GradebookError
from grader.notebook import Cell, NotebookError, parse
from grader.rebuild import rebuild
from grader.results import write_file

Row = dict[str, Any]


def folder_beside(url: str) -> Path:
    """Return nbgrader's folder `autograded` beside the database at `url`.

    Raises:
        GradebookError: the database is no file.
    """
    make_url: Any = importlib.import_module("sqlalchemy.engine").make_url
    database = make_url(url).database
    if not url.startswith("sqlite") or not database:
        raise GradebookError(f"{url} is no file: say where notebooks go with --autograded FOLDER")
    return Path(database).resolve().parent / "autograded"


def write(
    folder: Path,
    assignment: str,
    notebook: str,
    cells: Sequence[Cell],
    rows: Iterable[Row],
    handed_in: Callable[[str], bytes],
) -> int:
    """Write `folder/<student>/<assignment>/<notebook>.ipynb` for each row; return how many.

    `handed_in` gives a student's submission.
    """
    nbformat: Any = importlib.import_module("nbformat")
    count = 0
    for row in rows:
        student = row["student"]
        if row["status"] == "error" or "/" in student or student in ("", ".", ".."):
            continue
        place = folder / student / assignment
        document = _document(row, cells, handed_in(student))
        write_file(place / f"{notebook}.ipynb", nbformat.writes(document) + "\n")
        count += 1
    return count


def _document(row: Row, cells: Sequence[Cell], data: bytes) -> Any:
    v4: Any = importlib.import_module("nbformat.v4")
    try:
        steps = rebuild(cells, parse(data)).steps
    except NotebookError:
        steps = rebuild(cells, []).steps
    ran = {cell["step"]: cell for cell in row["cells"]}
    document = v4.new_notebook(metadata={"language_info": {"name": "python"}})
    document.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    remarks = [f"{row['status']}: {row['reason']}"] if row["status"] != "graded" else []
    if remarks := [*remarks, *row["notes"]]:
        text = "Remarks of the grader:\n\n" + "".join(f"    {line}\n" for line in remarks)
        document.cells.append(v4.new_markdown_cell(text, id="remarks"))
    for number, step in enumerate(steps):
        document.cells.append(_cell(v4, number, step.cell, row, ran.get(number, {})))
    for count, cell in enumerate((c for c in document.cells if c.cell_type == "code"), 1):
        cell.execution_count = count
    return document


def _cell(v4: Any, number: int, cell: Cell, row: Row, ran: Row) -> Any:
    if cell.is_code:
        new = v4.new_code_cell(cell.source, id=f"cell-{number}")
        shown = [ran.get("output", "")]
        item = row["questions"].get(cell.grade_id, {})
        if cell.is_test and item:
            points = f"{item['score']:g}" if item["score"] is not None else "open"
            shown += [f"{points} of {item['max_score']:g} points", item["reason"], item["detail"]]
        text = "\n".join(part.rstrip("\n") for part in dict.fromkeys(shown) if part)
        if text:
            new.outputs.append(v4.new_output("stream", name="stdout", text=text + "\n"))
        if ran.get("error"):
            kind, _, what = ran["error"].partition(": ")
            error = {"ename": kind, "evalue": what, "traceback": [ran["error"]]}
            new.outputs.append(v4.new_output("error", **error))
    else:
        make = v4.new_markdown_cell if cell.kind == "markdown" else v4.new_raw_cell
        source = _harmless(cell.source) if cell.solution else cell.source
        new = make(source, id=f"cell-{number}")
    if cell.grade_id:
        new.metadata["nbgrader"] = _marks(cell, new)
    return new


def _harmless(text: str) -> str:
    """Return a student's Markdown without HTML that could run in the instructor's browser."""
    sanitize: Any = importlib.import_module("nbconvert.preprocessors.sanitize")
    return str(sanitize.SanitizeHTML().sanitize_html_tags(text))


def _marks(cell: Cell, new: Any) -> dict[str, Any]:
    marks: dict[str, Any] = {
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
    utils: Any = importlib.import_module("nbgrader.utils")
    return marks | {"checksum": utils.compute_checksum(new)}
