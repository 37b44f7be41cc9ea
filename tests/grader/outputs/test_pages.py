"""Pages: what they may hold, and the names of their files."""

from __future__ import annotations

import pytest

from grader.notebook.assignment import Assignment
from grader.outputs.pages import feedback, file_name, summary
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
             "a%2Fb", "con", "\ud800", "a b", " a"]  # fmt: skip
    files = [file_name(name) for name in names]
    assert len(set(files)) == len(files)
    for file in files:
        assert "/" not in file and not file.startswith(".") and len(file) < 130
        assert file.isascii()
