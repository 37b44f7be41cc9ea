"""nbgrader's database: one row never stops the class, and what a person gave stays."""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from grader.notebook.assignment import Assignment
from grader.notebook.cells import Cell
from grader.outputs import nbgrader_database, nbgrader_notebooks
from grader.outputs.nbgrader_database import GradebookError, node, write_gradebook
from grader.records import Late, Question, Row
from tests.grader.outputs.rows import question, row

pytest.importorskip("nbgrader")


# nbgrader's own code makes SQLAlchemy warn.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type")
api: Any = importlib.import_module("nbgrader.api")
utils: Any = importlib.import_module("nbgrader.utils")
BAD_NAMES = ["<img src=x onerror=alert(7)>_12", "two\nlines", "d\udcff", "n" * 300, "..", "a/b", ""]


def test_a_name_that_nbgrader_cannot_show_stops_nobody(
    sample: Assignment, target_rows: dict[str, tuple[Row, bytes]], url: str, tmp_path: Path
) -> None:
    (first, _), (row, data), (last, _) = target_rows.values()
    rows: list[Row] = [first, *(Row({**row, "student": name}) for name in BAD_NAMES), last]
    by_name = dict.fromkeys(BAD_NAMES, data) | {"a": target_rows["a"][1], "c": target_rows["c"][1]}
    count, problems = nbgrader_database.write_gradebook(url, "target", "target", sample.cells, rows)
    assert count == 2 and len(problems) == len(BAD_NAMES)
    for problem in problems:
        assert "rename the submission" in problem and problem.isprintable()
    count, problems = nbgrader_notebooks.write(
        tmp_path / "out", "target", sample, rows, by_name.get
    )
    assert (count, problems) == (2, [])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a", "c"]


@pytest.mark.parametrize("name", ["王小明_1234", "O'Brien (2)", "s.b-c+d@x"])
def test_names_of_people_are_fine(name: str, target_rows: dict[str, tuple[Row, bytes]]) -> None:
    one, _ = target_rows["a"]
    assert nbgrader_database.why_not(one | {"student": name}) == ""


def test_a_row_of_another_version_stops_nobody(
    sample: Assignment, target_rows: dict[str, tuple[Row, bytes]], url: str
) -> None:
    rows = [row for row, _ in target_rows.values()]
    old: dict[str, Question] = {
        "gone": {"score": 1.0, "max_score": 1.0, "reason": "", "detail": "", "review": False}
    }
    rows[1] = {**rows[1], "questions": old}
    count, problems = nbgrader_database.write_gradebook(url, "target", "target", sample.cells, rows)
    assert count == 2 and len(problems) == 1 and problems[0].startswith("b: not in the gradebook")


def test_a_test_added_later_gets_its_points(
    sample: Assignment, target_rows: dict[str, tuple[Row, bytes]], url: str
) -> None:
    row, _ = target_rows["a"]
    fewer = [cell for cell in sample.cells if cell.grade_id != "third_test"]
    first: Row = {
        **row,
        "questions": {k: v for k, v in row["questions"].items() if k != "third_test"},
    }
    assert nbgrader_database.write_gradebook(url, "target", "target", fewer, [first]) == (1, [])
    row["questions"]["third_test"]["score"] = 2.0
    assert nbgrader_database.write_gradebook(url, "target", "target", sample.cells, [row]) == (
        1,
        [],
    )
    with api.Gradebook(url) as book:
        assert book.find_grade("third_test", "target", "target", "a").auto_score == 2.0


def test_hidden_tests_stay_in_nbgraders_database(sample: Assignment, url: str) -> None:
    """Its own autograde takes them from there."""
    nbgrader_database.write_gradebook(url, "target", "target", sample.cells, [])
    hidden = next(c for c in sample.cells if c.is_test and "BEGIN HIDDEN TESTS" in c.source)
    answer = next(c for c in sample.cells if c.solution)
    with api.Gradebook(url) as book:
        cell = book.find_source_cell(hidden.grade_id, "target", "target")
        assert cell.source == hidden.source and cell.locked and cell.checksum
        stub = book.find_source_cell(answer.grade_id, "target", "target")
        assert "SOLUTION" not in stub.source and not stub.locked
        cell.source = "what nbgrader wrote"
        book.db.commit()
    nbgrader_database.write_gradebook(url, "target", "target", sample.cells, [])
    with api.Gradebook(url) as book:
        cell = book.find_source_cell(hidden.grade_id, "target", "target")
        assert cell.source == "what nbgrader wrote"


def test_what_lateness_costs_is_nbgraders_late_penalty(
    sample: Assignment, target_rows: dict[str, tuple[Row, bytes]], url: str
) -> None:
    rows = [row for row, _ in target_rows.values()]
    late: Late = {"deadline": "", "extended": False, "rule": "", "handed_in": "", "by": "1 day",
                  "taken_off": 2.5, "open": ""}  # fmt: skip
    rows[0] = {**rows[0], "late": late}
    nbgrader_database.write_gradebook(url, "target", "target", sample.cells, rows)
    with api.Gradebook(url) as book:
        found = [book.find_submission_notebook("target", "target", name) for name in ("a", "b")]
        assert [one.late_submission_penalty or 0 for one in found] == [2.5, 0]


CELLS = [
    Cell("markdown", "# Lab"),
    Cell("markdown", "Read this.", "told", locked=True),
    Cell("code", "f = 1", "f", solution=True),
    Cell("code", "assert f", "f_test", grade=True, locked=True, points=3.0),
    Cell("markdown", "Why?", "why", grade=True, solution=True, points=2.0),
    Cell("markdown", "Draw.", "draw", locked=True, task=True, points=4.0),
]


class TestNode:
    @pytest.mark.parametrize("kind", ["code", "markdown", "raw"])
    def test_a_plain_cell_has_no_marks(self, kind: str) -> None:
        new = node(Cell(kind, "as it was"), "half \ud800 a pair", metadata={"tags": ["a"]})
        assert (new.cell_type, new.source) == (kind, "half ? a pair")
        assert new.metadata == {"tags": ["a"]}

    @pytest.mark.parametrize("cell", CELLS[1:])
    def test_nbgrader_finds_its_marks(self, cell: Cell) -> None:
        new = node(cell, "as it is now")
        marks = dict(new.metadata["nbgrader"])
        assert marks.pop("checksum") == utils.compute_checksum(new)
        points = {"points": cell.points} if cell.points else {}
        assert marks == {
            "schema_version": 3,
            "grade_id": cell.grade_id,
            "cell_type": cell.kind,
            "grade": cell.grade,
            "solution": cell.solution,
            "locked": cell.locked,
            "task": cell.task,
            **points,
        }


def test_the_database_has_what_generate_assignment_would_have_made(url: str) -> None:
    for _ in range(2):  # a second time changes nothing
        assert write_gradebook(url, "ps1", "lab", CELLS, []) == (0, [])
    with api.Gradebook(url) as book:
        notebook = book.find_notebook("lab", "ps1")
        assert [one.name for one in book.assignments] == ["ps1"]
        assert {
            one.name: (one.cell_type, one.source, one.locked) for one in notebook.source_cells
        } == {
            "told": ("markdown", "Read this.", True),
            "f": ("code", "# YOUR CODE HERE\nraise NotImplementedError()", False),
            "f_test": ("code", "assert f", True),
            "why": ("markdown", "YOUR ANSWER HERE", False),
            "draw": ("markdown", "Draw.", True),
        }
        assert {(one.name, one.cell_type, one.max_score) for one in notebook.grade_cells} == {
            ("f_test", "code", 3.0),
            ("why", "markdown", 2.0),
        }
        assert {(one.name, one.cell_type, one.max_score) for one in notebook.task_cells} == {
            ("draw", "markdown", 4.0)
        }
        assert {one.name for one in notebook.solution_cells} == {"f", "why"}
        (test,) = (one for one in notebook.source_cells if one.name == "f_test")
        assert test.checksum == utils.compute_checksum(node(CELLS[3], CELLS[3].source))


def test_rows_become_grades_and_what_waits_needs_a_person(url: str) -> None:
    items = {
        "f_test": question(2.0, 3.0, review=True),
        "why": question(None, 2.0),
        "draw": question(1.0, 4.0),
    }
    rows = [row("ann", items, "ps1"), row("bob", {}, "ps1")]
    times = {"ann": datetime(2026, 3, 1, 12), "eve": datetime(2026, 3, 2)}
    assert write_gradebook(url, "ps1", "lab", CELLS, iter(rows), times) == (2, [])
    with api.Gradebook(url) as book:
        assert sorted(one.id for one in book.students) == ["ann", "bob"]
        found = {
            name: book.find_grade(name, "lab", "ps1", "ann") for name in ("f_test", "why", "draw")
        }
        assert {name: (one.auto_score, one.needs_manual_grade) for name, one in found.items()} == {
            "f_test": (2.0, True),
            "why": (None, True),
            "draw": (1.0, False),
        }
        assert book.find_submission("ps1", "ann").timestamp == times["ann"]
        assert book.find_submission("ps1", "bob").timestamp is None


def test_points_of_a_person_are_looked_at_again_where_the_tests_now_say_something_else(
    url: str,
) -> None:
    def write(score: float | None) -> None:
        one = row("ann", {"f_test": question(score, 3.0)}, "ps1")
        assert write_gradebook(url, "ps1", "lab", CELLS, [one]) == (1, [])

    write(2.0)
    for score, again in ((2.0, False), (1.0, True)):
        with api.Gradebook(url) as book:
            grade = book.find_grade("f_test", "lab", "ps1", "ann")
            grade.manual_score, grade.needs_manual_grade = 3.0, False
            book.db.commit()
        write(score)
        with api.Gradebook(url) as book:
            grade = book.find_grade("f_test", "lab", "ps1", "ann")
            assert (grade.auto_score, grade.manual_score) == (score, 3.0)
            assert grade.needs_manual_grade is again


def test_who_cannot_be_written_is_named_with_the_reason(url: str) -> None:
    failed = row("a\x1bb", {}, "ps1", status="error", reason="lost")
    silent = row("bob", {}, "ps1", status="error")
    odd = row("ann", {"f_test": question(1.0, 3.0), "gone": question(1.0)}, "ps1")
    last = row("eve", {"f_test": question(3.0, 3.0)}, "ps1")
    count, problems = write_gradebook(
        url, "ps1", "lab", CELLS, [failed, silent, odd, row("a/b", {}, "ps1"), last]
    )
    assert (count, problems[:2]) == (
        1,
        [
            "a\\x1bb: not in the gradebook: lost",
            "bob: not in the gradebook: the grader failed",
        ],
    )
    assert problems[2].startswith("ann: not in the gradebook: nbgrader's database refuses it: No ")
    assert problems[3:] == [
        "a/b: not in the gradebook: nbgrader's pages cannot show such a name; rename the submission"
    ]
    with api.Gradebook(url) as book:
        assert book.find_grade("f_test", "lab", "ps1", "eve").auto_score == 3.0
        assert book.find_grade("f_test", "lab", "ps1", "ann").auto_score is None


def test_of_warnings_only_nbgraders_own_are_not_shown(url: str) -> None:
    def rows(**items: Question) -> Iterator[Row]:
        warnings.warn("from elsewhere", stacklevel=1)
        yield row("ann", items, "ps1")

    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        assert write_gradebook(url, "ps1", "lab", CELLS[:3], rows()) == (1, [])
        one = rows(f_test=question(1.0, 3.0))
        assert write_gradebook(url, "ps1", "lab", CELLS, one) == (1, [])
    assert {str(one.message) for one in shown} == {"from elsewhere"}


@pytest.mark.parametrize("known", ["/usr/bin", None])
def test_nbgrader_finds_its_programs_beside_this_interpreter(
    known: str | None, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def version() -> str:
        seen.append(os.environ["PATH"])
        return "1"

    monkeypatch.setattr(api, "get_alembic_version", version)
    if known:
        monkeypatch.setenv("PATH", known)
    else:
        monkeypatch.delenv("PATH")
    write_gradebook(url, "ps1", "lab", CELLS, [])
    assert seen == [f"{os.path.dirname(sys.executable)}{os.pathsep}{known or os.defpath}"]
    assert os.environ["PATH"] == (known or os.defpath)


def test_what_is_no_database_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    path = os.environ["PATH"]
    with pytest.raises(GradebookError, match=r"^nonsense: Could not parse"):
        write_gradebook("nonsense", "ps1", "lab", CELLS, [])
    assert os.environ["PATH"] == path
    monkeypatch.setitem(sys.modules, "nbgrader.api", None)
    with pytest.raises(GradebookError) as caught:
        write_gradebook("nonsense", "ps1", "lab", CELLS, [])
    assert str(caught.value) == "--gradebook needs nbgrader: pip install nbgrader"
