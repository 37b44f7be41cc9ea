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


def test_a_wrong_answer_is_named_in_both_languages(small: tuple[Path, Lab]) -> None:
    root, lab = small
    typed, twice, sums = read_answers(lab, root)
    assert [(a.name, a.name_zh) for a in (typed, twice)] == [
        ("typed in", "直接寫出答案"),
        ("twice", "只乘 2"),
    ]
    assert sums.name_zh == ""
    for chinese in ("", ' zh=""', ' zh="typed in"'):
        lab.answers(root).write_text(f'# %% wrong="x"{chinese} id="q1_d"\nx = 1\n')
        with pytest.raises(CourseError, match=r'answers, "x": .* Chinese, as in zh="忘了加偏差"'):
            read_answers(lab, root)


def test_an_answer_to_no_cell_is_refused(small: tuple[Path, Lab]) -> None:
    root, lab = small
    with pytest.raises(CourseError, match="no solution cell has the id 'q7_x'"):
        submission(student_notebook(lab, "en", root), {"q7_x": ""})
