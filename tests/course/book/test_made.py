from __future__ import annotations

from course.book.made import front, text
from course.book.pages import pages
from course.config import LANGUAGES, book_address

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
