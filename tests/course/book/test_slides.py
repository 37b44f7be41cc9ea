from __future__ import annotations

import re

import pytest

from course.book.slides import anchors, slides_page
from course.chapters.slides import load_ledger
from course.config import LANGUAGES, load_chapters


def test_a_cell_has_an_anchor_for_each_statement_it_settles() -> None:
    found = anchors(load_chapters()[0])
    names = [name for cell in found.values() for name in cell]
    assert len(names) == len(set(names))
    assert {"a001", "a004"} <= set(names)
    assert all(re.fullmatch(r"[a-e]\d{3}(-\d+)?", name) for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_every_statement_and_leads_to_every_anchor(language: str) -> None:
    page = slides_page(language)
    ids = [i for i in re.findall(r'<li id="([a-z]\d+)"', page)]
    assert ids == [name.lower() for name in load_ledger().statements]
    led = set(re.findall(r'href="chapters/(\w+)\.html#([^"]+)"', page))
    assert led == {
        (chapter.name, name)
        for chapter in load_chapters()
        for names in anchors(chapter).values()
        for name in names
    }
