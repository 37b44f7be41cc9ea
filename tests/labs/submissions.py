"""A class for every lab: solution, blank, half done, and all wrong and right answers."""

from __future__ import annotations

from nbformat import NotebookNode

from course.labs.answers import grade_id, read_answers, submission
from course.labs.model import Lab
from course.labs.notebook import instructor_notebook, student_notebook

SEED = "a seed of the tests"


def solutions(lab: Lab) -> dict[str, str]:
    """The model solution's cells by id."""
    return {
        grade_id(c): c.source
        for c in instructor_notebook(lab, SEED).cells
        if c.metadata.get("nbgrader", {}).get("solution")
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


def submissions(lab: Lab) -> dict[str, NotebookNode]:
    """What the students of a class hand in, by student."""
    blank, chinese = student_notebook(lab, "en"), student_notebook(lab, "zh-TW")
    right = solutions(lab)
    half = {name: text for i, (name, text) in enumerate(right.items()) if i % 2 == 0}
    made = {
        "solution": submission(blank, right),
        "solution_zh": submission(chinese, right),
        "blank": blank,
        "half": submission(chinese, half),
    }
    for student, cells in packed_answers(lab).items():
        made[student] = submission(blank, right | cells)
    return made
