"""What a class shows: against NumPy's correlation, and where nothing can be said."""

from __future__ import annotations

import re
from html import unescape

import numpy as np
import pytest

from grader.outputs.mistakes import Mistake, Mistakes
from grader.outputs.pages import summary
from grader.outputs.statistics import correlation, items, quantile
from tests.grader.outputs.rows import question, row

SCORES = np.array([[10, 8, 0], [9, 7, 10], [2, 1, 3], [5, 5, 10], [0, 2, 4], [7, 10, 1]], float)
ROWS = [
    row(f"s{number}", {f"q{at}": float(score) for at, score in enumerate(line)})
    for number, line in enumerate(SCORES)
]


def test_share_and_discrimination() -> None:
    for at, item in enumerate(items(ROWS)):
        rest = np.delete(SCORES, at, axis=1).sum(axis=1)
        assert item.share == pytest.approx(SCORES[:, at].mean() / 10)
        assert item.discrimination == pytest.approx(np.corrcoef(SCORES[:, at], rest)[0, 1])
        assert sum(item.counts) == item.count == 6
    assert [item.counts for item in items(ROWS)] == [(1, 4, 1), (0, 5, 1), (1, 3, 2)]


def test_nothing_is_said_where_nobody_differs_or_few_are_there() -> None:
    same = [row(f"s{n}", {"q0": 10.0, "q1": 0.1 * n, "q2": 0.3 - 0.1 * n}) for n in range(6)]
    found = items(same)
    assert found[0].discrimination is None and found[0].share == 1
    assert found[1].discrimination == pytest.approx(-1)
    assert items(ROWS[:4])[0].discrimination is None and items([]) == []
    alone = items([row(f"s{n}", {"q0": float(n)}) for n in range(6)])
    assert alone[0].discrimination is None
    assert correlation([0.1 + 0.2, 0.3, 0.3], [1, 2, 3]) is None


def test_what_is_not_final_counts_nowhere() -> None:
    rows = [
        *ROWS,
        row("open", {"q0": question(None), "q1": 10.0, "q2": question(0.0, review=True)}),
        row("lost", {"q0": 0.0, "q1": 0.0, "q2": 0.0}, status="error"),
    ]
    before, after = items(ROWS), items(rows)
    assert [after[0], after[2]] == [before[0], before[2]]
    assert (after[1].count, after[1].discrimination) == (7, before[1].discrimination)
    text = re.sub(r"<[^>]*>", " ", summary(rows))
    assert "Final points of 6 students: mean 15.7, median 18," in " ".join(text.split())


def test_messages_are_counted_as_students_read_them() -> None:
    reasons = ["Divide by n.", "Divide by n.", "<b>shape", "", "Divide by n.", "not written yet"]
    rows = [
        row(f"s{n}", {"q": question(0.0 if text else 10.0, reason=text, detail="line 9: SECRET")})
        for n, text in enumerate(reasons)
    ]
    (item,) = items(rows)
    assert item.messages == [("Divide by n.", 3), ("<b>shape", 1), ("not written yet", 1)]
    page = summary(rows)
    assert "<b>shape" not in page and "&lt;b&gt;shape" in page and "SECRET" not in page


def test_the_classs_page_counts_known_mistakes_beside_each_message() -> None:
    """By points and message; with the names of questions that most English notebooks have."""
    told, partly, hidden = "f() is <1>, expected 2.", "f(0) is 1.", "a hidden test failed"
    rows = [
        row(f"s{n}", {"q": question(points, reason=reason)}, language=language, titles={"q": title})
        for n, (points, reason, language, title) in enumerate(
            [
                (0.0, told, "en", "Question 1: f"),
                (0.0, told, "zh-TW", "第 1 題：f"),
                (4.0, told, "zh-TW", "第 1 題：f"),
                (4.0, hidden, "zh-TW", "第 1 題：f"),
                (6.0, partly, "en", "Question 1: f"),
                (6.0, partly, "en", "my <title>"),
            ]
        )
    ]
    known = Mistakes(
        "lab",
        "",
        {
            "q": [
                Mistake(0.0, told, {"en": "sign <lost>", "zh-TW": "正負號"}),
                Mistake(0.0, told, {"en": "mean forgotten", "zh-TW": "平均"}),
                Mistake(6.0, partly, {"en": "eps typed in", "zh-TW": "寫死"}),
            ],
        },
    )
    page = summary(rows, mistakes=known)
    assert "<td>sign &lt;lost&gt; (2); mean forgotten (2)</td>" in page
    assert "<td>eps typed in (2)</td>" in page
    column = "Known mistakes that give it"
    assert page.count(column) == 1 and column not in summary(rows)
    assert page.count('<th scope="row">Question 1: f (q)</th>') == 1 + len({told, partly, hidden})
    assert '<th scope="row">第 1 題：f (q)</th>' in summary(rows[1:4])


def test_quantiles() -> None:
    assert [quantile([3, 1, 2, 4], share) for share in (0, 0.25, 0.5, 0.9)] == [1, 1, 2, 4]


def test_each_table_has_a_caption_and_each_heading_a_scope() -> None:
    late = {"deadline": "d", "extended": True, "rule": "", "handed_in": "h", "by": "",
            "taken_off": 0.0, "open": ""}  # fmt: skip
    rows = [*ROWS, row("<i>x</i>/../y", {"q0": question(0.0, reason="no")}, late=late,
                       status="stopped", reason="<s>", notes=["<u>"])]  # fmt: skip
    page = summary(rows, ["<em>"])
    assert page.count("<table>") == page.count("<caption>") == 5
    assert re.findall(r"<th(?! scope=)[ >]", page) == []
    for tag in ("<i>", "<s>", "<u>", "<em>"):
        assert tag not in page and tag in unescape(page)
    assert 'href="feedback/_i_x__i_' in page and "in the middle" in page
    assert "no submissions" in summary([])


def test_five_students_say_something_about_a_question() -> None:
    expected = np.corrcoef(SCORES[:5, 0], SCORES[:5, 1:].sum(axis=1))[0, 1]
    assert items(ROWS[:5])[0].discrimination == pytest.approx(expected)
    assert correlation([], []) is None
    assert correlation([0, 2e-9], [0, 1]) == pytest.approx(1)
    assert correlation([0, 1], [0, 1e-9]) is None


def test_a_question_without_points_has_no_share_and_nobody_earned_nothing() -> None:
    (item,) = items([row(f"s{n}", {"q": question(0.0, max_score=0.0)}) for n in range(2)])
    assert (item.share, item.count, item.counts) == (None, 2, (0, 0, 2))


def test_only_what_cost_points_is_a_message_and_five_are_enough() -> None:
    rows = [row("all", {"q": question(10.0, reason="none")}), row("part", {"q": question(9.0)})]
    rows += [row(f"s{n}", {"q": question(9.0, reason=f"m{n}")}) for n in range(6)]
    (item,) = items(rows)
    assert item.messages == [(f"m{n}", 1) for n in range(5)]


def test_a_question_that_some_rows_lack_is_that_of_the_others() -> None:
    found = items([row("old", {"a": 10.0}), row("new", {"b": 5.0, "a": 0.0})])
    assert [(item.name, item.count, item.share) for item in found] == [("a", 2, 0.5), ("b", 1, 0.5)]


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ([("zh-TW", "甲"), ("zh-TW", "甲"), ("en", "A")], "A"),
        ([("zh-TW", "甲"), ("zh-TW", "乙"), ("zh-TW", "乙")], "乙"),
        ([("en", "A"), ("en", "B"), ("en", "B")], "B"),
        ([("zh-TW", "甲"), ("", "A")], "A"),  # rows of the version before name no language
        ([("en", ""), ("zh-TW", "甲")], "甲"),
        ([("en", "")], ""),
    ],
)
def test_the_title_is_what_most_english_notebooks_say(
    said: list[tuple[str, str]], title: str
) -> None:
    rows = []
    for number, (language, name) in enumerate(said):
        more = {"language": language} if language else {}
        rows.append(row(f"s{number}", {"q": 1.0}, titles={"q": name}, **more))
    assert items(rows)[0].title == title
    assert items([row("ann", {"q": 1.0}), *rows])[0].title == title


def test_a_question_of_one_point_may_be_lost_as_a_whole() -> None:
    (item,) = items([row("ann", {"q": question(0.0, max_score=1.0, reason="no")})])
    assert (item.max_score, item.share, item.counts) == (1.0, 0.0, (1, 0, 0))
    assert item.messages == [("no", 1)]
