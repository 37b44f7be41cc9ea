"""The files of wrong and right answers."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from course.config import CourseError
from course.labs.answers import Answer, grade_id, read_answers, submission
from course.labs.model import Lab
from course.labs.notebook import student_notebook


@pytest.mark.parametrize(
    "header",
    [
        "# %%",
        '# %% wrong="x"',
        '# %% wrong="x" zh="錯" id="double"',
        '# %% zh="錯" id="q1_d"',
        '# %% wrong="x" right="y" id="q1_d"',
    ],
)
def test_an_answer_without_name_or_question_is_refused(
    small: tuple[Path, Lab], header: str
) -> None:
    root, lab = small
    lab.answers(root).write_text(
        f'# %% [markdown]\n# Text.\n\n# %% right="y" id="q1_d"\n\n{header}\nx = 1\n'
    )
    with pytest.raises(CourseError) as caught:
        read_answers(lab, root)
    assert str(caught.value) == (
        'lab01_small, answers, cell 3: begin it with # %% wrong="what" zh="什麼" id="q1_name" '
        '(or right="how", or ready="what it calls")'
    )


def test_an_answer_says_what_it_changes_and_earns(small: tuple[Path, Lab]) -> None:
    root, lab = small
    lab.answers(root).write_text(
        "# %% [markdown]\n# What students get wrong.\n\n"
        '# %% wrong="no bias" zh="忘了加偏差" id="q1_double" points=6 slow=true\nx = 1\n\n'
        '# %% wrong="no bias" zh="忘了" id="q1_helper" points=7\ny = 2\n\n'
        '# %% right="no bias" id="q2_sum"\nz = 3\n\n'
        '# %% ready="np.dot" id="q3_dot"\nw = 4\n',
        encoding="utf-8",
    )
    assert read_answers(lab, root) == [
        # The first of an answer's cells says what it earns, and how it is called in Chinese.
        Answer(
            "no bias",
            False,
            {"q1_double": "x = 1", "q1_helper": "y = 2"},
            slow=True,
            ready=False,
            points=6,
            name_zh="忘了加偏差",
        ),
        Answer("no bias", True, {"q2_sum": "z = 3"}, slow=False, ready=False, points=0, name_zh=""),
        Answer("np.dot", False, {"q3_dot": "w = 4"}, slow=False, ready=True, points=0, name_zh=""),
    ]
    assert [answer.question for answer in read_answers(lab, root)] == ["q1", "q2", "q3"]


@pytest.mark.parametrize("points", ["1.5", '"six"', "-1"])
def test_an_answer_earns_a_whole_number_of_points(small: tuple[Path, Lab], points: str) -> None:
    root, lab = small
    lab.answers(root).write_text(f'# %% wrong="x" zh="錯" id="q1_d" points={points}\nx = 1\n')
    with pytest.raises(CourseError) as caught:
        read_answers(lab, root)
    assert str(caught.value) == (
        f'lab01_small, answers, "x": points={points.strip(chr(34))} must be a whole number, '
        "what it earns for the parts that are right"
    )


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
        with pytest.raises(CourseError) as caught:
            read_answers(lab, root)
        assert str(caught.value) == (
            'lab01_small, answers, "x": say what is wrong in Chinese, as in zh="忘了加偏差"; '
            "students read it on their pages"
        )


def test_a_submission_has_the_answers_text_in_the_notebooks_place(small: tuple[Path, Lab]) -> None:
    root, lab = small
    notebook = student_notebook(lab, "en", root)
    before = nbformat.writes(notebook)
    changed = submission(notebook, {"q1_double": "first", "q2_quadruple": "second"})
    assert nbformat.writes(notebook) == before  # what is given stays as it is
    assert changed.metadata == notebook.metadata
    for old, new in zip(notebook.cells, changed.cells, strict=True):
        text = {"q1_double": "first", "q2_quadruple": "second"}.get(grade_id(old), old.source)
        assert (new.source, new.metadata, new.id) == (text, old.metadata, old.id)


def test_an_answer_to_no_cell_is_refused(small: tuple[Path, Lab]) -> None:
    root, lab = small
    with pytest.raises(CourseError) as caught:
        submission(student_notebook(lab, "en", root), {"q1_double": "", "q7_x": "", "q8_x": ""})
    assert str(caught.value) == "no solution cell has the id 'q7_x'; correct the answer"


def test_a_cell_without_nbgraders_metadata_has_no_grade_id() -> None:
    cell = nbformat.v4.new_code_cell("x = 1")
    assert grade_id(cell) == ""
    cell.metadata["nbgrader"] = {"solution": True}
    assert grade_id(cell) == ""
    cell.metadata["nbgrader"]["grade_id"] = "q1_double"
    assert grade_id(cell) == "q1_double"
