"""The notebooks for formgrader: harmless in the instructor's browser."""

from __future__ import annotations

import importlib
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from grader.notebook.assignment import Assignment, load
from grader.outputs import nbgrader_notebooks
from grader.records import Row, Task, digest_of
from grader.session import doctor
from grader.session.submission import grade_submission
from tests.grader import samples
from tests.grader.conftest import FAST
from tests.grader.outputs.rows import row
from tests.grader.samples import with_cell

pytest.importorskip("nbgrader")


# nbgrader's own code makes SQLAlchemy warn.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type")
nbformat: Any = importlib.import_module("nbformat")
nbconvert: Any = importlib.import_module("nbconvert")
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "image": "![x](/formgrader?path=submitted/mallory/ps1)",
    "image by reference": "![x][y]\n\n[y]: /formgrader?path=submitted/mallory/ps1",
    "html image": "<img src=x onerror=alert(2)>",
    "link": "[x](javascript:alert(1)) and [y](/formgrader?path=p)",
    "link by reference": "[x][y]\n\n[y]: data:text/html,boo",
    "address": "<https://example.com/track>",
    "heading that is a field's name": "# q2",
    "end of the block": "text\n\n</div><script>alert(1)</script>\n\n<img src=x>",
    "fence": "```html\n<script>\n\n</script>\n```",
    "diagram": "```mermaid\ngraph TD; A[<img src=x>]\n```",
    "formula": "$x < y$ $$<script>alert(1)</script>$$",
    "pasted picture": "![x](attachment:pic.png)",
    "half a character": "so \ud800 what <img src=x>",
}


def shown(markdown: str) -> str:
    """Return the page of a notebook with one Markdown cell, as nbconvert makes it."""
    document = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(markdown)])
    body = nbconvert.HTMLExporter(template_name="basic").from_notebook_node(document)[0]
    assert isinstance(body, str)
    return body


def document_of(row: Row, assignment: Assignment, data: bytes) -> Any:
    return nbgrader_notebooks._document(
        row, assignment, data, nbgrader_notebooks._pictures(assignment.data)
    )


@pytest.mark.parametrize("rendered", [True, False])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_students_text_gives_no_orders(name: str, rendered: bool) -> None:
    text = HOSTILE[name].encode("utf-8", "replace").decode()
    page = shown(nbgrader_notebooks.harmless(text, rendered=rendered))
    assert re.search(r"<(script|img|a|svg|iframe|style|link)\b", page) is None, page
    assert re.search(r"\bid=.?q2", page) is None, page


def test_the_hostile_texts_do_give_orders_elsewhere() -> None:
    """Without the cure the pages hold what the test above looks for."""
    for name in ("script", "image", "html image", "link", "end of the block"):
        assert re.search(r"<(script|img|a)\b", shown(HOSTILE[name])), name


def test_honest_text_stays_readable() -> None:
    text = (
        "We **saw** $a < b$:\n\n```python\nif a < b:\n\n    pass\n```\n\n> quoted\n\n- one\n- two"
    )
    page = shown(nbgrader_notebooks.harmless(text))
    assert "<strong>saw</strong>" in page and "$a &lt; b$" in page
    assert "<blockquote>" in page and page.count("<li>") == 2
    assert "&amp;lt;" not in page


def added(*texts: str) -> bytes:
    """Return an honest submission of the target with cells of text added at the end."""
    raw = json.loads(samples.notebook_with(samples.HONEST))
    more = [{"id": f"added-{n}", **samples.cell(t, "markdown")} for n, t in enumerate(texts)]
    return samples.as_bytes({**raw, "cells": [*raw["cells"], *more]})


def test_a_very_long_text_is_not_rendered(sample: Assignment) -> None:
    data = added("*a*", "*" + "b" * (nbgrader_notebooks.MAX_TEXT - 5) + "*", "*c*")
    cells = document_of(row("x", {}), sample, data).cells[-3:]
    assert cells[0].source == "<div><p><em>a</em></p></div>"
    assert cells[1].source.startswith("<div><p><em>bbb")
    assert cells[2].source == "<div><pre>*c*</pre></div>"


def test_added_text_is_shown_and_runs_nothing(sample: Assignment) -> None:
    document = document_of(row("x", {}), sample, added("My **reasons** ![x](/formgrader?path=p)"))
    assert "<strong>reasons</strong>" in document.cells[-1].source
    assert "[image: x /formgrader?path=p]" in document.cells[-1].source


def test_a_task_is_graded_by_a_person(tmp_path: Path, finding: doctor.Finding) -> None:
    """The answer to a task is in cells that the student adds: nobody can say it is missing."""
    marks = {"grade_id": "essay", "task": True, "locked": True, "points": 4}
    picture = {"pic.png": {"image/png": "iVBORw0KGgo="}}
    raw = samples.notebook(
        [
            {**samples.cell("See ![x](attachment:pic.png)", "markdown"), "attachments": picture},
            samples.cell(
                "Write an essay.\n=== BEGIN MARK SCHEME ===\n4 points", "markdown", **marks
            ),
            samples.solution("one", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"),
            samples.test_cell("one_test", 1, "assert x == 1"),
        ]
    )
    path = tmp_path / "source" / "task.ipynb"
    path.parent.mkdir()
    path.write_bytes(samples.as_bytes(raw))
    assignment = load(path, tmp_path / "scratch")
    row = grade_submission(Task("x", path.read_bytes(), assignment, finding.plan, 2, FAST, ""))
    assert row["questions"]["essay"]["score"] is None
    assert row["questions"]["one_test"]["score"] == 1
    document = document_of(row, assignment, path.read_bytes())
    nbformat.validate(document)
    assert document.cells[0].attachments == picture  # the instructor's own stays


def test_only_the_graded_submission_is_shown(
    sample: Assignment, target_rows: dict[str, tuple[Row, bytes]], tmp_path: Path
) -> None:
    """What was written before stays when the submission is gone or was handed in again."""
    rows = [row for row, _ in target_rows.values()]
    data = {student: data for student, (_, data) in target_rows.items()}
    assert nbgrader_notebooks.write(tmp_path, "target", sample, rows, data.get) == (3, [])
    before = (tmp_path / "b/target/target.ipynb").read_bytes()
    data = {"a": data["a"], "c": b"{}"}
    count, problems = nbgrader_notebooks.write(tmp_path, "target", sample, rows, data.get)
    assert count == 1 and [problem[:2] for problem in problems] == ["b:", "c:"]
    assert (tmp_path / "b/target/target.ipynb").read_bytes() == before


def test_half_a_character_and_the_time_are_written(
    sample: Assignment, target_rows: dict[str, tuple[Row, bytes]], tmp_path: Path
) -> None:
    raw = json.loads(with_cell(samples.cell("so \ud800 what", "markdown")))
    raw["cells"][-2]["source"] = "answer = 42  # \ud800"
    data = samples.as_bytes(raw)
    row: Row = {**target_rows["a"][0], "submission": digest_of(data)}
    times = {"a": datetime(2026, 3, 1, 12, 0, 0, 500_000)}
    found = nbgrader_notebooks.write(tmp_path, "target", sample, [row], {"a": data}.get, times)
    assert found == (1, [])
    written = nbformat.read(tmp_path / "a/target/target.ipynb", 4)
    nbformat.validate(written)
    stamp = (tmp_path / "a/target/timestamp.txt").read_text()
    utils: Any = importlib.import_module("nbgrader.utils")
    assert utils.parse_utc(stamp.strip()) == times["a"]


def test_remarks_cannot_leave_their_block(
    sample: Assignment, target_rows: dict[str, tuple[Row, bytes]]
) -> None:
    row, data = target_rows["a"]
    row = {**row, "notes": ["cell x\n\n<script>alert(1)</script>"]}
    assert "<script>" not in shown(document_of(row, sample, data).cells[0].source)
