"""Which chapters a command means."""

from __future__ import annotations

import pytest

from course.config import CourseError, load_chapters, select_chapters


@pytest.mark.parametrize("wanted", ["2", "02", "02_tensors"])
def test_chapters_are_found_by_number_or_name(wanted: str) -> None:
    assert [c.name for c in select_chapters([wanted])] == ["02_tensors"]


def test_all_chapters_without_a_name() -> None:
    assert select_chapters([]) == load_chapters()


def test_unknown_chapter_names_the_known_ones() -> None:
    with pytest.raises(CourseError, match=r"There is no chapter '77'; choose from 01, 02"):
        select_chapters(["77"])
