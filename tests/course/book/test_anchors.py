from __future__ import annotations

import pytest

from course.book.anchors import Anchors, headings, slug
from course.config import CourseError


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("1.2 One forward step (8 min)", "one-forward-step"),
        ("1.16 A proof in full (optional, 6 min)", "a-proof-in-full"),
        ("Sum of $x^2$, `fit`", "sum-of-x-2-fit"),
        ("總結", "section"),
    ],
)
def test_an_id_has_no_number_and_no_minutes(heading: str, expected: str) -> None:
    assert slug(heading) == expected


def test_a_heading_in_fenced_code_is_a_comment() -> None:
    text = "# One\n```bash\n# two\n```\n~~~\n```\n# three\n~~~\n## Four"
    assert list(headings(text)) == [(0, "One"), (8, "Four")]


def test_a_fence_ends_at_its_own_kind() -> None:
    assert list(headings("~~~\n```\n# one\n~~~\n# Two")) == [(4, "Two")]


def test_the_translation_gets_the_english_ids_and_equal_ones_are_numbered() -> None:
    anchors = Anchors()
    english = "## 1.1 Sum (2 min)\ntext\n## Sum"
    assert (
        anchors.mark(english, english) == "{.at-sum}\n## 1.1 Sum (2 min)\ntext\n{.at-sum-2}\n## Sum"
    )
    assert anchors.mark("## 總和", "## 1.3 Sum") == "{.at-sum-3}\n## 總和"


def test_a_heading_that_one_language_lacks_is_named() -> None:
    english = "# One\n## Two\n" + "text " * 20
    with pytest.raises(CourseError) as told:
        Anchors().mark("# 一", english)
    assert str(told.value) == (
        f"The text that begins {english[:50]!r} has 2 headings in English and 1 in the "
        "translation; give both the same."
    )
