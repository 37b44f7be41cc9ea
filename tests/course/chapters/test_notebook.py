"""A notebook: its prose, code, folds, badges and credits in each language."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import nbformat
import pytest

from course.chapters.build import assemble_all, read_source
from course.chapters.notebook import assemble, cell_ids, chinese_alts, translate_alts
from course.chapters.slides import Deck
from course.config import Chapter
from course.directives import Directives
from course.prose import find_computed
from course.source import Code, Prose, Source
from tests.course.chapters.courses import Course, read

CHAPTERS = [Chapter(n, s, s.title(), zh, ()) for n, s, zh in ((1, "one", "一"), (2, "two", "二"))]
SOURCE = Source(
    [
        Prose("A {{ x | d }}", "甲 {{ x | d }}"),
        Code("x = 1", tags=("nbval-ignore-output",)),
        Code("x = 1", options=(("fold", "Again"),), tags=("nbval-ignore-output",)),
        Code("x = 1", directives=Directives(alts=("圖一", "圖二"))),
        Prose("A {{ x | d }}", "甲 {{ x | d }}"),
    ]
)


def assembled(
    language: str, number: int = 1, source: Source = SOURCE, **options: Any
) -> nbformat.NotebookNode:
    chapter, home = CHAPTERS[number - 1], "https://github.com/me/class"
    return assemble(source, chapter, language, chapters=CHAPTERS, repository=home, **options)


def test_an_assembled_notebook_is_valid_and_not_yet_run() -> None:
    notebook = assembled("en")
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata == {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    assert [c.cell_type for c in notebook.cells] == [
        "markdown", "code", "markdown", "code", "code", "code", "markdown", "markdown",
    ]  # fmt: skip
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)


def test_ids_come_from_the_english_and_tell_equal_cells_apart() -> None:
    one, two, three, four, five = cell_ids(SOURCE)
    assert (three, four, five) == (f"{two}-2", f"{two}-3", f"{one}-2")
    ids = ["header", "setup", one, two, three, four, five, "footer"]
    assert [c.id for c in assembled("en").cells] == [c.id for c in assembled("zh-TW").cells] == ids


def test_cells_keep_their_tags_and_numbers() -> None:
    assert assembled("en").cells[2].source == "A {{ x | d }}"
    cells = assembled("zh-TW").cells
    assert cells[2].source == "甲 {{ x | d }}"
    (entry,) = cells[2].metadata["computed"]
    assert (entry["expression"], entry["format"], entry["value"]) == ("x", "d", "")
    assert cells[3].metadata == {"tags": ["nbval-ignore-output"]}
    assert cells[4].source == "# @title Again\nx = 1"
    assert cells[4].metadata == {
        "tags": ["nbval-ignore-output", "hide-input"],
        "jupyter": {"source_hidden": True},
        "cellView": "form",
    }
    assert cells[5].metadata == cells[-1].metadata == {}


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["# 1 One", "Chapter 1 of 2. Runs in about {{", "[繁體中文](zh-TW/01_one.ipynb)"]),
        ("zh-TW", ["# 1 一", "第 1 章，共 2 章。", "[English](../01_one.ipynb)"]),
    ],
)
def test_the_header_says_which_chapter_it_is_and_leads_to_the_other_language(
    language: str, lines: list[str]
) -> None:
    header = assembled(language).cells[0]
    assert all(line in header.source for line in lines)
    (seconds,) = find_computed(header.source)
    assert "chapter_seconds" in seconds.expression and seconds.at_end
    folder = "notebooks" if language == "en" else "notebooks/zh-TW"
    assert f"github/me/class/blob/main/{folder}/01_one.ipynb)" in header.source
    pictures = header.source.splitlines()[-2:]
    assert [line.partition(": data:image/png;base64,")[0] for line in pictures] == [
        "[Colab]",
        "[Binder]",
    ]
    assert "https://github.com/me/class" in assembled(language).cells[1].source


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "---",
                "Lecture slides whose statements this chapter tests: "
                "“Lines”, by Lin; “Sums”, by a lecturer who is not named.",
                "Practise: [lab01_a](../labs/lab01_a.ipynb)",
                "Practise: [lab01_b](../labs/lab01_b.ipynb)",
                "Next chapter: [2 Two](02_two.ipynb)",
            ],
        ),
        (
            "zh-TW",
            [
                "---",
                "本章檢驗的課程投影片：Lin「線」；未署名「和」。",
                "動手做：[lab01_a](../../labs/zh-TW/lab01_a.ipynb)",
                "動手做：[lab01_b](../../labs/zh-TW/lab01_b.ipynb)",
                "下一章：[2 二](02_two.ipynb)",
            ],
        ),
    ],
)
def test_the_footer_leads_on(language: str, lines: list[str]) -> None:
    labs = ("lab01_a.ipynb", "lab01_b.ipynb", "lab02_c.ipynb")
    decks = [Deck("A", "Lines", "線", "Lin"), Deck("B", "Sums", "和", "")]
    footer = assembled(language, labs=labs, decks=decks).cells[-1]
    assert footer.source.split("\n\n") == lines


def test_optional_sections_are_collapsed() -> None:
    cells: list[Code | Prose] = [
        Prose("## A proof (optional, 3 min)\n\nIt is.", "## 證明（選讀，3 分鐘）\n\n是。"),
        Prose("## 1.2 More (3 min)", "## 1.2 更多（3 分鐘）"),
        Prose("Text", "文"),
    ]
    for language in ("en", "zh-TW"):
        notebook = assembled(language, source=Source(cells))
        collapsed = [c.metadata.get("jp-MarkdownHeadingCollapsed") for c in notebook.cells[2:5]]
        assert collapsed == [True, None, None]


def test_the_last_chapter_leads_nowhere() -> None:
    assert assembled("en", 2).cells[-1].id == cell_ids(SOURCE)[-1]
    assert "lab02" in assembled("en", 2, labs=("lab02_c.ipynb",)).cells[-1].source


def test_chinese_alt_texts_go_to_the_figures_of_their_cell_in_order() -> None:
    notebook = assembled("zh-TW")
    figures = [nbformat.v4.new_output("display_data", {"image/png": ""}) for _ in range(3)]
    text = nbformat.v4.new_output("stream", text="no figure")
    figures[0].metadata = {"image/png": {"alt": "a figure", "width": 3}}
    notebook.cells[5].outputs = [figures[0], text, *figures[1:]]
    notebook.cells[4].outputs = [nbformat.v4.new_output("display_data", {"image/png": ""})]
    translate_alts(notebook, SOURCE)
    assert [o.get("metadata") for o in notebook.cells[5].outputs] == [
        {"image/png": {"alt": "圖一", "width": 3}},
        None,
        {"image/png": {"alt": "圖二"}},
        {},
    ]
    assert notebook.cells[4].outputs[0].metadata == {}
    assert chinese_alts(SOURCE) == {cell_ids(SOURCE)[3]: ("圖一", "圖二")}


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


def test_badges_point_at_their_own_file(built_course: Course) -> None:
    for language, path in (("en", "notebooks/01_one"), ("zh-TW", "notebooks/zh-TW/01_one")):
        header = read(built_course, language).cells[0].source
        assert f"/blob/main/{path}.ipynb)" in header
        assert "labpath=" + path.replace("/", "%2F") + ".ipynb)" in header


def test_chapters_of_the_second_edition_credit_the_lecturers(written_course: Course) -> None:
    root, chapter = written_course
    source = read_source(chapter, root)
    first = assemble_all(source, chapter, root)
    second = assemble_all(source, replace(chapter, edition=2), root)
    assert "甲" not in first["en"].cells[-1].source
    assert "“Lines”, by 甲." in second["en"].cells[-1].source
    assert "甲「線」。" in second["zh-TW"].cells[-1].source
    assert "Numbers" not in second["en"].cells[-1].source
