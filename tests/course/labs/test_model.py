"""The list of labs."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.config import ROOT, CourseError
from course.labs.model import Lab, load_labs, question_of, select_labs


def test_labs_are_selected_by_number_or_name() -> None:
    labs = load_labs()
    assert select_labs([]) == labs and select_labs(["2"]) == select_labs(["lab02_tensors"])
    assert [lab.number for lab in select_labs(["03", "1"])] == [3, 1]
    with pytest.raises(CourseError) as caught:
        select_labs(["1", "77", "78"])
    known = ", ".join(f"{number:02d}" for number in range(1, len(labs) + 1))
    assert str(caught.value) == f"There is no lab '77'; choose from {known}, as in LAB=02."


def test_the_list_is_read_from_the_courses_folder(small: tuple[Path, Lab]) -> None:
    root, lab = small
    assert lab == Lab(1, "small", "Small", "小", 50, record="")
    assert load_labs(root) == [lab] == select_labs([], root) == select_labs(["1"], root)


def test_a_labs_files_have_its_name_and_stand_in_the_courses_folder(tmp_path: Path) -> None:
    lab = Lab(7, "race", "Race", "競賽", 50, record="o16_race")
    assert lab.name == "lab07_race"
    for root, in_root in ((tmp_path, (tmp_path,)), (ROOT, ())):
        labs = root / "labs"
        assert lab.source(*in_root) == labs / "sources" / "lab07_race.py"
        assert lab.answers(*in_root) == labs / "sources" / "answers" / "lab07_race.py"
        assert lab.notebook("en", *in_root) == labs / "lab07_race.ipynb"
        assert lab.notebook("zh-TW", *in_root) == labs / "zh-TW" / "lab07_race.ipynb"
        assert lab.stand_ins(*in_root) == labs / "stand_ins" / "lab07.py"
        assert lab.data(*in_root) == labs / "data" / "o16_race.csv"


@pytest.mark.parametrize(
    ("grade_id", "question"),
    [("q3_sigmoid", "q3"), ("q12_test", "q12"), ("q3", ""), ("imports", ""), ("my_q3_x", "")],
)
def test_a_cells_id_begins_with_its_question(grade_id: str, question: str) -> None:
    assert question_of(grade_id) == question
