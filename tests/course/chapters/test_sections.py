"""Sections: minutes, optional parts, and what counts as the main line."""

from __future__ import annotations

import pytest

from course.chapters.sections import (
    Heading,
    count_words,
    heading_of,
    heading_problems,
    headings,
    main_line,
    optional_cells,
)
from course.source import Code, Prose, Source


def test_headings_say_minutes_and_whether_they_are_optional() -> None:
    english = "## 1.2 One step (8 min)\n\ntext\n\n### A proof (optional, 12 min)\n```\n# code\n```"
    assert list(headings(english, "en")) == [
        Heading(2, "1.2 One step", 8, False),
        Heading(3, "A proof", 12, True),
    ]
    assert list(headings("## 1.16 證明（選讀，6 分鐘）", "zh-TW")) == [
        Heading(2, "1.16 證明", 6, True)
    ]
    assert list(headings("## Summary", "en")) == [Heading(2, "Summary")]


def test_a_cell_begins_a_section_with_its_first_heading() -> None:
    cell = Prose("## 1.1 First (5 min)\n\n### Second", "## 1.1 一（5 分鐘）\n\n### 二")
    assert heading_of(cell) == Heading(2, "1.1 First", 5)
    assert heading_of(Prose("Text", "文")) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("## 1.2 One step (8 min)\n\n- a **bold** word - and $x+1$", 10),
        ("Before.\n<details><summary>Answer</summary>\n\nten words\n</details>\nAfter.", 2),
        ("See [the paper](https://example.org/a/b) of {{ x | .2f }}.", 5),
        ("It is\n$$\na = b + c\n$$\nso.", 3),
        ("```python\nx = 1\n```\nDone.", 1),
    ],
)
def test_words_are_those_that_a_student_reads(text: str, words: int) -> None:
    assert count_words(text) == words


SOURCE = Source(
    [
        Prose("## 1.1 First (5 min)", "## 1.1 一（5 分鐘）"),
        Code("x = 1"),
        Code("assert x", options=(("fold", "Check"),)),
        Prose("## 1.2 Proof (optional, 6 min)", "## 1.2 證明（選讀，6 分鐘）"),
        Prose("### Its lemma\n\nlong", "### 引理\n\n長"),
        Code("y = 1"),
        Prose("## Summary\n\nThe end", "## 總結\n\n結束"),
    ]
)


def test_an_optional_section_ends_at_the_next_heading_of_its_level() -> None:
    assert optional_cells(SOURCE) == [False, False, False, True, True, True, False]


def test_a_whole_source_may_be_optional() -> None:
    source = Source([Prose("# More (optional, 9 min)", "# 更多（選讀，9 分鐘）"), Code("x = 1")])
    assert optional_cells(source) == [True, True]


def test_the_main_line_leaves_out_optional_sections_and_folded_code() -> None:
    assert main_line(SOURCE, [0, 2, 1, 0, 0, 4, 0]) == (7, 1, 3)


def test_good_headings_have_no_problem() -> None:
    assert list(heading_problems(SOURCE)) == []


@pytest.mark.parametrize(
    ("english", "chinese", "message"),
    [
        ("## 1.1 First", "## 1.1 一", "'1.1 First': write its minutes"),
        (
            "## 1.1 First (5 min)",
            "## 1.1 一（6 分鐘）",
            "heading '1.1 First': the Chinese one differs in level, minutes or the word optional; "
            "write them alike, as in “(optional, 6 min)”, “（選讀，6 分鐘）”",
        ),
        ("## A proof (optional, 5 min)", "## 證明（5 分鐘）", "the Chinese one differs"),
        ("## First", "### 一", "the Chinese one differs"),
        (
            "## A heading that is longer than forty letters",
            "一",
            "cell that begins '## A heading that is longer than forty l': "
            "the two languages differ in headings",
        ),
        ("Text.\n\n## A (optional, 5 min)", "文\n\n## 甲（選讀，5 分鐘）", "begins its cell"),
    ],
)
def test_each_bad_heading_is_named(english: str, chinese: str, message: str) -> None:
    (problem,) = heading_problems(Source([Code("x = 1"), Prose(english, chinese)]))
    assert message in problem
