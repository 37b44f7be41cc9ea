"""The table of `python -m course slides`."""

from __future__ import annotations

import re

import pytest

from course.chapters.slides_table import print_slides
from course.config import load_chapters
from course.source import stamp
from tests.course.chapters.courses import Course


def test_the_table_counts_every_statement(
    written_course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    root, _ = written_course
    (root / "notebooks/sources/02_two.py").write_text("")
    with (root / "notebooks/sources/slides.toml").open("a", encoding="utf-8") as ledger:
        ledger.write('[B002]\nchapter = 2\nverdict = "limits"\nen = "Nine."\nzh = "九。"\n')
    print_slides(load_chapters(root), root)
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines() if line]
    assert "A004 A line rises. agrees shown cell 9" in lines
    assert "B001 Seven is eight. wrong open chapter 2" in lines
    assert lines[-1] == "3 statements: 1 shown, 0 refuted, 0 history, 2 open"


def test_decks_stand_one_after_another_with_their_statements(
    written_course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    root, _ = written_course
    long = "A line rises, and rises, and so on, until a terminal has long been full of its words."
    ledger = root / "notebooks/sources/slides.toml"
    ledger.write_text(ledger.read_text("utf-8").replace("A line rises.", long), encoding="utf-8")
    chapter = load_chapters(root)[0]
    source = chapter.source(root)
    text = source.read_text("utf-8").replace("The number is", "## 1.2 A number\n#\n# The number is")
    text = text.replace('print("one")', 'print("one")  # A004').replace(
        '# %%\nprint("two")', '# %% slides="A004"\nprint("two")'
    )
    source.write_text(stamp(text), encoding="utf-8")
    print_slides([chapter], root)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Deck A: Lines, 甲")
    assert lines[1].split() == ["id", "statement", "verdict", "state", "where"]
    assert " ".join(lines[2].split()) == f"A004 {long} agrees shown 1.2 cell 9, 1.2 cell 11"
    assert [line.strip() for line in lines[3:]] == [
        "",
        "1 statements: 1 shown, 0 refuted, 0 history, 0 open",
    ]


def test_a_verdict_counts_once_a_cell_settles_the_statement(
    written_course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    root, _ = written_course
    (root / "notebooks/sources/02_two.py").write_text('# %% slides="B001"\nassert 7 != 8\n')
    print_slides(load_chapters(root)[1:], root)
    out = capsys.readouterr().out
    assert out.startswith("Deck B: Numbers, nobody named") and "refuted cell 3" in " ".join(
        out.split()
    )
    assert out.endswith("\n1 statements: 0 shown, 1 refuted, 0 history, 0 open\n")


def test_the_course_adds_up_to_its_statements(capsys: pytest.CaptureFixture[str]) -> None:
    print_slides(load_chapters())
    last = capsys.readouterr().out.splitlines()[-1]
    total, *counts = map(int, re.findall(r"\d+", last))
    assert total == 368 == sum(counts) and len(counts) == 4
