"""The table of `python -m course slides`."""

from __future__ import annotations

import re

import pytest

from course.chapters.slides_table import print_slides
from course.config import load_chapters
from tests.course.chapters.courses import Course


def test_the_table_counts_every_statement(
    small_course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    root, _ = small_course
    (root / "notebooks/sources/02_two.py").write_text("")
    print_slides(load_chapters(root), root)
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines() if line]
    assert "A004 A line rises. agrees shown cell 9" in lines
    assert "B001 Seven is eight. wrong open chapter 2" in lines
    assert lines[-1] == "2 statements: 1 shown, 0 refuted, 0 history, 1 open"


def test_the_course_adds_up_to_its_statements(capsys: pytest.CaptureFixture[str]) -> None:
    print_slides(load_chapters())
    last = capsys.readouterr().out.splitlines()[-1]
    total, *counts = map(int, re.findall(r"\d+", last))
    assert total == 368 == sum(counts) and len(counts) == 4
