"""Checks: deliberately broken notebooks, one per rule."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from course.chapters.build import build
from course.chapters.check import check, check_run
from tests.course.chapters.courses import Course

Cells = list[dict[str, Any]]


def edit(course: Course, change: Callable[[Cells], None], language: str = "en") -> str:
    """Apply a change to a stored notebook's cells; return what `check` says."""
    root, chapter = course
    path = chapter.notebook(language, root)
    notebook = json.loads(path.read_text())
    change(notebook["cells"])
    path.write_text(json.dumps(notebook))
    return "\n".join(check(chapter, root))


def code(cells: Cells, containing: str) -> dict[str, Any]:
    return next(c for c in cells if c["cell_type"] == "code" and containing in "".join(c["source"]))


def prose(cells: Cells, containing: str) -> dict[str, Any]:
    return next(
        c for c in cells if c["cell_type"] == "markdown" and containing in "".join(c["source"])
    )


def test_the_built_course_is_clean(built_course: Course) -> None:
    root, chapter = built_course
    assert check(chapter, root) == []


def test_not_executed(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        code(cells, "total = 7")["execution_count"] = None

    assert "01_one.ipynb, cell 7: not executed" in edit(small_course, change)


def test_out_of_order(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        code(cells, "total = 7")["execution_count"] = 9

    assert "executed as number 9 instead of 4" in edit(small_course, change)


def test_code_edited_in_the_notebook(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        code(cells, "total = 7")["source"] = ["total = 8\n", "total"]

    found = edit(small_course, change)
    assert "not what the source builds; edit the source" in found
    assert "the two languages differ in code or output" in found


def test_output_differs_between_languages(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        code(cells, 'print("one")')["outputs"][0]["text"] = ["won\n"]

    assert "differ in code or output" in edit(small_course, change, "zh-TW")


@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_number_changed_by_hand(small_course: Course, language: str) -> None:
    def change(cells: Cells) -> None:
        cell = prose(cells, "3.00")
        cell["source"] = "".join(cell["source"]).replace("3.00", "3.01")

    assert "not what the source builds" in edit(small_course, change, language)


def test_number_changed_by_hand_with_its_record(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        cell = prose(cells, "3.00")
        cell["source"] = "".join(cell["source"]).replace("3.00", "9.00")
        cell["metadata"]["computed"][0]["value"] = "9.00"

    assert edit(small_course, change) == ""  # only a run can tell
    root, chapter = small_course
    (problem,) = check_run(chapter, root)
    assert "cell 5: the prose says 9.00, a fresh run gives 3.00 for x" in problem


def test_numbers_that_hold_pass_a_run(small_course: Course) -> None:
    root, chapter = small_course
    assert check_run(chapter, root) == []


def test_computed_record_removed(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        prose(cells, "3.00")["metadata"] = {}

    assert "a computed number is missing (x)" in edit(small_course, change)


def test_cell_deleted(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        del cells[-1]

    assert "cells instead of the" in edit(small_course, change)


def test_tag_changed(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        code(cells, "total = 7")["metadata"]["tags"] = ["nbval-skip"]

    assert "its metadata are not what the source builds" in edit(small_course, change)


def test_chinese_alt_text_changed(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        code(cells, "show(fig")["outputs"][0]["metadata"]["image/png"]["alt"] = "別的"

    assert "the two languages differ in code or output" in edit(small_course, change, "zh-TW")


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


def test_error_output(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        code(cells, "total = 7")["outputs"] = [
            {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
        ]

    assert "cell 7: ends in E" in edit(small_course, change)


def test_stderr(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        code(cells, "total = 7")["outputs"] = [
            {"output_type": "stream", "name": "stderr", "text": "careful"}
        ]

    assert "writes to stderr ('careful')" in edit(small_course, change)


def test_figure_without_alt_text(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        (output,) = code(cells, "show(fig")["outputs"]
        output["metadata"] = {}

    assert "a figure without alt text" in edit(small_course, change)


def test_broken_link(small_course: Course) -> None:
    root, _ = small_course
    (root / "notebooks/02_two.ipynb").unlink()
    assert "links to 02_two.ipynb, which is not there" in edit(small_course, lambda cells: None)


def test_too_many_outputs_ignored(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        for cell in cells:
            if cell.get("outputs"):
                cell["metadata"]["tags"] = ["nbval-ignore-output"]

    assert "nbval compares 0 of 6 outputs" in edit(small_course, change)


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


def test_rows(small_course: Course) -> None:
    root, chapter = small_course
    source = chapter.source(root)
    source.write_text(source.read_text().replace('rows="P1"', 'rows="P9"'))
    found = "\n".join(check(chapter, root))
    assert "row P1: no cell shows it" in found and "row P9: not a row of this chapter" in found


def test_notebook_missing(small_course: Course) -> None:
    root, chapter = small_course
    chapter.notebook("zh-TW", root).unlink()
    assert "01_one.ipynb: not built yet" in "\n".join(check(chapter, root))


def test_notebook_unreadable(small_course: Course) -> None:
    root, chapter = small_course
    chapter.notebook("en", root).write_text('{"cells": [')
    assert "not a readable notebook" in "\n".join(check(chapter, root))


def test_too_large(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        code(cells, 'print("one")')["outputs"][0]["text"] = ["x" * 1_600_000]

    assert "1.6 MB; make figures fewer" in edit(small_course, change)


def test_source_missing(small_course: Course) -> None:
    root, chapter = small_course
    chapter.source(root).unlink()
    assert check(chapter, root) == ["01_one has no source; write notebooks/sources/01_one.py."]
