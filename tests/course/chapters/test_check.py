"""Checks: deliberately broken notebooks, one per rule."""

from __future__ import annotations

from pathlib import Path

import nbformat.v4
import pytest
from nbformat import NotebookNode

from course.chapters import check as module
from course.chapters.check import check
from course.chapters.notebook import cell_ids
from course.chapters.results import Run
from course.config import Chapter
from course.directives import Directives
from course.prose import find_computed
from course.source import Code, Prose, Source
from tests.course.chapters.courses import (
    Cells,
    Course,
    a_code,
    a_notebook,
    a_text,
    check_changed,
    code,
    figure,
    printed,
)

REBUILD = "run `make notebooks`"


def test_a_number_that_no_run_gave_is_named_with_its_cell() -> None:
    ab, c = find_computed("{{ a }} {{ b | .1f | 0.5 }}"), find_computed("{{ c }}")
    cells = [
        a_text("p"),
        a_text("q", "{{ a }} {{ b | .1f | 0.5 }}", "1", "2.0"),
        a_text("r", "{{ c }}", "3"),
        a_text("s", "{{ d }}", "4"),
    ]
    run = Run({}, {"q": dict(zip(ab, ("1", "2.4"), strict=True)), "r": {c[0]: "5"}})
    read = f"{REBUILD} and read what it now claims"
    assert list(module.number_problems(a_notebook(*cells), run)) == [
        f"cell 3: the prose says 3, a fresh run gives 5 for c; {read}",
        f"cell 4: the prose says 4, a fresh run gives nothing for d; {read}",
    ]


def test_rows_are_those_of_the_chapter() -> None:
    chapter = Chapter(1, "one", "One", "一", ("P1", "P2", "P3"))
    one, two = Code("x", rows=("P2", "P9")), Code("y", rows=("P8",))
    source = Source([one, Prose("A", "甲"), two])
    assert list(module.row_problems(chapter, source)) == [
        'row P1: no cell shows it; write one and mark it rows="P1"',
        'row P3: no cell shows it; write one and mark it rows="P3"',
        "row P8: not a row of this chapter; correct rows= or chapters.toml",
        "row P9: not a row of this chapter; correct rows= or chapters.toml",
    ]


def test_code_is_executed_in_order() -> None:
    counts = [None, 2, 5, 4]
    cells = [a_code(f"c{i}", execution_count=count) for i, count in enumerate(counts)]
    assert list(module.execution_problems(a_notebook(a_text("p"), *cells))) == [
        f"cell 2: not executed, so nbval would not compare it; {REBUILD}",
        f"cell 4: executed as number 5 instead of 3; {REBUILD}",
    ]


def stale(stored: list[NotebookNode], *fresh: NotebookNode) -> list[str]:
    return list(module.stale_problems(a_notebook(*stored), a_notebook(*fresh)))


def test_cells_are_what_the_source_builds() -> None:
    number = a_text("p", "{{ x }}", "")
    stored = [a_text("p", "{{ x }}", "3"), a_code("c", "x", printed("3")), a_code("d", "y")]
    stored[0].source = "3"
    assert stale(stored, number, a_code("c", "x"), a_code("d", "y")) == []
    again = a_text("p", "{{ x }}", "")
    assert stale(stored, again, a_code("b", "x"), a_code("d", "z"), a_code("new", "a")) == [
        f"3 cells instead of the 4 that the source builds; {REBUILD}",
        f"cell 2: its id or type is not what the source builds; {REBUILD}",
        f"cell 3: not what the source builds; edit the source, then {REBUILD}",
    ]
    stored[1].metadata["tags"] = ["x"]
    stored[2] = a_text("d", "y")
    again = a_text("p", "{{ x }}", "")
    assert stale(stored, again, a_code("c", "x"), a_code("d", "y")) == [
        f"cell 2: its metadata are not what the source builds; {REBUILD}",
        f"cell 3: its id or type is not what the source builds; {REBUILD}",
    ]


def test_a_number_without_a_record_is_named_alone() -> None:
    stored = [a_code("c", "x"), a_text("p", "{{ x }}", "3")]
    fresh = [a_code("c", "z"), a_text("p", "{{ x }} {{ y }} {{ z }}", "", "", "")]
    assert stale(stored, *fresh) == [f"cell 2: a computed number is missing (y); {REBUILD}"]
    new = a_text("new", "{{ z }}", "")
    assert stale([], new) == [f"cell 1: a computed number is missing (z); {REBUILD}"]


def test_outputs_are_fit_to_be_read() -> None:
    error = nbformat.v4.new_output("error", ename="KeyError", evalue="", traceback=[])
    cells = [
        a_text("p"),
        a_code("a", "x", printed("fine"), figure("a line"), error),
        a_code("b", "x", printed("\n" + "w" * 70 + "\n", "stderr"), figure()),
        a_code("c", "x", nbformat.v4.new_output("display_data", {"text/plain": "3"})),
    ]
    assert list(module.output_problems(a_notebook(*cells))) == [
        f"cell 2: ends in KeyError; correct its code, then {REBUILD}",
        f"cell 3: writes to stderr ({'w' * 60!r}); silence its cause",
        'cell 3: a figure without alt text; use show(fig, alt="…")',
    ]


def test_links_lead_to_files_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "there.md").touch()
    good = "[a](there.md) [b](there.md#part) [c](https://x.org/a) [d](#part) [e](mailto:a@b.c)"
    bad = "[a](there.md) [b](gone.md#part) [c](lost.md)"
    cells = [a_code("c", "[x](gone.md)"), a_text("p", good), a_text("q", bad)]
    assert list(module.link_problems(a_notebook(*cells), tmp_path)) == [
        "cell 3: links to gone.md#part, which is not there; correct the link",
        "cell 3: links to lost.md, which is not there; correct the link",
    ]


def differ(english: list[NotebookNode], *chinese: NotebookNode) -> list[str]:
    notebooks = a_notebook(*english), a_notebook(*chinese)
    return list(module.language_problems(*notebooks, Source()))


def test_languages_have_the_same_code_and_outputs() -> None:
    english = [a_text("p", "A"), a_code("c", "x", printed("3")), a_code("d", "y"), a_code("e")]
    same = a_code("c", "x", printed("3"))
    assert differ(english, a_text("p", "甲"), same, a_code("d", "y"), a_code("e")) == []
    assert differ(english, a_text("p"), a_code("c", "x"), a_code("d", "z")) == [
        f"the two languages have different numbers of cells; {REBUILD}",
        f"cell 2: the two languages differ in code or output; {REBUILD}",
        f"cell 3: the two languages differ in code or output; {REBUILD}",
    ]
    for other in (a_code("other", "y"), a_text("d", "y")):
        assert differ(english, a_text("p"), same, other, a_text("e")) == [
            f"cell 3: the two languages differ in their cells; {REBUILD}"
        ]


def test_alt_texts_are_translated_to_compare_and_stay_as_they_are() -> None:
    source = Source([Code("x", directives=Directives(alts=("線",)))])
    (name,) = cell_ids(source)
    english, chinese = (a_notebook(a_code(name, "x", figure(alt))) for alt in ("line", "線"))
    assert list(module.language_problems(english, chinese, source)) == []
    assert english.cells[0].outputs == [figure("line")]


def test_figures_and_chinese_alt_texts_are_as_many() -> None:
    source = Source([Code("x", directives=Directives(alts=("線", "點")))])
    (name,) = cell_ids(source)
    notebook = a_notebook(a_code(name, "x", figure()), a_code("none", "y", figure()), a_text("p"))
    end = "write one line `#! alt zh-TW: …` for each figure, in order"
    problems = [f"cell {i}: figures: 1, Chinese alt texts: {n}; {end}" for i, n in ((1, 2), (2, 0))]
    assert list(module.alt_problems(notebook, source, every_figure=False)) == problems[:1]
    assert list(module.alt_problems(notebook, source, every_figure=True)) == problems


def test_length_counts_figures_by_cell_and_may_reach_its_limits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = Source([Prose("one two", "一"), Code("x"), Code("y")])
    _, first, second = cell_ids(source)
    cells = [a_code(first, "x", figure(), figure()), a_text("extra"), a_code(second, "y", figure())]
    limits = {"English words": 2, "open code cells": 2, "figures": 3}
    monkeypatch.setattr(module, "LIMITS", limits)
    assert list(module.length_problems(a_notebook(*cells), source)) == []
    assert list(module.length_problems(a_notebook(*cells[2:]), source)) == []
    monkeypatch.setattr(module, "LIMITS", {name: n - 1 for name, n in limits.items()})
    end = "at most; cut some, or move what only some readers want to an optional section"
    assert list(module.length_problems(a_notebook(*cells), source)) == [
        f"2 English words in the main line, 1 {end}",
        f"2 open code cells in the main line, 1 {end}",
        f"3 figures in the main line, 2 {end}",
    ]


def test_the_share_is_of_cells_with_output() -> None:
    tagged = {"tags": ["nbval-ignore-output"]}
    cells = [
        a_text("p"),
        a_code("a", "x", printed("1")),
        a_code("b", "x", printed("1"), metadata=tagged),
        a_code("c", "x", printed("1"), metadata={"tags": ["hide-input"]}),
        a_code("d", "x"),
    ]
    assert module.compared_share(a_notebook(*cells)) == (2, 3)


def test_the_built_course_is_clean(built_course: Course) -> None:
    root, chapter = built_course
    assert check(chapter, root) == []
    assert module.compared_counts(chapter, root) == (5, 6)


def test_every_rule_is_applied(small_course: Course) -> None:
    root, chapter = small_course
    (root / "notebooks/02_two.ipynb").unlink()

    def change(cells: Cells) -> None:
        code(cells, "total = 7")["execution_count"] = None
        code(cells, "total = 7")["metadata"]["tags"] = ["nbval-skip"]
        code(cells, "total = 7")["outputs"] = [
            {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
        ]
        code(cells, "show(fig")["outputs"][0]["metadata"] = {}
        code(cells, "import random")["execution_count"] = 9
        del cells[-2]

    found = check_changed(small_course, change).splitlines()
    for problem in (
        "cell 7: not executed",
        "cell 4: executed as number 9 instead of 2",
        "cell 7: its metadata are not what the source builds",
        "11 cells instead of the 12",
        "cell 7: ends in E",
        "cell 9: a figure without alt text",
        "cell 11: links to 02_two.ipynb, which is not there",
    ):
        assert any(line.startswith(f"notebooks/01_one.ipynb, {problem}") for line in found), problem
    assert any("01_one, the two languages have different numbers of cells" in f for f in found)
    source = chapter.source(root)
    source.write_text(source.read_text().replace('rows="P1"', 'rows="P9"'))
    assert [p.partition(":")[0] for p in check(chapter, root)[:2]] == [
        "01_one, row P1",
        "01_one, row P9",
    ]


def test_too_many_outputs_ignored(small_course: Course) -> None:
    def change(cells: Cells) -> None:
        for cell in cells:
            if cell.get("outputs"):
                cell["metadata"]["tags"] = ["nbval-ignore-output"]

    assert (
        "notebooks/01_one.ipynb, nbval compares 0 of 6 outputs; untag cells until it is 80%"
        in check_changed(small_course, change)
    )


def test_just_enough_outputs_compared(
    small_course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MIN_COMPARED", 5 / 6)
    assert check_changed(small_course, lambda cells: None) == ""
    monkeypatch.setattr(module, "MIN_COMPARED", 0.84)
    assert "nbval compares 5 of 6 outputs" in check_changed(small_course, lambda cells: None)


def test_notebook_missing(written_course: Course) -> None:
    root, chapter = written_course
    assert check(chapter, root) == [
        "notebooks/01_one.ipynb: not built yet; run `make notebooks`",
        "notebooks/zh-TW/01_one.ipynb: not built yet; run `make notebooks`",
    ]


def test_notebook_unreadable(written_course: Course) -> None:
    root, chapter = written_course
    for language in ("en", "zh-TW"):
        chapter.notebook(language, root).write_text('{"cells": [')
    assert check(chapter, root) == [
        "notebooks/01_one.ipynb: not a readable notebook; run `make notebooks`",
        "notebooks/zh-TW/01_one.ipynb: not a readable notebook; run `make notebooks`",
    ]


def test_too_large(small_course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    root, chapter = small_course
    path = chapter.notebook("en", root)
    path.write_bytes(path.read_bytes().ljust(1_650_001))
    found = check(chapter, root)
    limit = "make figures fewer or smaller, 1.5 MB at most"
    assert found == [f"notebooks/01_one.ipynb, 1.7 MB; {limit}"]
    monkeypatch.setattr(module, "MAX_BYTES", 1_250_001)
    assert check(chapter, root) == [found[0].replace("1.5", "1.3")]


def test_just_small_enough(small_course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    root, chapter = small_course
    size = max(chapter.notebook(lang, root).stat().st_size for lang in ("en", "zh-TW"))
    monkeypatch.setattr(module, "MAX_BYTES", size)
    assert check(chapter, root) == []
    monkeypatch.setattr(module, "MAX_BYTES", size - 1)
    assert len(check(chapter, root)) == 1


def test_source_missing(written_course: Course) -> None:
    root, chapter = written_course
    chapter.source(root).unlink()
    assert check(chapter, root) == ["01_one has no source; write notebooks/sources/01_one.py."]
