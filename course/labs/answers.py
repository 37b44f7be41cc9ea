"""The wrong and the other right answers that prove a lab's tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import jupytext
from nbformat import NotebookNode

from course.config import ROOT, CourseError
from course.labs.model import Lab, question_of

_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Answer:
    """A submission in place of the model solution.

    Attributes:
        name: what is wrong with it, or how it was written.
        name_zh: what is wrong with it in Chinese, for students' pages.
        right: whether it must earn all points.
        ready: whether it only calls a ready-made function, and is refused for that.
        cells: text by `grade_id` of the solution cells that differ.
        points: what it earns in its question; a right one earns all.
        slow: whether everyday tests leave it to the long proofs.
    """

    name: str
    right: bool
    cells: Mapping[str, str]
    slow: bool = False
    ready: bool = False
    points: int = 0
    name_zh: str = ""

    @property
    def question(self) -> str:
        """Return the question that it answers, such as `q3`; the first of several."""
        return question_of(next(iter(self.cells)))


def read_answers(lab: Lab, root: Path = ROOT) -> list[Answer]:
    """Return the answers in `labs/sources/answers/`.

    A cell begins with `# %% wrong="bias forgotten" zh="忘了加偏差" id="q1_sum"`: what is wrong,
    which students read on their pages in their language. In place of both, `right` marks one that
    earns all points, and `ready` one that only calls ready-made functions. Neighbouring cells of
    the same name make one submission. `points=6` in the first says what a wrong one earns for the
    parts that are right, and `slow=true` leaves it to the long proofs.

    Raises:
        CourseError: a cell cannot be read; the text says what to write.
    """
    text = lab.answers(root).read_text(encoding="utf-8")
    answers: dict[tuple[str, str], dict[str, str]] = {}
    slow: set[tuple[str, str]] = set()
    points: dict[tuple[str, str], int] = {}
    chinese: dict[tuple[str, str], str] = {}
    for i, cell in enumerate(jupytext.reads(text, fmt="py:percent").cells):
        meta = cell.metadata
        if cell.cell_type != "code":
            continue
        kinds = [kind for kind in ("wrong", "right", "ready") if kind in meta]
        if len(kinds) != 1 or not question_of(str(meta.get("id"))):
            raise CourseError(
                f'{lab.name}, answers, cell {i + 1}: begin it with # %% wrong="what" '
                'zh="什麼" id="q1_name" (or right="how", or ready="what it calls")'
            )
        key = (kinds[0], str(meta[kinds[0]]))
        answers.setdefault(key, {})[str(meta["id"])] = cell.source
        if meta.get("slow"):
            slow.add(key)
        worth = str(meta.get("points", 0))
        if not worth.isdecimal():
            raise CourseError(
                f'{lab.name}, answers, "{key[1]}": points={worth} must be a whole number, '
                "what it earns for the parts that are right"
            )
        points.setdefault(key, int(worth))
        chinese.setdefault(key, str(meta.get("zh", "")))
        if kinds == ["wrong"] and not _HAN.search(chinese[key]):
            raise CourseError(
                f'{lab.name}, answers, "{key[1]}": say what is wrong in Chinese, as in '
                'zh="忘了加偏差"; students read it on their pages'
            )
    return [
        Answer(
            name,
            kind == "right",
            cells,
            slow=(kind, name) in slow,
            ready=kind == "ready",
            points=points[kind, name],
            name_zh=chinese[kind, name],
        )
        for (kind, name), cells in answers.items()
    ]


def submission(notebook: NotebookNode, cells: Mapping[str, str]) -> NotebookNode:
    """Return a notebook with other text in the solution cells named by `grade_id`.

    Raises:
        CourseError: no solution cell has that id.
    """
    changed: NotebookNode = NotebookNode(notebook)
    changed.cells = [NotebookNode(cell) for cell in notebook.cells]
    missing = set(cells)
    for cell in changed.cells:
        if grade_id(cell) in cells:
            cell.source = cells[grade_id(cell)]
            missing.discard(grade_id(cell))
    if missing:
        raise CourseError(f"no solution cell has the id {sorted(missing)[0]!r}; correct the answer")
    return changed


def grade_id(cell: NotebookNode) -> str:
    """Return a cell's nbgrader id, or "" where it has none."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
