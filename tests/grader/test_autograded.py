"""What goes to nbgrader: harmless in the instructor's browser; one row never stops the class."""

from __future__ import annotations

import importlib
import json
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from grader.notebook.assignment import Assignment, load
from grader.outputs import nbgrader_database, nbgrader_notebooks
from grader.records import Question, Row, Task, digest_of, empty_row
from grader.session import doctor
from grader.session.submission import grade_submission
from grader.submissions import folders
from tests.grader import samples
from tests.grader.attacking import notebook_with
from tests.grader.conftest import FAST, Grade
from tests.grader.hostile import HONEST

pytest.importorskip("nbgrader")
# nbgrader's own code makes SQLAlchemy warn.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type")
nbformat: Any = importlib.import_module("nbformat")
nbconvert: Any = importlib.import_module("nbconvert")
api: Any = importlib.import_module("nbgrader.api")

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


def test_a_very_long_text_is_not_rendered(
    target: Assignment, grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "<ul>" * (nbgrader_notebooks.MAX_TEXT // 4 + 1)
    raw = with_cell(samples.cell(long, "markdown"))
    row = grade(target, raw)
    called: list[bool] = []

    def harmless(text: str, *, rendered: bool = True) -> str:
        called.append(rendered)
        return ""

    monkeypatch.setattr(nbgrader_notebooks, "harmless", harmless)
    document_of(row, target, raw)
    assert called == [False]


def with_cell(cell: samples.Raw) -> bytes:
    """Return an honest submission of the target with one cell added at the end."""
    raw = json.loads(notebook_with(HONEST))
    return samples.as_bytes({**raw, "cells": [*raw["cells"], {"id": "added", **cell}]})


def test_added_text_is_shown_and_runs_nothing(target: Assignment, grade: Grade) -> None:
    data = with_cell(samples.cell("My **reasons** ![x](/formgrader?path=p)", "markdown"))
    row = grade(target, data)
    assert row["score"] == row["max_score"]
    document = document_of(row, target, data)
    assert "<strong>reasons</strong>" in document.cells[-1].source
    assert "[image: x /formgrader?path=p]" in document.cells[-1].source


def test_a_task_is_graded_by_a_person(tmp_path: Path, finding: doctor.Finding) -> None:
    """The answer to a task stands in cells of the student's own: nobody can say it is missing."""
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


TIMES = {
    "good": ("2026-03-01 12:00:00.123456 UTC", datetime(2026, 3, 1, 12, 0, 0, 123456)),
    "zone": ("2026-03-01 12:00:00 +0800\n", datetime(2026, 3, 1, 4)),
    "file": ("2026-01-01 00:00:00 /proc/self/mem", None),
    "parent": ("2026-01-01 00:00:00 ../../../etc/passwd", None),
    "no day": ("2026-02-31 00:00:00 UTC", None),
    "no zone": ("2026-02-03 00:00:00 +9999", None),
    "first year": ("0001-01-01 00:00:00 +2300", None),
    "long": ("1" * 10_000, None),
}


def test_only_nbgraders_own_form_of_a_time_counts(tmp_path: Path) -> None:
    for name, (text, _) in TIMES.items():
        folder = tmp_path / name / "ps1"
        folder.mkdir(parents=True)
        (folder / "timestamp.txt").write_text(text)
    (tmp_path / "none" / "ps1").mkdir(parents=True)
    (tmp_path / "linked" / "ps1").mkdir(parents=True)
    (tmp_path / "linked" / "ps1" / "timestamp.txt").symlink_to(tmp_path / "good/ps1/timestamp.txt")
    expected = {name: time for name, (_, time) in TIMES.items() if time}
    assert folders.times(tmp_path, "ps1") == expected


@pytest.fixture
def target_rows(target: Assignment, finding: doctor.Finding) -> dict[str, tuple[Row, bytes]]:
    """Rows of three students, not run: what counts is who they are."""
    found = {}
    for student in ("a", "b", "c"):
        data = with_cell(samples.cell(f"# {student}", "markdown"))
        task = Task(student, data, target, finding.plan, 3, FAST, "")
        found[student] = (empty_row(task), data)
    return found


BAD_NAMES = ["<img src=x onerror=alert(7)>_12", "two\nlines", "d\udcff", "n" * 300, "..", "a/b", ""]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_nbgrader_cannot_show_stops_nobody(
    name: str, target: Assignment, target_rows: dict[str, tuple[Row, bytes]], tmp_path: Path
) -> None:
    rows = [row for row, _ in target_rows.values()]
    rows[1] = {**rows[1], "student": name}
    by_name = {row["student"]: target_rows["b"][1] for row in rows}
    by_name |= {"a": target_rows["a"][1], "c": target_rows["c"][1]}
    url = f"sqlite:///{tmp_path}/gradebook.db"
    count, problems = nbgrader_database.write_gradebook(url, "target", "target", target.cells, rows)
    assert count == 2 and len(problems) == 1 and "rename the submission" in problems[0]
    assert problems[0].isprintable()
    count, problems = nbgrader_notebooks.write(
        tmp_path / "out", "target", target, rows, by_name.get
    )
    assert (count, problems) == (2, [])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a", "c"]


@pytest.mark.parametrize("name", ["王小明_1234", "O'Brien (2)", "s.b-c+d@x"])
def test_names_of_people_are_fine(name: str, target_rows: dict[str, tuple[Row, bytes]]) -> None:
    row, _ = target_rows["a"]
    assert nbgrader_database.why_not(row | {"student": name}) == ""


def test_a_row_of_another_version_stops_nobody(
    target: Assignment, target_rows: dict[str, tuple[Row, bytes]], tmp_path: Path
) -> None:
    rows = [row for row, _ in target_rows.values()]
    old: dict[str, Question] = {
        "gone": {"score": 1.0, "max_score": 1.0, "reason": "", "detail": ""}
    }
    rows[1] = {**rows[1], "questions": old}
    url = f"sqlite:///{tmp_path}/gradebook.db"
    count, problems = nbgrader_database.write_gradebook(url, "target", "target", target.cells, rows)
    assert count == 2 and len(problems) == 1 and problems[0].startswith("b: not in the gradebook")


def test_a_test_added_later_gets_its_points(
    target: Assignment, target_rows: dict[str, tuple[Row, bytes]], tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/gradebook.db"
    row, _ = target_rows["a"]
    fewer = [cell for cell in target.cells if cell.grade_id != "third_test"]
    first: Row = {
        **row,
        "questions": {k: v for k, v in row["questions"].items() if k != "third_test"},
    }
    assert nbgrader_database.write_gradebook(url, "target", "target", fewer, [first]) == (1, [])
    row["questions"]["third_test"]["score"] = 2.0
    assert nbgrader_database.write_gradebook(url, "target", "target", target.cells, [row]) == (
        1,
        [],
    )
    with api.Gradebook(url) as book:
        assert book.find_grade("third_test", "target", "target", "a").auto_score == 2.0


def test_hidden_tests_stay_in_nbgraders_database(target: Assignment, tmp_path: Path) -> None:
    """Its own autograde takes them from there."""
    url = f"sqlite:///{tmp_path}/gradebook.db"
    nbgrader_database.write_gradebook(url, "target", "target", target.cells, [])
    hidden = next(c for c in target.cells if c.is_test and "BEGIN HIDDEN TESTS" in c.source)
    answer = next(c for c in target.cells if c.solution)
    with api.Gradebook(url) as book:
        cell = book.find_source_cell(hidden.grade_id, "target", "target")
        assert cell.source == hidden.source and cell.locked and cell.checksum
        stub = book.find_source_cell(answer.grade_id, "target", "target")
        assert "SOLUTION" not in stub.source and not stub.locked
        cell.source = "what nbgrader wrote"
        book.db.commit()
    nbgrader_database.write_gradebook(url, "target", "target", target.cells, [])
    with api.Gradebook(url) as book:
        cell = book.find_source_cell(hidden.grade_id, "target", "target")
        assert cell.source == "what nbgrader wrote"


def test_what_a_person_has_seen_stays_seen(
    target: Assignment, target_rows: dict[str, tuple[Row, bytes]], tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/gradebook.db"
    row, _ = target_rows["a"]
    nbgrader_database.write_gradebook(url, "target", "target", target.cells, [row])
    with api.Gradebook(url) as book:
        grade = book.find_grade("first_test", "target", "target", "a")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.db.commit()
    for score, again in ((0.0, False), (1.0, True)):
        row["questions"]["first_test"]["score"] = score
        nbgrader_database.write_gradebook(url, "target", "target", target.cells, [row])
        with api.Gradebook(url) as book:
            grade = book.find_grade("first_test", "target", "target", "a")
            assert grade.score == 1.5 and grade.needs_manual_grade is again


def test_only_the_graded_submission_is_shown(
    target: Assignment, target_rows: dict[str, tuple[Row, bytes]], tmp_path: Path
) -> None:
    """What was written before stays when the submission is gone or was handed in anew."""
    rows = [row for row, _ in target_rows.values()]
    data = {student: data for student, (_, data) in target_rows.items()}
    assert nbgrader_notebooks.write(tmp_path, "target", target, rows, data.get) == (3, [])
    before = (tmp_path / "b/target/target.ipynb").read_bytes()
    data = {"a": data["a"], "c": b"{}"}
    count, problems = nbgrader_notebooks.write(tmp_path, "target", target, rows, data.get)
    assert count == 1 and [problem[:2] for problem in problems] == ["b:", "c:"]
    assert (tmp_path / "b/target/target.ipynb").read_bytes() == before


def test_half_a_character_and_the_time_are_written(
    target: Assignment, target_rows: dict[str, tuple[Row, bytes]], tmp_path: Path
) -> None:
    raw = json.loads(with_cell(samples.cell("so \ud800 what", "markdown")))
    raw["cells"][-2]["source"] = "answer = 42  # \ud800"
    data = samples.as_bytes(raw)
    row: Row = {**target_rows["a"][0], "submission": digest_of(data)}
    times = {"a": datetime(2026, 3, 1, 12, 0, 0, 500_000)}
    found = nbgrader_notebooks.write(tmp_path, "target", target, [row], {"a": data}.get, times)
    assert found == (1, [])
    written = nbformat.read(tmp_path / "a/target/target.ipynb", 4)
    nbformat.validate(written)
    stamp = (tmp_path / "a/target/timestamp.txt").read_text()
    utils: Any = importlib.import_module("nbgrader.utils")
    assert utils.parse_utc(stamp.strip()) == times["a"]


def test_remarks_cannot_leave_their_block(
    target: Assignment, target_rows: dict[str, tuple[Row, bytes]]
) -> None:
    row, data = target_rows["a"]
    row = {**row, "notes": ["cell x\n\n<script>alert(1)</script>"]}
    assert "<script>" not in shown(document_of(row, target, data).cells[0].source)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "postgresql://x/y", "nonsense"])
def test_a_database_that_is_no_file_needs_a_folder(url: str) -> None:
    with pytest.raises(nbgrader_database.GradebookError, match=r"--autograded|nonsense"):
        nbgrader_notebooks.folder_beside(url)


def test_without_nbgrader_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy.engine", None)
    with pytest.raises(nbgrader_database.GradebookError, match="pip install nbgrader"):
        nbgrader_notebooks.folder_beside("sqlite:///gradebook.db")
