"""Names of what was handed in: every form in which a platform or a student writes them."""

from __future__ import annotations

import pytest

from grader.submissions.names import (
    choose_notebook,
    is_notebook,
    is_renamed_notebook,
    late_mark,
    of_moodle,
    outer_folders,
    stem,
    student_of,
)


@pytest.mark.parametrize(
    ("name", "notebook", "renamed", "of_it"),
    [
        ("lab.ipynb", True, False, "lab"),
        ("Lab.IPYNB", True, False, "Lab"),
        ("lab.ipynb.txt", False, True, "lab.ipynb.txt"),
        ("LAB.IPYNB.TXT", False, True, "LAB.IPYNB.TXT"),
        ("lab.txt", False, False, "lab.txt"),
        ("ipynb", False, False, "ipynb"),
    ],
)
def test_what_is_a_notebook_and_what_was_one(
    name: str, notebook: bool, renamed: bool, of_it: str
) -> None:
    assert (is_notebook(name), is_renamed_notebook(name)) == (notebook, renamed)
    assert stem(name) == of_it


NONE = "no notebook was handed in"
SEVERAL = "several notebooks were handed in, none is named lab.ipynb"
OTHER = "lab.ipynb was not handed in: this is 'b'"


@pytest.mark.parametrize(
    ("names", "others", "chosen"),
    [
        ([], "", NONE),
        (["x.ipynb"], "", 0),
        (["a.ipynb", "lab.ipynb"], "", 1),
        (["lab.ipynb", "a.ipynb"], "", 0),
        (["a.ipynb", "b.ipynb"], "", SEVERAL),
        (["x/lab.ipynb", "lab-1.ipynb"], "", 0),
        # Twice the exact name, or none: the longest that contains it, then the last.
        (["x/lab.ipynb", "y/lab.ipynb"], "", 1),
        (["y/lab.ipynb", "x/lab.ipynb"], "", 0),
        (["LAB-2.ipynb", "lab-10.ipynb", "other-notebook.ipynb"], "", 1),
        (["lab-3.ipynb", "lab-2.ipynb", "a.ipynb"], "", 0),
        # Other notebooks of the folder are not taken for it.
        (["b.ipynb"], "b", OTHER),
        (["b.ipynb", "c.ipynb"], "bc", OTHER),
        (["b.ipynb", "x.ipynb"], "b", 1),
        (["b.ipynb", "x.ipynb", "lab.ipynb"], "b", 2),
        (["b.ipynb", "x.ipynb", "y.ipynb"], "b", SEVERAL),
    ],
)
def test_the_notebook_to_grade(names: list[str], others: str, chosen: int | str) -> None:
    assert choose_notebook(names, "lab", frozenset(others)) == chosen


MEI = "Mei Lin_4711_assignsubmission_file_"
TWO = "a_1_assignsubmission_x_2_assignsubmission_y"


@pytest.mark.parametrize(
    ("path", "student", "platform"),
    [
        ("ann.ipynb", "ann", ""),
        ("ann/lab.ipynb", "ann", ""),
        ("submitted/ann/lab/lab.ipynb", "ann", ""),
        ("submissions/ann.ipynb", "ann", ""),
        ("submitted", "submitted", ""),
        (f"{MEI}/lab.ipynb", "Mei Lin_4711", "moodle:4711"),
        (f"{MEI}lab.ipynb", "Mei Lin_4711", "moodle:4711"),
        ("Mei_4711_assignsubmission_onlinetext", "Mei_4711", "moodle:4711"),
        ("wang_12_34_lab.ipynb", "wang_12", "canvas:12"),
        ("wang_LATE_12_34_lab.ipynb", "wang_12", "canvas:12"),
        ("wang_12_34_lab.ipynb/lab.ipynb", "wang_12_34_lab.ipynb", ""),
        ("lee_7/lab.ipynb", "lee_7", ""),
        # Two numbers, or a file that both platforms could have named: the student's own choice.
        (f"{TWO}/lab.ipynb", TWO, ""),
        ("a_1_2_3_assignsubmission_file_", "a_1", "canvas:1"),
    ],
)
def test_whose_an_entry_is(path: str, student: str, platform: str) -> None:
    assert student_of(path.split("/")) == (student, platform)


def test_a_name_of_moodle_may_hold_anything_but_a_second_number() -> None:
    found = of_moodle("O'Neil_Mc_9_assignsubmission_file_x")
    assert found and (found["name"], found["id"]) == ("O'Neil_Mc", "9")
    assert of_moodle("a_9_assignsubmission_file_b_8_assignsubmission_file_") is None
    assert of_moodle("a_b_assignsubmission_file_") is None
    assert of_moodle("a_1_2_3_assignsubmission_file_") is None


def test_only_canvas_marks_what_is_late() -> None:
    assert late_mark("lee_LATE_3_9_lab.ipynb") is True
    assert late_mark("lee_3_9_lab.ipynb") is False
    assert late_mark("lee.ipynb") is None


@pytest.mark.parametrize(
    ("paths", "count"),
    [
        (["course/submitted/ann/lab.ipynb", "course/submitted/bob/lab.ipynb"], 1),
        (["a/b/ann/lab.ipynb", "a/b/bob/lab.ipynb"], 2),
        (["ann/lab.ipynb", "bob/lab.ipynb"], 0),
        (["class/ann.ipynb", "class/bob.ipynb"], 1),
        (["ann.ipynb", "bob.ipynb"], 0),
        (["class/ann.ipynb", "class/bob/lab.ipynb"], 0),
        (["ann/a.ipynb"], 0),
        ([], 0),
    ],
)
def test_how_many_folders_hold_the_class(paths: list[str], count: int) -> None:
    assert outer_folders([path.split("/") for path in paths]) == count
