"""Pages: what they may hold, and the names of their files."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from grader.notebook.assignment import Assignment
from grader.outputs.pages import feedback, file_names, index, summary
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
