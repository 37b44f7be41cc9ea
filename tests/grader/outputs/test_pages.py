"""Pages: what they may hold, and the names of their files."""

from __future__ import annotations

import unicodedata

import pytest

from grader.notebook.assignment import Assignment
from grader.outputs.pages import feedback, file_names, summary
from tests.grader.conftest import Grade
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
             "a%2Fb", "con", "\ud800", "a b", " a", ".x", "_x", "é", "e\u0301", "Alice", "alice",
             "王小明_1013", "a_C_3_A9", "…", "CON.txt", "字" * 90]  # fmt: skip
    files = file_names(names)
    written = [unicodedata.normalize("NFD", file).casefold() for file in files.values()]
    assert len(set(written)) == len(names)
    for file in files.values():
        assert "/" not in file and not file.startswith(".") and len(file.encode()) < 130
        assert file.split(".")[0].lower() != "con"
    assert files["王小明_1013"] == "王小明_1013.html" and files["a b"] == "a b.html"
