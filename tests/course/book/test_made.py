from __future__ import annotations

import re
from pathlib import Path

from course.book.made import contents, front, text
from course.book.pages import Page, pages
from course.config import LANGUAGES, ROOT, book_address, load_chapters
from course.labs.model import load_labs

README = f"""# Title

**[Read]({book_address()}en/index.html)** it.

What it is.

## Start
make

## Chapters
1

## Labs
2

## Rest
3
"""


def test_the_first_page_puts_the_chapters_before_the_setup() -> None:
    parts = ["# Title", "What it is.", "Play.", "## Chapters\n1", "## Labs\n2"]
    assert front(README, "Play.") == "\n\n".join([*parts, "## Start\nmake", "## Rest\n3\n"])


def test_the_first_page_leads_to_what_one_can_play_with() -> None:
    for language in LANGUAGES:
        page = text(pages()["index"], language)
        assert page.index("#draw-a-digit") < page.index("01_perceptron.ipynb")
        assert page.index("01_perceptron.ipynb") < page.index("git clone")
        assert f"]({book_address()}" not in page.partition("##")[0]


def test_the_table_of_contents_has_three_parts() -> None:
    chapters = "\n".join(f"chapters/{chapter.name}" for chapter in load_chapters())
    labs = "\n".join(f"labs/{lab.name}" for lab in load_labs())
    more = "experiments\nslides\nnotation\nglossary\nsemester\ncontributing"
    assert contents("zh-TW") == "".join(
        f"\n\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{names}\n```\n"
        for caption, names in (("章節", chapters), ("練習", labs), ("參考資料", more))
    )


def test_the_end_of_a_line_between_chinese_signs_is_no_space(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "[English](b.md)\n\n一\n 二，\nthree，\n`four`\n五 six\n七\neight\n", encoding="utf-8"
    )
    assert text(Page("a", ("b.md", "a.md")), "zh-TW", tmp_path) == (
        "一二，three，`four`\n五 six\n七\neight\n"
    )


def test_no_chinese_sentence_is_broken_by_the_end_of_a_line() -> None:
    broken = re.compile("[\u4e00-\u9fff，、]\n *[\u4e00-\u9fff]")
    for page in pages().values():
        if not page.is_notebook:
            made = text(page, "zh-TW")
            assert not broken.search(made), page.name
            assert len(re.findall("^ *```", made, re.MULTILINE)) == made.count("```"), page.name


def test_the_link_to_the_other_language_is_left_to_the_page_s_head() -> None:
    semester = pages()["semester"]
    for language, other in zip(LANGUAGES, ("繁體中文", "English"), strict=True):
        link = f"[{other}]"
        assert link in (ROOT / semester.path(language)).read_text(encoding="utf-8")
        assert link not in text(semester, language)
