"""The student's and the instructor's notebook: markers, metadata, seed."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from course.config import CourseError
from course.labs.model import Lab
from course.labs.notebook import (
    checksum,
    hidden_seed,
    instructor_notebook,
    instructor_seed,
    student_notebook,
)
from course.source import stamp
from tests.course.labs.conftest import OPEN


def test_students_see_stubs_and_visible_tests_only(small: tuple[Path, Lab]) -> None:
    root, lab = small
    cells = {c.id: c for c in student_notebook(lab, "en", root).cells}
    assert cells["q1_double"].source == (
        'def double(x):\n    """Return 2x."""\n'
        "    # YOUR CODE HERE\n    raise NotImplementedError()"
    )
    assert cells["q1_test"].source == (
        "# @title Test of question 1 · 第 1 題的測試\n"
        'with Question(1, points=60) as q1:\n    near(double(3), 6, "double(3)")\nq1.score'
    )
    assert cells["q1_double"].metadata.deletable is False
    assert cells["q1_test"].metadata.editable is False


def test_tests_are_folded_since_they_have_the_hints(small: tuple[Path, Lab]) -> None:
    root, lab = small
    notebooks = [student_notebook(lab, language, root) for language in ("en", "zh-TW")]
    for notebook in (*notebooks, instructor_notebook(lab, "s", root)):
        tests = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade")]
        assert [c.source.partition("\n")[0] for c in tests] == [
            f"# @title Test of question {n} · 第 {n} 題的測試" for n in (1, 2)
        ]
        for cell in tests:
            assert cell.metadata.jupyter.source_hidden and cell.metadata.cellView == "form"
            assert "hide-input" in cell.metadata.tags


def test_metadata_are_nbgraders(small: tuple[Path, Lab]) -> None:
    root, lab = small
    for notebook in (student_notebook(lab, "zh-TW", root), instructor_notebook(lab, "s", root)):
        nbformat.validate(notebook)
        kinds = {}
        for cell in notebook.cells:
            if meta := cell.metadata.get("nbgrader"):
                kinds[meta.grade_id] = meta.grade, meta.solution, meta.locked
                assert meta.schema_version == 3 and meta.checksum == checksum(cell)
                assert meta.get("points") == {"q1_test": 60, "q2_test": 40}.get(meta.grade_id)
        assert kinds == {
            "setup": (False, False, True),
            "imports": (False, False, True),
            "q1_double": (False, True, False),
            "q1_test": (True, False, True),
            "q2_quadruple": (False, True, False),
            "q2_test": (True, False, True),
            "summary": (False, False, True),
        }


@pytest.mark.parametrize(
    ("kind", "source", "marks", "expected"),
    [
        (
            "code",
            "x = 1",
            {"grade": True, "solution": False, "locked": True, "grade_id": "q1", "points": 10},
            "9d8776c60131b6d1445c366212fb7fcd",
        ),
        (
            "code",
            "# 中文",
            {"grade": False, "solution": True, "locked": False, "grade_id": "q1_s"},
            "6abc2e34c80da26f49e63226cf963030",
        ),
        (
            "code",
            "import numpy",
            {"grade": False, "solution": False, "locked": True, "grade_id": "imports"},
            "d5dce4398a0fefca334cc51df4bcfee5",
        ),
        (
            "code",
            "q1.score",
            {"grade": True, "solution": False, "locked": False, "grade_id": "q1_test"}
            | {"points": 2.5},
            "8c70b373970b20b46e8bbc7cf2521d07",
        ),
        (
            "markdown",
            "YOUR ANSWER HERE",
            {"grade": True, "solution": True, "locked": False, "grade_id": "q3_explain"}
            | {"points": 10},
            "e54601c7c11b756e71199d05a52af618",
        ),
    ],
)
def test_checksum_is_the_one_that_nbgrader_computes(
    kind: str, source: str, marks: dict[str, object], expected: str
) -> None:
    # Computed with nbgrader.utils.compute_checksum, 0.9.6.
    cell = {"source": source, "cell_type": kind, "metadata": {"nbgrader": marks}}
    assert checksum(cell) == expected


def test_the_seed_decides_the_hidden_numbers(small: tuple[Path, Lab]) -> None:
    root, lab = small
    a, b, c = (instructor_notebook(lab, seed, root) for seed in ("s", "s", "t"))
    assert a == b != c
    source = next(x.source for x in a.cells if x.id == "q1_test")
    assert f"default_rng({hidden_seed('s', lab, 'q1_test')})" in source
    assert "HIDDEN_SEED" not in source
    # The same on every machine, or a class would be graded with other numbers.
    assert hidden_seed("s", lab, "q1_test") == 3401987760
    assert hidden_seed("s", lab, "q1_test") != hidden_seed("s", lab, "q2_test")
    other = replace(lab, number=2)
    assert hidden_seed("s", lab, "q1_test") != hidden_seed("s", other, "q1_test")


def test_the_instructors_seed_is_drawn_once_and_private(tmp_path: Path) -> None:
    (tmp_path / "labs").mkdir()
    first = instructor_seed(tmp_path)
    assert len(first) == 16 and instructor_seed(tmp_path) == first
    path = tmp_path / "labs" / "instructor.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == (
        "# The hidden tests draw their numbers from this seed. Keep it to yourself and\n"
        "# keep it as long as a class is graded. Delete the file for a new one.\n"
        f'seed = "{first}"\n'
    )
    path.write_text("seed = 7 # 種子", encoding="utf-8")
    assert instructor_seed(tmp_path) == "7"
    for text in ("", 'seed = ""'):
        path.write_text(text)
        with pytest.raises(CourseError) as caught:
            instructor_seed(tmp_path)
        assert str(caught.value) == (
            'labs/instructor.toml has no seed; write seed = "any text" into it.'
        )


def test_header_tells_what_to_expect(small: tuple[Path, Lab]) -> None:
    root, lab = small
    english = student_notebook(lab, "en", root).cells[0].source
    chinese = student_notebook(lab, "zh-TW", root).cells[0].source
    assert english.startswith("# Lab 1: Small") and chinese.startswith("# Lab 1：小")
    assert "100 points in 2 questions, about 50 minutes" in english
    assert "[chapter 1: One](" in english and "](zh-TW/lab01_small.ipynb)" in english
    assert "2 題共 100 分" in chinese and "](../lab01_small.ipynb)" in chinese


def test_an_open_question_is_a_text_cell_that_a_person_grades(small: tuple[Path, Lab]) -> None:
    root, lab = small
    lab.source(root).write_text(stamp(OPEN), encoding="utf-8")
    student = {c.id: c for c in student_notebook(lab, "zh-TW", root).cells}
    cell = student["q3_explain"]
    assert (cell.cell_type, cell.source) == ("markdown", "YOUR ANSWER HERE")
    assert cell.metadata.deletable is False and "editable" not in cell.metadata
    instructor = instructor_notebook(lab, "s", root)
    nbformat.validate(instructor)
    answer = next(c for c in instructor.cells if c.id == "q3_explain")
    assert answer.source == "Twice two,\n\n**twice**."
    for found in (cell, answer):
        meta = dict(found.metadata.nbgrader)
        assert meta.pop("checksum") == checksum(found)
        assert meta == {
            "cell_type": "markdown",
            "grade": True,
            "grade_id": "q3_explain",
            "locked": False,
            "points": 10,
            "schema_version": 3,
            "solution": True,
            "task": False,
        }
    assert student["summary"].source.endswith("summary({3: 10})")
    assert "3 題共 100 分" in student["header"].source
    assert "第 3 題是問答題" in student["header"].source
