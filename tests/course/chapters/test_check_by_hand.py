"""Checks: notebooks changed by hand, or that their source has left behind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from nbformat import NotebookNode

from course.chapters.build import build
from course.chapters.check import check, check_run
from course.chapters.results import Run, run_of
from tests.course.chapters.courses import (
    Cells,
    Course,
    check_changed,
    code,
    prose,
    read,
)


def test_a_computed_number_that_is_gone_is_named(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        prose(cells, "3.00")["metadata"] = {}

    assert "cell 5: a computed number is missing (x)" in check_changed(small_course, change)


def test_code_edited_in_the_notebook(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        code(cells, "total = 7")["source"] = ["total = 8\n", "total"]

    found = check_changed(small_course, change)
    assert "not what the source builds; edit the source" in found
    assert "the two languages differ in code or output" in found


def test_output_differs_between_languages(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        code(cells, 'print("one")')["outputs"][0]["text"] = ["won\n"]

    assert "differ in code or output" in check_changed(small_course, change, "zh-TW")


@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_number_changed_by_hand(small_course: Course, language: str) -> None:
    def change(cells: Cells) -> None:
        cell = prose(cells, "3.00")
        cell["source"] = "".join(cell["source"]).replace("3.00", "3.01")

    assert "not what the source builds" in check_changed(small_course, change, language)


def test_number_changed_by_hand_with_its_record(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        cell = prose(cells, "3.00")
        cell["source"] = "".join(cell["source"]).replace("3.00", "9.00")
        cell["metadata"]["computed"][0]["value"] = "9.00"

    assert check_changed(small_course, change) == ""  # only a run can tell
    root, chapter = small_course
    (problem,) = check_run(chapter, root)
    assert "cell 5: the prose says 9.00, a fresh run gives 3.00 for x" in problem


def test_numbers_that_hold_pass_a_run(small_course: Course) -> None:
    root, chapter = small_course
    assert check_run(chapter, root) == []


def test_a_run_that_stops_is_the_problem(small_course: Course) -> None:
    root, chapter = small_course
    source = chapter.source(root)
    source.write_text(source.read_text().replace("import random", "1 / 0"))
    assert check_run(chapter, root) == ["01_one, cell 4: ZeroDivisionError: division by zero"]


def test_a_fresh_run_is_of_the_english_where_it_stands(
    small_course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, chapter = small_course
    run = run_of(read(small_course, "en"))
    for values in run.values.values():
        values.update({c: "9.00" for c in values if c.expression == "x"})

    def execute(notebook: NotebookNode, folder: Path) -> Run:
        assert folder == root / "notebooks" and "Goals: at the end" in notebook.cells[2].source
        assert "Chapter 1 of 2." in notebook.cells[0].source
        return run

    monkeypatch.setattr("course.chapters.check.execute", execute)
    end = "run `make notebooks` and read what it now claims"
    assert check_run(chapter, root) == [
        f"01_one, cell 5: the prose says 3.00, a fresh run gives 9.00 for x; {end}"
    ]


def test_chinese_alt_text_changed(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        code(cells, "show(fig")["outputs"][0]["metadata"]["image/png"]["alt"] = "別的"

    assert "the two languages differ in code or output" in check_changed(
        small_course, change, "zh-TW"
    )


def test_chinese_alt_texts_are_one_for_each_figure(small_course: Course) -> None:
    root, chapter = small_course
    source = chapter.source(root)
    text = source.read_text()
    line = "#! alt zh-TW: 一條上升的線\n"
    source.write_text(text.replace(line, line * 2))
    found = "\n".join(check(chapter, root))
    assert "cell 9: figures: 1, Chinese alt texts: 2" in found
    source.write_text(text.replace(line, ""))
    assert "Chinese alt texts" not in "\n".join(check(chapter, root))
    second = "\n".join(check(replace(chapter, edition=2), root))
    assert "cell 9: figures: 1, Chinese alt texts: 0" in second


def test_limits_hold_in_the_second_edition(
    small_course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, chapter = small_course
    second = replace(chapter, edition=2)
    build(second, root)
    assert check(second, root) == []
    limits = {"English words": 12, "open code cells": 4, "figures": 0}
    monkeypatch.setattr("course.chapters.check.LIMITS", limits)
    assert "main line" not in "\n".join(check(chapter, root))
    assert [p.split(" in the main line")[0] for p in check(second, root)] == [
        "01_one, 13 English words",
        "01_one, 5 open code cells",
        "01_one, 1 figures",
    ]


def test_stale_translation(small_course: Course) -> None:
    root, chapter = small_course
    source = chapter.source(root)
    source.write_text(source.read_text().replace("The number is", "This number is"))
    (problem,) = check(chapter, root)
    assert "01_one, source cell" in problem and "changed after its translation" in problem


def test_source_edited_without_building(small_course: Course) -> None:
    root, chapter = small_course
    source = chapter.source(root)
    source.write_text(source.read_text().replace("total = 7", "total = 8"))
    assert any("not what the source builds" in p for p in check(chapter, root))
