"""Assignments of other kinds: several notebooks, only manual questions, no model solutions."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from grader.__main__ import main
from grader.several import joined
from tests.grader import samples
from tests.grader.outputs.rows import row
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
