from __future__ import annotations

import re
from typing import Any

import pytest

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
