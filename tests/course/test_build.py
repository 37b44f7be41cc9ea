"""Building: two notebooks from one source, the same bytes each time."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from course.build import build, stamp_source
from course.config import Chapter, CourseError

Course = tuple[Path, Chapter]


def read(course: Course, language: str) -> nbformat.NotebookNode:
    root, chapter = course
    return nbformat.read(chapter.notebook(language, root), as_version=4)


def random_output(course: Course) -> list[nbformat.NotebookNode]:
    return next(c.outputs for c in read(course, "en").cells if "random()" in c.source)


def test_each_language_has_its_prose_and_its_numbers(built_course: Course) -> None:
    english = "\n".join(c.source for c in read(built_course, "en").cells)
    chinese = "\n".join(c.source for c in read(built_course, "zh-TW").cells)
    assert "Goals: at the end 7." in english and "The number is 3.00." in english
    assert "目標：最後得到 7。" in chinese and "這個數是 3.00。" in chinese
    assert "# 1 One" in english and "# 1 一" in chinese
    assert "[2 Two](02_two.ipynb)" in english and "[2 二](02_two.ipynb)" in chinese
    assert "{{" not in english + chinese


def test_code_and_ids_are_shared(built_course: Course) -> None:
    english, chinese = read(built_course, "en"), read(built_course, "zh-TW")
    assert [c.id for c in english.cells] == [c.id for c in chinese.cells]
    assert len({c.id for c in english.cells}) == len(english.cells)
    for one, other in zip(english.cells, chinese.cells, strict=True):
        if one.cell_type == "code":
            assert one == other
    counts = [c.execution_count for c in english.cells if c.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


def test_badges_point_at_their_own_file(built_course: Course) -> None:
    for language, path in (("en", "notebooks/01_one"), ("zh-TW", "notebooks/zh-TW/01_one")):
        header = read(built_course, language).cells[0].source
        assert f"/blob/main/{path}.ipynb)" in header
        assert "labpath=" + path.replace("/", "%2F") + ".ipynb)" in header


def test_building_again_gives_the_same_bytes(small_course: Course) -> None:
    root, chapter = small_course
    files = [chapter.notebook(language, root) for language in ("en", "zh-TW")]
    before = [f.read_bytes() for f in files]
    assert build(chapter, root) == []
    assert [f.read_bytes() for f in files] == before


def test_building_elsewhere_differs_only_where_a_run_may(small_course: Course) -> None:
    root, chapter = small_course
    first = read(small_course, "en")
    chapter.notebook("en", root).unlink()
    build(chapter, root)
    second = read(small_course, "en")
    different = [
        i for i, (a, b) in enumerate(zip(first.cells, second.cells, strict=True)) if a != b
    ]
    random_cells = [
        i
        for i, c in enumerate(first.cells)
        if "nbval-ignore-output" in c.metadata.get("tags", []) or "x2" in str(c.metadata)
    ]
    assert set(different) <= set(random_cells)


def test_changed_code_brings_fresh_output(small_course: Course) -> None:
    root, chapter = small_course
    old = random_output(small_course)
    source = chapter.source(root)
    source.write_text(source.read_text().replace("print(y)", "print(y, 1)"))
    build(chapter, root)
    new = random_output(small_course)
    assert new != old and new[0].text.endswith(" 1\n")


def test_a_failing_cell_writes_nothing(small_course: Course) -> None:
    root, chapter = small_course
    before = chapter.notebook("en", root).read_bytes()
    source = chapter.source(root)
    source.write_text(source.read_text().replace("total = 7", "total = 1 / 0"))
    with pytest.raises(CourseError, match=r"01_one, cell \d+: ZeroDivisionError: division by zero"):
        build(chapter, root)
    assert chapter.notebook("en", root).read_bytes() == before
    assert list(root.glob("notebooks/.01*")) == []


def test_an_undefined_number_writes_nothing(small_course: Course) -> None:
    root, chapter = small_course
    source = chapter.source(root)
    source.write_text(source.read_text().replace("{{ x | .2f", "{{ later | .2f"))
    stamp_source(chapter, root)
    with pytest.raises(CourseError, match=r"\{\{ later \}\} fails with NameError"):
        build(chapter, root)
