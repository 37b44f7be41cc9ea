"""Write the notebooks that formgrader shows and `nbgrader generate_feedback` reads.

They hold what was run: the instructor's notebook with the student's answers, each code cell
with its output, each test with its verdict. Hidden tests are in them, as in nbgrader's own. A
student's text is turned into harmless HTML here: formgrader runs where the instructor is
logged in, and there even an image can give orders.
"""

from __future__ import annotations

import html
import importlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.notebook.assignment import Assignment
from grader.notebook.cells import NotebookError, parse
from grader.notebook.merge import Step, merge
from grader.outputs.nbgrader_database import MISSING, GradebookError, node, why_not
from grader.outputs.results import write_file
from grader.outputs.text import plain_text
from grader.records import CellReport, Row, digest_of

# What goes beyond this, in a notebook, is shown as it is: its rendering could take hours.
MAX_TEXT = 40_000
_Pictures = dict[int, dict[str, Any]]  # by the places of their cells


def folder_beside(url: str) -> Path:
    """Return nbgrader's folder `autograded` beside the database at `url`.

    Raises:
        GradebookError: the database is not a file.
    """
    try:
        make_url: Any = importlib.import_module("sqlalchemy.engine").make_url
        database = make_url(url).database
    except ImportError:
        raise GradebookError(MISSING) from None
    except Exception as error:
        raise GradebookError(f"{url}: {error}") from None
    if not url.startswith("sqlite") or database in (None, "", ":memory:"):
        raise GradebookError(
            f"{url} is not a file: say where notebooks go with --autograded FOLDER"
        )
    return Path(database).resolve().parent / "autograded"


def write(
    folder: Path,
    name: str,
    assignment: Assignment,
    rows: Iterable[Row],
    handed_in: Callable[[str], bytes | None],
    times: Mapping[str, datetime] | None = None,
) -> tuple[int, list[str]]:
    """Write `folder/<student>/<name>/<notebook>.ipynb` for each row that nbgrader can get.

    `handed_in` gives a student's submission, None if it is not at hand, `times` when it was
    handed in. What was written before stays where the submission is not the graded one.
    Returns how many were written, and for each other one a sentence that says why not.
    """
    nbformat: Any = importlib.import_module("nbformat")
    count, problems = 0, []
    pictures = _pictures(assignment.data)
    for row in rows:
        if why_not(row):
            continue
        student = row["student"]
        without = f"{student}: no notebook for formgrader: "
        data = handed_in(student)
        if data is None or digest_of(data) != row.get("submission"):
            problems.append(f"{without}the graded submission is not at hand")
            continue
        try:
            place = folder / student / name
            document = _document(row, assignment, data, pictures)
            write_file(place / f"{assignment.name}.ipynb", nbformat.writes(document) + "\n")
            if times and student in times:
                stamp = f"{times[student]:%Y-%m-%d %H:%M:%S.%f} UTC\n"
                write_file(place / "timestamp.txt", stamp)
            count += 1
        except Exception as error:  # one row must not stop the class
            problems.append(f"{without}{type(error).__name__}: {error}")
    return count, problems


def _document(row: Row, assignment: Assignment, data: bytes, pictures: _Pictures) -> Any:
    v4: Any = importlib.import_module("nbformat.v4")
    try:
        steps = merge(assignment.cells, parse(data)).steps
    except NotebookError:
        steps = merge(assignment.cells, []).steps
    ran = {cell["step"]: cell for cell in row["cells"]}
    document = v4.new_notebook(metadata={"language_info": {"name": "python"}})
    document.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    remarks = [f"{row['status']}: {row['reason']}"] if row["status"] != "graded" else []
    if remarks := [*remarks, *row["notes"]]:
        text = "".join(f"    {plain_text(line)}\n" for line in remarks)
        document.cells.append(v4.new_markdown_cell(f"Remarks of the grader:\n\n{text}"))
    left = MAX_TEXT
    for number, step in enumerate(steps):
        cell = step.cell
        if cell.is_code:
            new = _code(step, row, ran.get(number))
        elif cell.solution or cell.task or step.index < 0:
            left -= len(cell.source)
            new = node(cell, harmless(cell.source, rendered=left >= 0))
        else:
            new = node(cell, cell.source, **pictures.get(step.index, {}))
        document.cells.append(new)
    for number, cell in enumerate(document.cells):
        cell["id"] = f"cell-{number}"
    for count, cell in enumerate((c for c in document.cells if c.cell_type == "code"), 1):
        cell.execution_count = count
    return document


def _pictures(data: bytes) -> _Pictures:
    """Return what is pasted into the instructor's cells; a notebook of format 3 has none."""
    cells = json.loads(data.decode("utf-8-sig")).get("cells", [])
    return {
        index: {"attachments": cell["attachments"]}
        for index, cell in enumerate(cells)
        if "attachments" in cell
    }


def _code(step: Step, row: Row, ran: CellReport | None) -> Any:
    cell = step.cell
    v4: Any = importlib.import_module("nbformat.v4")
    new = node(cell, cell.source)
    shown = [ran["output"] if ran else ""]
    item = row["questions"].get(cell.grade_id)
    if cell.is_test and item:
        points = f"{item['score']:g}" if item["score"] is not None else "open"
        shown += [f"{points} of {item['max_score']:g} points", item["reason"], item["detail"]]
    text = "\n".join(part.rstrip("\n") for part in dict.fromkeys(shown) if part)
    if text:
        new.outputs.append(v4.new_output("stream", text=text + "\n"))
    if ran and ran["error"]:
        kind, _, what = ran["error"].partition(": ")
        error = {"ename": kind, "evalue": what, "traceback": [ran["error"]]}
        new.outputs.append(v4.new_output("error", **error))
    return new


def harmless(text: str, *, rendered: bool = True) -> str:
    """Return a student's Markdown as one block of HTML with no link, image, script or id.

    Formulas stay as they are, for MathJax. If not `rendered`, all of it stays as it is.
    """
    if not rendered:
        body = f"<pre>{html.escape(text)}</pre>"
    else:
        mistune: Any = importlib.import_module("nbconvert.filters.markdown_mistune")
        escape = html.escape

        class Plain(mistune.IPythonRenderer):  # type: ignore[misc]
            def image(self, text: str, url: str, title: str | None = None) -> str:
                # The text is HTML already, perhaps with tags.
                return f"[image: {escape(html.unescape(text))} {escape(url)}]"

            def link(self, text: str, url: str, title: str | None = None) -> str:
                return f"{text} ({escape(url)})"

            def block_mermaidjs(self, code: str) -> str:
                return f"<pre>{escape(code)}</pre>"

        plain = Plain(escape=True, exclude_anchor_links=True)
        body = mistune.MarkdownWithMath(renderer=plain).render(text)
    # In one line: an empty one would end the block, and Markdown would begin again.
    return "<div>" + body.strip().replace("\n", "&#10;") + "</div>"
