"""A notebook: its prose, code, folds, badges and credits in each language."""

from __future__ import annotations

from dataclasses import replace

from course.chapters.build import assemble_all, build, read_source, stamp_source
from tests.course.chapters.courses import Course, edit, read


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
        if one.cell_type == "code" and "show(fig" not in one.source:
            assert one == other
    counts = [c.execution_count for c in english.cells if c.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


def test_each_language_has_its_own_alt_text(built_course: Course) -> None:
    outputs = [
        next(c for c in read(built_course, language).cells if "show(fig" in c.source).outputs[0]
        for language in ("en", "zh-TW")
    ]
    alts = [output.metadata["image/png"].pop("alt") for output in outputs]
    assert alts == ["a rising line", "一條上升的線"]
    assert outputs[0] == outputs[1]


def test_a_folded_cell_is_folded_everywhere(built_course: Course) -> None:
    cell = next(c for c in read(built_course, "en").cells if "show(fig" in c.source)
    assert cell.source.startswith("# @title Draw a line\nfrom utils.plotting import")
    assert cell.source.endswith('show(fig, alt="a rising line")')
    assert cell.metadata == {
        "cellView": "form",
        "jupyter": {"source_hidden": True},
        "tags": ["hide-input"],
    }


def test_optional_sections_are_collapsed(small_course: Course) -> None:
    root, chapter = small_course
    edit(small_course, "The number is", "## A proof (optional, 3 min)\n#\n# The number is")
    edit(small_course, "這個數是", "## 證明（選讀，3 分鐘）\n#\n# 這個數是")
    stamp_source(chapter, root)
    build(chapter, root)
    for language in ("en", "zh-TW"):
        collapsed = [
            c.source.splitlines()[0]
            for c in read(small_course, language).cells
            if c.metadata.get("jp-MarkdownHeadingCollapsed")
        ]
        assert collapsed == [
            {"en": "## A proof (optional, 3 min)", "zh-TW": "## 證明（選讀，3 分鐘）"}[language]
        ]


def test_badges_point_at_their_own_file(built_course: Course) -> None:
    for language, path in (("en", "notebooks/01_one"), ("zh-TW", "notebooks/zh-TW/01_one")):
        header = read(built_course, language).cells[0].source
        assert f"/blob/main/{path}.ipynb)" in header
        assert "labpath=" + path.replace("/", "%2F") + ".ipynb)" in header


def test_chapters_of_the_second_edition_credit_the_lecturers(small_course: Course) -> None:
    root, chapter = small_course
    source = read_source(chapter, root)
    first = assemble_all(source, chapter, root)
    second = assemble_all(source, replace(chapter, edition=2), root)
    assert "甲" not in first["en"].cells[-1].source
    assert "“Lines”, by 甲." in second["en"].cells[-1].source
    assert "甲「線」。" in second["zh-TW"].cells[-1].source
    assert "Numbers" not in second["en"].cells[-1].source
