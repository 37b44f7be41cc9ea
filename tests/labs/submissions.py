"""A class for every lab: solution, blank, half done, and all wrong and right answers."""

from __future__ import annotations

from functools import cache

from nbformat import NotebookNode

from course.labs.answers import grade_id, read_answers, submission
from course.labs.model import Lab
from course.labs.notebook import instructor_notebook, student_notebook
from course.labs.score import Scorer

SEED = "a seed of the tests"


@cache
def scorer_of(lab: Lab) -> Scorer:
    """A scorer of the lab's notebook, whose model solutions have run."""
    return Scorer(instructor_notebook(lab, SEED))


def solution_cells(notebook: NotebookNode) -> dict[str, str]:
    """The texts of a notebook's solution cells by id; open questions are not code."""
    return _texts(notebook, "code")


def open_answers(notebook: NotebookNode) -> dict[str, str]:
    """The texts of the answers to a notebook's open questions by id."""
    return _texts(notebook, "markdown")


def _texts(notebook: NotebookNode, kind: str) -> dict[str, str]:
    return {
        grade_id(c): c.source
        for c in notebook.cells
        if c.metadata.get("nbgrader", {}).get("solution") and c.cell_type == kind
    }


def stubs(lab: Lab) -> dict[str, str]:
    """The solution cells as students get them."""
    return solution_cells(student_notebook(lab, "en"))


def whole_submissions(lab: Lab) -> dict[str, NotebookNode]:
    """Solution, blank and half done, as students hand them in; only the first has the open answer.

    The solution is the Chinese notebook: the instructor's, which is always graded, is English.
    """
    blank, chinese = student_notebook(lab, "en"), student_notebook(lab, "zh-TW")
    instructor = instructor_notebook(lab, SEED)
    right = solution_cells(instructor)
    half = {name: text for i, (name, text) in enumerate(right.items()) if i % 2 == 0}
    return {
        "solution": submission(chinese, right | open_answers(instructor)),
        "blank": blank,
        "half": submission(chinese, half),
    }


def packed_answers(lab: Lab) -> dict[str, dict[str, str]]:
    """All answers by student; those to different questions go into one notebook.

    Wrong and right ones are kept apart.
    """
    packed: dict[str, dict[str, str]] = {}
    for answer in read_answers(lab):
        kind = "right" if answer.right else "wrong"
        k = 0
        while packed.setdefault(f"{kind}_{k}", {}).keys() & answer.cells.keys():
            k += 1
        packed[f"{kind}_{k}"] |= answer.cells
    return packed


def packed_submissions(lab: Lab) -> dict[str, NotebookNode]:
    """The packed answers as students hand them in, all other questions right."""
    blank = student_notebook(lab, "en")
    right = solution_cells(instructor_notebook(lab, SEED))
    return {
        student: submission(blank, right | cells) for student, cells in packed_answers(lab).items()
    }
