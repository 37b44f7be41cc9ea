"""Pages: what they may hold, and the names of their files."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from grader.notebook.assignment import Assignment
from grader.outputs.pages import class_languages, feedback, file_names, index, review, summary
from grader.outputs.review import Group
from grader.records import CellReport, Row
from tests.grader.conftest import Grade
from tests.grader.outputs.rows import question, row
from tests.grader.samples import notebook_with

_NASTY = (
    "</pre><script>alert(1)</script><img src=x onerror=alert(1)>\x1b]0;title\x07\x1b[31mred\x9b2J"
)


@pytest.mark.parametrize("where", ["print", "error", "comment", "student", "html", "markdown"])
def test_pages_hold_no_live_script(where: str, grade: Grade, target: Assignment) -> None:
    code = {
        "print": f"print({_NASTY!r})",
        "error": f"raise ValueError({_NASTY!r})",
        "comment": f"# {_NASTY}",
        "html": f"from IPython.display import HTML, display\ndisplay(HTML({_NASTY!r}))",
        "markdown": "from IPython.display import Javascript\nJavascript('alert(1)')",
    }.get(where, "pass")
    row = grade(target, notebook_with(code), student=_NASTY if where == "student" else "x")
    row["notes"].append(_NASTY)
    row["reason"] = _NASTY
    for page in (feedback(row), summary([row])):
        for word in ("<script", "<img", "\x1b", "\x9b", "\x07"):
            assert word not in page
    assert "default-src 'none'" in feedback(row)


def test_names_of_feedback_files_are_safe_and_distinct() -> None:
    names = ["../../etc/passwd", "a/b", ".hidden", "..", "x" * 500, "x" * 501, "a\0b", "ü", "Ü",
             "a%2Fb", "con", "index", "Index", "\ud800", "a b", " a",
             ".x", "_x", "é", "e\u0301", "Alice", "alice",
             "王小明_1013", "a_C_3_A9", "…", "CON.txt", "字" * 90]  # fmt: skip
    files = file_names(names)
    written = [unicodedata.normalize("NFD", file).casefold() for file in files.values()]
    assert len(set(written)) == len(names)
    for file in files.values():
        assert "/" not in file and not file.startswith(".") and len(file.encode()) < 130
        assert file.split(".")[0].lower() != "con"
    assert "index.html" not in map(str.lower, files.values())
    assert files["王小明_1013"] == "王小明_1013.html" and files["a b"] == "a b.html"


def row_with(cells: list[CellReport], **changes: Any) -> Row:
    """Return a row with a question of each kind; 77 is what its student must not read."""
    verdict = {"score": 0.0, "reason": "77", "detail": "77"}
    inside = {
        "detail": "77",
        "split": verdict,
        "plain": verdict,
        "answer": {"code": "77", "digest": "77"},
        "decision": {"points": 1.0, "comment": "77", "who": "77", "when": "77"},
    }
    questions = {
        "q1_test": question(4.0, 4.0, **inside),
        "q2_test": question(2.5, 4.0, **inside, reason="f(1) should be 1"),
        "q3": question(None, 4.0, **inside, reason="to be graded by a person"),
    }
    more = {"notes": ["the cell q1 is there twice"], "cells": cells, "key": "77", "seconds": 77.0}
    made: Row = row("ann", questions, "lab01", **more | {"versions": {"grader": "77"}} | changes)
    return made


def cell_with(**changes: Any) -> CellReport:
    made: CellReport = {
        "step": 77,
        "id": "q1",
        "own": True,
        "source": "source of q1",
        "error": "",
        "output": "",
        "withheld": False,
    }
    return made | changes  # type: ignore[return-value]


def text_of(page: str) -> str:
    """Return what a reader of a page sees, with one blank between words."""
    body = page.partition("<body>")[2] or page
    return " ".join(unescape(re.sub("<[^>]*>", " ", body)).split())


def test_feedback_says_all_that_is_the_students_and_nothing_else() -> None:
    cells = [
        cell_with(output="printed\n"),
        cell_with(id="", source="an added cell", error="ValueError: no"),
        cell_with(id="q2", source="f = 2", output="half", error="NameError: g"),
        cell_with(id="given", own=False, source="given 77", output="given 77", error="given 77"),
        cell_with(id="q3", source="print(seen)", output="saw 77", error="77", withheld=True),
    ]
    page = feedback(row_with(cells))
    shown = text_of(page)
    expected = (
        "lab01: ann Points: 6.5 of 12. Points by question Question Points Message q1_test 4 of 4 "
        "q2_test 2.5 of 4 f(1) should be 1 q3 open of 4 to be graded by a person "
        "Remarks the cell q1 is there twice "
        "Your cells q1 source of q1 Output printed "
        "added cell an added cell Output ValueError: no "
        "q2 f = 2 Output half NameError: g "
        "q3 print(seen) Output is not shown after hidden tests have run."
    )
    assert shown.endswith(expected)
    assert "77" not in shown
    for text in ("printed", "ValueError: no", "half\nNameError: g"):
        assert f"<pre>{text}</pre>" in page


def test_feedback_is_in_the_language_of_the_notebook_with_its_titles() -> None:
    cells = [cell_with(output="printed"), cell_with(id="", source="mine", withheld=True)]
    row = row_with(cells, notes=["the cells are in another order"])
    row |= {
        "language": "zh-TW",
        "status": "stopped",
        "reason": "the notebook took longer than 600 s",
    }
    row["titles"] = {
        "q1_test": "第 1 題：加",
        "q2_test": "第 2 題：乘",
        "q1": "第 1 題：加",
        "q3": "第 2 題：乘",
    }
    row["questions"]["q2_test"]["reason"] = "Question 2: f() is 1.\n第 2 題：f() 是 1。"
    page = feedback(row)
    assert '<html lang="zh-Hant-TW">' in page
    assert text_of(page).endswith(
        "lab01: ann 得分： 6.5 ／12。 狀態（中斷）：整份筆記本執行超過 600 秒。 "
        "各題得分 題目 得分 說明 第 1 題：加 4／4 第 2 題：乘 (q2_test) 2.5／4 第 2 題：f() 是 1。 "
        "第 2 題：乘 (q3) 待批改／4 由老師批改 備註 儲存格的順序變了 "
        "你的儲存格 第 1 題：加 source of q1 輸出 printed "
        "自己新增的儲存格 mine 隱藏測試執行之後的輸出不會顯示。"
    )


def unreadable() -> Row:
    found = row_with([], status="unreadable", reason="the file is empty", notes=[])
    del found["language"]
    return found


def test_a_file_that_cannot_be_read_is_told_of_in_the_languages_of_the_class() -> None:
    chinese, english = row_with([], language="zh-TW"), row_with([])
    bad = unreadable()
    assert class_languages([bad, chinese]) == ["zh-TW"]
    assert class_languages([english, bad]) == ["en"]
    assert class_languages([chinese, english]) == class_languages([bad]) == ["en", "zh-TW"]
    one = feedback(bad, None, class_languages([bad, chinese]))
    assert '<html lang="zh-Hant-TW">' in one and "<section" not in one
    assert text_of(one).startswith("lab01: ann 得分： 6.5 ／12。 狀態（無法讀取）：檔案是空的。")
    assert "unreadable" not in one
    both = feedback(bad)
    assert '<html lang="en">' in both and both.count("<h1>") == 1
    first, second = re.findall(r"<section lang=.*?</section>", both, re.DOTALL)
    assert first.startswith('<section lang="en">') and "the file is empty." in first
    assert second.startswith('<section lang="zh-Hant-TW">') and "檔案是空的。" in second
    assert "檔案" not in first and "file" not in second
    # What can be read speaks its own language whatever the class does.
    assert feedback(english, None, ["zh-TW"]) == feedback(english)


def test_feedback_names_what_stopped_a_submission_and_no_empty_sections() -> None:
    stopped = row_with([], status="stopped", reason="the notebook took longer than 600 s", notes=[])
    shown = text_of(feedback(stopped))
    assert "Status: stopped: the notebook took longer than 600 s." in shown
    assert "Remarks" not in shown and "Your cells" not in shown
    quiet = text_of(feedback(row_with([cell_with()], notes=[])))
    assert "Status" not in quiet and quiet.endswith("Your cells q1 source of q1")


def test_the_instructors_pages_count_one_as_one() -> None:
    one = [row("ann", {"q1": 1.0})]
    assert "1 submission;" in summary(one) and "Final points of 1 student:" in summary(one)
    assert index(one, {"ann": "ann.html"}).count("1 page, one for each student") == 2
    item = question(None, 1.0, answer={"code": "x", "digest": "d"})
    group = Group("g", "q1", item, "x", {"d": ["ann"]})
    shown = text_of(review("lab", [group]))
    assert "1 answer: ann" in shown and "An open question, 1 point at most" in shown
    group.decision = {"points": 1.0, "comment": "", "who": "me", "when": "now"}
    assert "Decided: 1 point ," in text_of(review("lab", [group]))
    found = [*one, row("bob", {"q1": 2.0})]
    assert "2 submissions;" in summary(found) and "Final points of 2 students:" in summary(found)


def test_values_between_the_words_are_escaped() -> None:
    page = feedback(row_with([], status="stopped", reason="<b> & <i>", language="zh-TW"))
    assert "<p>狀態（中斷）：&lt;b&gt; &amp; &lt;i&gt;。</p>" in page


def test_the_list_of_pages_leads_to_each(tmp_path: Path) -> None:
    names = ["anna", "王小明", "a/b#c?d%e", _NASTY, "=1+1", 'a" onclick="x']
    rows = [row(name, {"q1": 3.0}) for name in names]
    rows.append(row("zoe", {"q1": question(None)}))
    files = file_names(one["student"] for one in rows)
    page = index(rows, files)
    for word in ("<script", "<img", "\x1b", 'onclick="'):
        assert word not in page
    links = re.findall(r'<a href="([^"]*)">([^<]*)</a>', page)
    assert [unquote(link) for link, _ in links] == [files[one["student"]] for one in rows]
    assert [unescape(text) for _, text in links[:3]] == names[:3]
    assert page.count("3 of 10") == 6 and "open: q1" in page
