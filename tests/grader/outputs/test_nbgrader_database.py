"""nbgrader's database: one row never stops the class, and what a person gave stays."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from grader.notebook.assignment import Assignment
from grader.outputs import nbgrader_database, nbgrader_notebooks
from grader.records import Late, Question, Row

pytest.importorskip("nbgrader")


# nbgrader's own code makes SQLAlchemy warn.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type")
api: Any = importlib.import_module("nbgrader.api")
BAD_NAMES = ["<img src=x onerror=alert(7)>_12", "two\nlines", "d\udcff", "n" * 300, "..", "a/b", ""]


def test_a_name_that_nbgrader_cannot_show_stops_nobody(
    target: Assignment, target_rows: dict[str, tuple[Row, bytes]], tmp_path: Path
) -> None:
    (first, _), (row, data), (last, _) = target_rows.values()
    rows: list[Row] = [first, *(Row({**row, "student": name}) for name in BAD_NAMES), last]
    by_name = dict.fromkeys(BAD_NAMES, data) | {"a": target_rows["a"][1], "c": target_rows["c"][1]}
    url = f"sqlite:///{tmp_path}/gradebook.db"
    count, problems = nbgrader_database.write_gradebook(url, "target", "target", target.cells, rows)
    assert count == 2 and len(problems) == len(BAD_NAMES)
    for problem in problems:
        assert "rename the submission" in problem and problem.isprintable()
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
        "gone": {"score": 1.0, "max_score": 1.0, "reason": "", "detail": "", "review": False}
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


def test_what_lateness_costs_is_nbgraders_late_penalty(
    target: Assignment, target_rows: dict[str, tuple[Row, bytes]], tmp_path: Path
) -> None:
    rows = [row for row, _ in target_rows.values()]
    late: Late = {"deadline": "", "extended": False, "rule": "", "handed_in": "", "by": "1 day",
                  "taken_off": 2.5, "open": ""}  # fmt: skip
    rows[0] = {**rows[0], "late": late}
    url = f"sqlite:///{tmp_path}/gradebook.db"
    nbgrader_database.write_gradebook(url, "target", "target", target.cells, rows)
    with api.Gradebook(url) as book:
        found = [book.find_submission_notebook("target", "target", name) for name in ("a", "b")]
        assert [one.late_submission_penalty or 0 for one in found] == [2.5, 0]
