"""`make run` and the command line."""

from __future__ import annotations

import pytest

from course.chapters.run import main, run
from tests.course.chapters.courses import Course


def test_run_reports_each_chapter(small_course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    root, chapter = small_course
    before = chapter.notebook("en", root).read_bytes()
    assert run([chapter], root=root)
    out = capsys.readouterr().out
    assert "chapter" in out and "seconds" in out and "state" in out
    assert "01_one" in out and "ok" in out
    assert chapter.notebook("en", root).read_bytes() == before


def test_run_says_where_a_chapter_failed(
    small_course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    root, chapter = small_course
    path = chapter.notebook("en", root)
    path.write_text(path.read_text().replace('print(\\"one\\")', "oh = no"))
    assert not run([chapter], root=root)
    assert "failed in cell" in capsys.readouterr().out


def test_run_says_what_is_missing(small_course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    root, chapter = small_course
    chapter.notebook("en", root).unlink()
    assert not run([chapter], root=root)
    assert "missing" in capsys.readouterr().out


def test_the_command_line_ends_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["77"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("There is no chapter") and err.count("\n") == 1
