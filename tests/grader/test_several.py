"""Assignments of other kinds: several notebooks, only manual questions, no model solutions."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from grader import engine
from grader.__main__ import main
from grader.notebook.assignment import Assignment, Calibration
from grader.outputs.results import Results
from grader.records import digest_of
from grader.several import grade_all, joined
from tests.grader import samples
from tests.grader.outputs.rows import question, row
from tests.grader.runs import hand_in, rows_of
from tests.grader.samples import HONEST, notebook_with
from tests.grader.security.tampering import BLANK


def notebook(title: str, *tests: tuple[str, float, str]) -> samples.Raw:
    cells = [samples.cell(f"# {title}", "markdown")]
    for name, points, model in tests:
        source = f"### BEGIN SOLUTION\n{name} = {model}\n### END SOLUTION"
        cells += [samples.solution(f"{name}_answer", source)]
        cells += [samples.test_cell(name, points, f"assert {name} == {model}")]
    return samples.notebook(cells)


def answered(raw: samples.Raw, **values: str) -> bytes:
    answers = {f"{name}_answer": f"{name} = {value}" for name, value in values.items()}
    return samples.as_bytes(samples.submission(raw, answers))


def test_one_that_cannot_be_read_leaves_the_language_of_the_others() -> None:
    bad, good = row("ann", {"q": 0.0}, "one"), row("ann", {"r": 1.0}, "two", language="zh-TW")
    del bad["language"]
    english = row("ann", {"s": 1.0}, "three")
    assert joined("all", [bad, good, english])["language"] == "zh-TW"
    assert joined("all", [english, good])["language"] == "en"
    assert "language" not in joined("all", [bad])


def test_their_points_come_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = notebook("One", ("q", 2, "1"), ("r", 3, "2")), notebook("Two", ("q", 4, "5"))
    source = tmp_path / "source" / "ps1"
    source.mkdir(parents=True)
    for name, raw in (("problem1", one), ("problem2", two)):
        (source / f"{name}.ipynb").write_bytes(samples.as_bytes(raw))
    handed_in = tmp_path / "submitted"
    for student, name, data in [
        ("anna", "problem1", answered(one, q="1", r="2")),
        ("anna", "problem2", answered(two, q="5")),
        ("ben", "problem2", answered(two, q="6")),
        ("ben", "problem1", answered(one, q="1", r="9")),
        ("chen", "problem2", answered(two, q="5")),
    ]:  # fmt: skip
        folder = handed_in / student / "ps1"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.ipynb").write_bytes(data)
    out = tmp_path / "out"
    words = ["grade", str(source), str(handed_in), "--out", str(out)]
    assert main(words) == 0
    assert "3 submissions, 1 not graded in full" in capsys.readouterr().out
    with open(out / "grades.csv") as file:
        table = {row["student"]: row for row in csv.DictReader(file)}
    questions = ("problem1/q", "r", "problem2/q")
    assert {name: [float(row[q]) for q in questions] for name, row in table.items()} == {
        "anna": [2, 3, 4], "ben": [2, 0, 0], "chen": [0, 0, 4]
    }  # fmt: skip
    assert table["anna"]["score"] == table["anna"]["max_score"] == "9"
    assert "problem1.ipynb was not handed in" in table["chen"]["reason"]
    rows = rows_of(out)
    assert [row["assignment"] for row in rows.values()] == ["ps1"] * 3
    page = (out / "feedback" / "anna.html").read_text()
    for title in ("One (problem1/q)", "One (r)", "Two"):
        assert f'<th scope="row">{title}</th>' in page
    lines = (out / "results.jsonl").read_bytes()
    assert main(words) == 0
    assert (out / "results.jsonl").read_bytes() == lines
    (handed_in / "chen" / "ps1" / "problem1.ipynb").write_bytes(answered(one, q="1", r="2"))
    assert main(words) == 0
    assert rows_of(out)["chen"]["score"] == 9 and rows_of(out)["chen"]["status"] == "graded"


def test_a_source_without_model_solutions_is_graded_and_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = samples.submission(samples.instructor("target"), {})
    path = tmp_path / "source" / "target.ipynb"
    path.parent.mkdir()
    path.write_bytes(samples.as_bytes(raw))
    folder = hand_in(tmp_path / "in", anna=notebook_with(HONEST), ben=samples.as_bytes(raw))
    out = tmp_path / "out"
    assert main(["grade", str(path), str(folder), "--out", str(out)]) == 0
    assert {name: row["score"] for name, row in rows_of(out).items()} == {
        "anna": 10.0,
        "ben": BLANK,
    }
    assert "no model solutions" in capsys.readouterr().out
    assert "no model solutions" in (out / "summary.html").read_text()


def test_only_manual_questions_wait_for_a_person(tmp_path: Path) -> None:
    marks = {"grade_id": "essay", "grade": True, "solution": True, "points": 3}
    task = {"grade_id": "plot", "task": True, "points": 2}
    raw = samples.notebook(
        [samples.cell("YOUR ANSWER HERE", "markdown", **marks),
         samples.cell("Plot something.", "markdown", **task)]
    )  # fmt: skip
    path = tmp_path / "source" / "essay.ipynb"
    path.parent.mkdir()
    path.write_bytes(samples.as_bytes(raw))
    written = {**raw, "cells": [{**raw["cells"][0], "source": "Because."}, raw["cells"][1]]}
    folder = hand_in(tmp_path / "in", anna=samples.as_bytes(written), ben=samples.as_bytes(raw))
    assert main(["grade", str(path), str(folder), "--out", str(tmp_path / "out")]) == 0
    rows = rows_of(tmp_path / "out")
    scores = {
        name: [item["score"] for item in row["questions"].values()] for name, row in rows.items()
    }
    assert scores == {"anna": [None, None], "ben": [0.0, None]}
    # The marking page has what was written; a task is answered in added cells, which it has not.
    assert rows["anna"]["questions"]["essay"]["answer"]["code"] == "Because."
    assert not any("answer" in item for item in rows["ben"]["questions"].values())
    assert "Because." in (tmp_path / "out" / "review.html").read_text()


def test_titles_of_notebooks_with_equal_ids_stay_apart() -> None:
    one = row("ann", {"q1": 1.0, "q2": 1.0}, assignment="a", titles={"q1": "First", "q2": "2"})
    other = row("ann", {"q1": 1.0}, assignment="b", titles={"q1": "Another", "f": "Another"})
    assert joined("both", [one, other])["titles"] == {"a/q1": "First", "q2": "2", "b/q1": "Another"}


LATE = {"deadline": "d", "extended": False, "rule": "10%/day", "handed_in": "t", "by": "1 day"}


def test_a_joined_row_has_all_of_its_notebooks() -> None:
    cell = {"step": 1, "own": True, "source": "", "error": "", "output": "", "withheld": False}
    one = row(
        "ann", {"q": 1.0, "r": 2.0}, "one", isolation=2, notes=["odd"], key="k1", seconds=0.1234,
        submission="s1", titles={"q": "Q"}, cells=[cell | {"id": "q"}, cell | {"id": "a"}],
        late=LATE | {"taken_off": 1.0, "open": ""}, versions={"grader": "2.0"},
    )  # fmt: skip
    two = row(
        "ann", {"q": 4.0}, "two", status="stopped", reason="out of time", key="k2", seconds=0.2,
        submission="s2", cells=[cell | {"id": "q"}], late=LATE | {"taken_off": 2.0, "open": ""},
    )  # fmt: skip
    assert joined("ps1", [one, two]) == {
        **one,
        "assignment": "ps1",
        "status": "stopped",
        "reason": "two: out of time",
        "score": 7.0,
        "max_score": 30.0,
        "questions": {
            "one/q": question(1.0), "r": question(2.0), "two/q": question(4.0)
        },
        "notes": ["one: odd"],
        "cells": [cell | {"id": name} for name in ("one/q", "a", "two/q")],
        "titles": {"one/q": "Q"},
        "isolation": 2,
        "submission": digest_of(b"s1s2"),
        "key": digest_of(b"k1k2"),
        "seconds": 0.323,
        "late": LATE | {"taken_off": 3.0, "open": ""},
    }  # fmt: skip
    ended = [row("ann", {}, name, status="error", reason="lost") for name in ("one", "two")]
    assert joined("ps1", ended)["reason"] == "one: lost; two: lost"
    assert "late" not in joined("ps1", ended)


STATUSES = ("graded", "stopped", "unreadable", "error")


@pytest.mark.parametrize("worst", range(4))
def test_the_worst_of_the_notebooks_is_what_a_row_says(worst: int) -> None:
    rows = [row("ann", {}, status=status) for status in STATUSES[: worst + 1]]
    assert joined("all", rows)["status"] == joined("all", rows[::-1])["status"] == STATUSES[worst]


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """Stand in for the grading of each notebook; return what was asked and what it gives."""
    asked: dict[str, Any] = {"calls": [], "scores": {}}

    def grade(name: str, handed_in: Path, out: Path, *how: Any) -> tuple[Results, Assignment]:
        asked["calls"].append((Path(name).stem, handed_in, out, *how))
        title = Path(name).stem
        results = Results(out, title)
        results.rows = {
            student: row(student, {"q": score, title: score}, title)
            for student, score in asked["scores"][title].items()
        }
        results.unwritten.append(f"no room for {title}")
        raw = samples.notebook([samples.test_cell(one, 10, "1") for one in (title, "q")])
        found = Calibration(problems=("a problem",), remarks=("a remark",))
        return results, Assignment(title, samples.as_bytes(raw), "", calibration=found)

    monkeypatch.setattr(engine, "grade", grade)
    for name in ("one", "two"):
        raw = samples.notebook([samples.test_cell("q", 10, "1")])
        path = tmp_path / "ps1" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(samples.as_bytes(raw))
    return asked


def test_each_notebook_is_graded_in_a_folder_of_its_own(
    parts: dict[str, Any], tmp_path: Path
) -> None:
    parts["scores"] = {"one": {"ann": 1.0, "ben": 2.0}, "two": {"ben": 3.0, "cleo": 4.0}}
    settings, out, handed_in = engine.Settings(jobs=3), tmp_path / "out", tmp_path / "in"
    (tmp_path / "x").mkdir()

    def progress(text: str, done: int, total: int) -> None: ...

    call = (str(tmp_path / "x" / ".." / "ps1"), handed_in, out, settings, progress)
    results, found = grade_all(*call)
    how = (settings, progress)
    assert parts["calls"] == [(n, handed_in, out / n, *how) for n in ("one", "two")]
    assert [assignment.name for _, assignment in found] == ["one", "two"]
    assert (results.folder, results.assignment) == (out, "ps1")
    assert {name: list(one["questions"]) for name, one in results.rows.items()} == {
        "ann": ["one", "q"], "ben": ["one", "one/q", "two", "two/q"], "cleo": ["two", "q"]
    }  # fmt: skip
    assert {name: one["score"] for name, one in results.rows.items()} == {
        "ann": 2, "ben": 10, "cleo": 8
    }  # fmt: skip
    assert results.unwritten == ["no room for one", "no room for two"]
    summary = (out / "summary.html").read_text()
    assert all(f"{name}: a {what}" in summary for name in ("one", "two")
               for what in ("problem", "remark"))  # fmt: skip
    before = results.path.read_bytes()
    grade_all(*call)
    assert results.path.read_bytes() == before
    parts["scores"]["one"] = {"ben": 2.5}
    results, _ = grade_all(*call)
    assert {name: one["score"] for name, one in results.rows.items()} == {"ben": 11, "cleo": 8}
    assert results.path.read_bytes().startswith(before)
    assert results.path.read_bytes().count(b"\n") == 5
    (out / "grades.csv").unlink()
    (out / "grades.csv").mkdir()
    *of_notebooks, whole = grade_all(*call)[0].unwritten
    assert of_notebooks == ["no room for one", "no room for two"]
    assert whole.startswith(str(out / "grades.csv"))


def test_one_notebook_alone_has_no_folder_of_its_own(parts: dict[str, Any], tmp_path: Path) -> None:
    parts["scores"] = {"one": {"ann": 1.0}}
    settings, path = engine.Settings(), tmp_path / "ps1" / "one.ipynb"

    def progress(text: str, done: int, total: int) -> None: ...

    results, found = grade_all(str(path), tmp_path / "in", tmp_path / "out", settings, progress)
    assert parts["calls"] == [("one", tmp_path / "in", tmp_path / "out", settings, progress)]
    assert [part for part, _ in found] == [results]
    grade_all(str(path), tmp_path / "in", tmp_path / "out", settings)
    parts["calls"][1][-1]("grading", 1, 2)  # nobody wants to know
