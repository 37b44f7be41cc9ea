"""The chapters' explorables: all are found, and named in both languages."""

from __future__ import annotations

import ast

import pytest

from course.book import digit
from course.book.explorables import find
from course.config import Chapter, load_chapters


@pytest.mark.parametrize("chapter", load_chapters(), ids=lambda c: c.name)
def test_each_explorable_names_the_values_of_all_its_controls(chapter: Chapter) -> None:
    found = find(chapter)
    assert found
    for explorable in (e for e in found if e.pages):
        assert isinstance(explorable.call, ast.Expr) and isinstance(explorable.call.value, ast.Call)
        controls = [k.arg for k in explorable.call.value.keywords if k.arg != "alt"]
        assert [page.name for page in explorable.pages] == controls
        for page in explorable.pages:
            chinese = page.labels[1]
            assert page.labels[0].isascii() or set(page.labels[0]) & set("σγ")
            assert any("\u4e00" <= c <= "\u9fff" for c in chinese), chinese


def test_the_network_is_packed_where_chapter_2_explores_it() -> None:
    packed = [e.network for c in load_chapters() for e in find(c)]
    assert packed.count(digit.NETWORK) == 1
    (second,) = find(load_chapters()[1])
    assert second.network == digit.NETWORK
    assert f"{digit.NETWORK}.fit(" in second.code
