"""`make run` and the command line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbformat import NotebookNode

from course.chapters.build import write
from course.chapters.execute import RunError
from course.chapters.run import main, run
from course.config import load_chapters
from tests.course.chapters.courses import Course, a_code, a_notebook


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


def test_each_chapter_has_its_seconds_and_one_that_fails_is_not_forgotten(
    written_course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root, chapter = written_course
    other = load_chapters(root)[1]
    for one in (chapter, other):
        write(a_notebook(*(a_code(f"c{i}") for i in range(12))), one.notebook("en", root))
    folders: list[Path] = []

    def execute(notebook: NotebookNode, folder: Path, on_cell: Callable[[int, int], None]) -> None:
        on_cell(2, len(notebook.cells))
        folders.append(folder)
        if len(folders) == 1:
            raise RunError("cell 3: ValueError: no")
        on_cell(len(notebook.cells), len(notebook.cells))

    clock = iter([100.0, 103.6, 200.0, 212.0, 300.0, 301.0])
    monkeypatch.setattr("course.chapters.run.execute", execute)
    monkeypatch.setattr("course.chapters.run.time", SimpleNamespace(monotonic=clock.__next__))
    assert not run([chapter, other], root=root)
    assert folders == [root / "notebooks"] * 2
    out = capsys.readouterr().out
    for chapter_and_cells in ("01_one [━╸╺ ]+ 2/12 cells +0:", "02_two [━╸╺ ]+ 12/12 cells +0:"):
        assert re.search(chapter_and_cells, out)
    _, _, heads, _, *rows, _ = out[out.index("  Chapters") :].splitlines()
    assert re.findall(r"\w+", heads) == ["chapter", "seconds", "state"]
    cells = [[cell[1:-1] for cell in row.split("│")[1:-1]] for row in rows]
    assert [(c.strip(), s, r.strip()) for c, s, r in cells] == [
        ("01_one", "      4", "failed in cell 3: ValueError: no"),
        ("02_two", "     12", "ok"),
    ]
    assert run([other], root=root)


def test_run_says_what_is_missing(
    written_course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    root, chapter = written_course
    assert not run([chapter], root=root)
    assert "01_one.ipynb is missing; run `make notebooks`" in capsys.readouterr().out


def test_the_command_line_ends_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["77"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("There is no chapter") and err.count("\n") == 1
