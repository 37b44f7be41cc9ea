"""The list of labs."""

from __future__ import annotations

import pytest

from course.config import CourseError
from course.labs.model import load_labs, select_labs


def test_labs_are_selected_by_number_or_name() -> None:
    labs = load_labs()
    assert select_labs([]) == labs and select_labs(["2"]) == select_labs(["lab02_tensors"])
    with pytest.raises(CourseError, match="There is no lab '77'; choose from 01, 02"):
        select_labs(["77"])
