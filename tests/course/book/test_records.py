from __future__ import annotations

import re
from typing import Any

import pytest

from course.book import records
from course.book.records import experiments_page, shown
from course.config import LANGUAGES, ROOT


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "–"),
        (True, "True"),
        (12, "12"),
        (0.123456, "0.1235"),
        ("a < b", "a &lt; b"),
        ([3], "3"),
        ([0.5, 0.25, None], "0.5 … –"),
        ([[1, 2, 3], [4, 5, 6]], "2 × 3"),
    ],
)
def test_a_value_is_shown_in_few_signs(value: Any, expected: str) -> None:
    assert shown(value) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_record_says_how_to_repeat_it_where_and_when_it_was_made(language: str) -> None:
    page = experiments_page(language)
    names = {p.name.partition(".")[0] for p in (ROOT / "experiments/results").glob("*.json")}
    assert set(re.findall(r"<code>python -m experiments (\w+)</code>", page)) == names
    facts = page.split('<table class="facts">')[1:]
    assert len(facts) == len(names)
    for fact in facts:
        assert re.search(r"<td>20\d\d-\d\d-\d\d", fact) and "TensorFlow 2." in fact


def test_a_chinese_page_describes_in_chinese_and_says_when_a_description_is_old(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = experiments_page("zh-TW")
    assert "先暖機，而且只看完整的批次" in page and "Each is warmed up first" not in page
    assert re.search(r'<div class="described"><p>[^<]*[\u4e00-\u9fff]', page)
    assert "<ul><li>&quot;epochs&quot;" in page or '<ul><li>"epochs"' in page
    assert "<em>訓練</em>" in page
    entry = {"of": "00000000", "text": "一"}
    monkeypatch.setattr(records, "_translations", lambda: {"o12_batch": entry})
    capsys.readouterr()
    page = experiments_page("zh-TW")
    assert "<p>一</p>" in page and '<div class="described" lang="en">' in page
    printed = capsys.readouterr().out
    assert "the description of o12_batch is not that of its script" in printed
    assert 'of = "' in printed


def test_each_record_is_used_and_links_to_where() -> None:
    sections = experiments_page("en").split("\n## ")[1:]
    unused = [section.splitlines()[0] for section in sections if "Used in</th><td>–<" in section]
    assert unused == []
    together = next(s for s in sections if "python -m experiments i7_choice<" in s)
    assert 'chapters/04_initializers.html">' in together
