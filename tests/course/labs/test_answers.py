"""The files of wrong and right answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.config import CourseError
from course.labs.answers import read_answers, submission
from course.labs.model import Lab
from course.labs.notebook import student_notebook


@pytest.mark.parametrize("header", ["# %%", '# %% wrong="x"', '# %% wrong="x" right="y" id="q1_d"'])
def test_an_answer_without_name_or_question_is_refused(
    small: tuple[Path, Lab], header: str
) -> None:
    root, lab = small
    lab.answers(root).write_text(header + "\nx = 1\n")
    with pytest.raises(CourseError, match='cell 1: begin it with # %% wrong="what"'):
        read_answers(lab, root)


def test_an_answer_to_no_cell_is_refused(small: tuple[Path, Lab]) -> None:
    root, lab = small
    with pytest.raises(CourseError, match="no solution cell has the id 'q7_x'"):
        submission(student_notebook(lab, "en", root), {"q7_x": ""})
