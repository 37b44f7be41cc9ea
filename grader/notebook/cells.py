"""Notebooks as plain values: read with suspicion, without running or trusting anything in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MAX_BYTES = 32 * 2**20
MAX_CELLS = 5_000
MAX_SOURCE = 4 * 2**20

# What nbgrader puts into a released notebook, and the texts of the lines around what it takes out.
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
TEXT_STUB = "YOUR ANSWER HERE"
SOLUTION = ("BEGIN SOLUTION", "END SOLUTION")
HIDDEN = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
MARK_SCHEME = ("BEGIN MARK SCHEME", "END MARK SCHEME")
GRADE_ID = re.compile(r"[a-zA-Z0-9_\-]{1,200}")


class NotebookError(ValueError):
    """The bytes are not a notebook that can be graded; the message says why."""


@dataclass(frozen=True)
class Cell:
    """One cell with what nbgrader says about it."""

    kind: str
    source: str
    grade_id: str = ""
    grade: bool = False
    solution: bool = False
    locked: bool = False
    task: bool = False
    points: float = 0.0

    @property
    def is_code(self) -> bool:
        """Return whether the cell is executed."""
        return self.kind == "code"

    @property
    def is_test(self) -> bool:
        """Return whether the cell gives points by running."""
        return self.grade and not self.solution and self.is_code

    @property
    def is_manual(self) -> bool:
        """Return whether a person gives the points."""
        return (self.grade and (self.solution or not self.is_code)) or self.task


def parse(data: bytes) -> list[Cell]:
    """Return the cells of a notebook of format 3 or 4.

    Raises:
        NotebookError: it is too large, not UTF-8, not JSON, or has no cells.
    """
    if len(data) > MAX_BYTES:
        raise NotebookError(f"the file is larger than {MAX_BYTES // 2**20} MiB")
    if not data.strip():
        raise NotebookError("the file is empty")
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotebookError("the file is not UTF-8 text") from None
    except RecursionError:
        raise NotebookError("the file is nested too deeply") from None
    except ValueError as error:
        raise NotebookError(f"the file is not JSON: {error}") from None
    cells = [_cell(raw) for raw in _raw_cells(document)]
    if len(cells) > MAX_CELLS:
        raise NotebookError(f"the notebook has more than {MAX_CELLS} cells")
    if sum(len(cell.source) for cell in cells) > MAX_SOURCE:
        raise NotebookError("the notebook has more than 4 MiB of source")
    return cells


def _raw_cells(document: Any) -> list[Any]:
    if not isinstance(document, dict):
        raise NotebookError("the file is JSON, but not a notebook")
    if isinstance(document.get("cells"), list):
        return list(document["cells"])
    sheets = document.get("worksheets")
    if isinstance(sheets, list):  # format 3
        found = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        return [cell for cells in found if isinstance(cells, list) for cell in cells]
    raise NotebookError("the file is JSON, but has no list of cells")


def _cell(raw: Any) -> Cell:
    if not isinstance(raw, dict):
        return Cell("raw", "")
    source = raw.get("source", raw.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        source = ""
    kind = raw.get("cell_type")
    metadata = raw.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if not isinstance(marks, dict):
        marks = {}
    grade_id = marks.get("grade_id")
    points = marks.get("points", 0)
    return Cell(
        kind=kind if kind in ("code", "markdown") else "raw",
        source=source,
        grade_id=grade_id if isinstance(grade_id, str) and GRADE_ID.fullmatch(grade_id) else "",
        grade=marks.get("grade") is True,
        solution=marks.get("solution") is True,
        locked=marks.get("locked") is True,
        task=marks.get("task") is True,
        points=float(points) if isinstance(points, (int, float)) and 0 <= points < 1e9 else 0.0,
    )


def title(cells: Iterable[Cell]) -> str:
    """Return the first heading of a notebook, cut to a line; "" if it has none."""
    for cell in cells:
        for line in cell.source.split("\n") if cell.kind == "markdown" else ():
            if line.startswith("# "):
                return "".join(part for part in line[2:82] if part.isprintable()).strip()
    return ""


def without_region(source: str, markers: tuple[str, str], stub: str | None) -> tuple[str, bool]:
    """Replace the regions between two marker lines by `stub` (None: by nothing), like nbgrader.

    Also returns whether there was a region.
    """
    begin, end = markers
    kept: list[str] = []
    inside = found = False
    for line in source.split("\n"):
        if begin in line and not inside:
            inside = found = True
            if stub is not None:
                indent = line[: len(line) - len(line.lstrip())]
                kept += [indent + part for part in stub.split("\n")]
        elif end in line:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept), found


def without_solution(cell: Cell) -> str:
    """Return the source of an instructor's cell with the stub in the solution's place."""
    stub = STUB if cell.is_code else TEXT_STUB
    source, found = without_region(cell.source, SOLUTION, stub)
    return stub if cell.solution and not found else source


def released(cell: Cell) -> str:
    """Return the source of an instructor's cell as students get it: no solution, no hidden test."""
    source = without_solution(cell)
    if cell.grade:
        source, _ = without_region(source, HIDDEN, None)
    return without_region(source, MARK_SCHEME, None)[0]


def is_stub(cell: Cell) -> bool:
    """Return whether an answer cell is as students get it, with nothing in the solution's place."""
    if SOLUTION[0] in cell.source:
        return False
    return STUB.split("\n")[0] in cell.source or TEXT_STUB in cell.source


def visible_source(cell: Cell) -> str:
    """Return the source of an instructor's cell without hidden tests; model solutions stay."""
    if not cell.grade:
        return cell.source
    return without_region(cell.source, HIDDEN, None)[0]


def hidden_lines(source: str) -> set[int]:
    """Return the numbers (from 1) of the lines of hidden tests, their markers included."""
    lines: set[int] = set()
    inside = False
    for number, line in enumerate(source.split("\n"), start=1):
        inside = inside or HIDDEN[0] in line
        if inside:
            lines.add(number)
        if HIDDEN[1] in line:
            inside = False
    return lines
