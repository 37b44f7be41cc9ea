"""The same points as nbgrader, cell by cell, and nbgrader's own database filled in.

The one intended difference: what writes to stderr costs nothing here (nbgrader: the points of
the test cell during which it was written).
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from grader.__main__ import main
from grader.engine import Settings, grade
from grader.notebook.cells import parse
from grader.outputs import nbgrader_database
from grader.outputs.results import Results
from grader.session.pool import POOL
from tests.grader import samples

needs_nbgrader = pytest.mark.skipif(
    importlib.util.find_spec("nbgrader") is None,
    reason="nbgrader is not installed: parity is not proven by this run",
)
Scores = dict[str, dict[str, float | None]]
Ours = Callable[[str], tuple[Scores, Path]]


# nbgrader's own code makes SQLAlchemy warn.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type")


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """nbgrader calls the program alembic, which lies beside this interpreter."""
    folder = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def nbgrader(course: Path, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words, f"--course-dir={course}"],
        capture_output=True,
        text=True,
        cwd=course,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def by_nbgrader(name: str, course: Path, variants: dict[str, samples.Raw]) -> Scores:
    """Grade with nbgrader: its release, its autograde, the scores in its database."""
    samples.write_assignment(name, course / "source" / name)
    nbgrader(course, "generate_assignment", name)
    released = parse((course / "release" / name / f"{name}.ipynb").read_bytes())
    ours = parse(samples.as_bytes(variants["blank"]))
    assert [cell.source for cell in released] == [cell.source for cell in ours]
    for student, raw in variants.items():
        folder = course / "submitted" / student / name
        shutil.copytree(course / "release" / name, folder)
        given = {c.grade_id: c.source for c in parse(samples.as_bytes(raw)) if c.solution}
        fill_in(folder / f"{name}.ipynb", given)
    nbgrader(course, "autograde", name)
    return in_database(f"sqlite:///{course}/gradebook.db", name, variants)


def fill_in(path: Path, answers: dict[str, str]) -> None:
    """Put answers into a released notebook, as students do."""
    import json

    raw = json.loads(path.read_text())
    for cell in raw["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell["source"] = answers[name]
    path.write_text(json.dumps(raw))


def in_database(url: str, name: str, students: Any) -> Scores:
    api: Any = importlib.import_module("nbgrader.api")
    found: Scores = {}
    with api.Gradebook(url) as book:
        for student in students:
            notebook = book.find_submission_notebook(name, name, student)
            found[student] = {grade.name: grade.auto_score for grade in notebook.grades}
    return found


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Ours:
    """Grade the variants of a sample once, however many tests compare them with something."""

    @cache
    def of(name: str) -> tuple[Scores, Path]:
        return by_us(name, tmp_path_factory.mktemp(name), samples.variants(name))

    return of


def by_us(name: str, folder: Path, variants: dict[str, samples.Raw]) -> tuple[Scores, Path]:
    path = samples.write_assignment(name, folder / "source" / name)
    handed_in = folder / "handed_in"
    handed_in.mkdir()
    for student, raw in variants.items():
        (handed_in / f"{student}.ipynb").write_bytes(samples.as_bytes(raw))
    results, assignment = grade(str(path), handed_in, folder / "out", Settings())
    assert assignment.calibration.problems == ()
    scores = {
        student: {question: item["score"] for question, item in row["questions"].items()}
        for student, row in results.rows.items()
    }
    POOL.close()
    return scores, folder / "out"


@pytest.mark.proof
@needs_nbgrader
@pytest.mark.parametrize("name", samples.NAMES)
def test_the_same_points_as_nbgrader(name: str, tmp_path: Path, ours: Ours) -> None:
    assert ours(name)[0] == by_nbgrader(name, tmp_path, samples.variants(name))


@pytest.mark.proof
@needs_nbgrader
def test_what_stderr_costs_is_the_one_difference(tmp_path: Path) -> None:
    log = "print('log', file=sys.stderr)"
    variants = {
        "blank": samples.variants("basics")["blank"],
        "noisy": samples.submission(
            samples.instructor("basics"),
            samples.answers("basics", "right")
            | {"add": f"import sys\ndef add(a, b):\n    {log}\n    return a + b"},
        ),
    }
    (tmp_path / "course").mkdir()
    ours, _ = by_us("basics", tmp_path / "ours", variants)
    theirs = by_nbgrader("basics", tmp_path / "course", variants)
    assert (ours["noisy"].pop("add_test"), theirs["noisy"].pop("add_test")) == (2.0, 0.0)
    assert ours == theirs


@pytest.mark.proof
@needs_nbgrader
def test_the_database_is_filled_in_and_manual_points_stay(tmp_path: Path, ours: Ours) -> None:
    variants = samples.variants("basics")
    scores, out = ours("basics")
    results = Results(out)
    results.read()
    url = f"sqlite:///{tmp_path}/gradebook.db"
    cells = parse(samples.as_bytes(samples.instructor("basics")))
    assert nbgrader_database.write_gradebook(url, "basics", "basics", cells, results.sorted()) == (
        4,
        [],
    )
    assert in_database(url, "basics", variants) == scores
    api: Any = importlib.import_module("nbgrader.api")
    with api.Gradebook(url) as book:
        essay = book.find_grade("essay", "basics", "basics", "right")
        assert essay.needs_manual_grade and essay.max_score == 4
        essay.manual_score = 3.0
        added = book.find_grade("add_test", "basics", "basics", "wrong")
        added.manual_score = 1.0
        book.db.commit()
    nbgrader_database.write_gradebook(url, "basics", "basics", cells, results.sorted())
    with api.Gradebook(url) as book:
        assert book.find_grade("essay", "basics", "basics", "right").score == 3.0
        assert book.find_grade("add_test", "basics", "basics", "wrong").score == 1.0
        assert book.find_submission("basics", "right").score == 16.0


@pytest.mark.parametrize("name", ["basics", "vectors"])
def test_solutions_earn_all_and_blanks_nothing(name: str, ours: Ours) -> None:
    scores, _ = ours(name)
    tests = [cell for cell in parse(samples.as_bytes(samples.instructor(name))) if cell.is_test]
    for cell in tests:
        assert scores["solution"][cell.grade_id] == scores["right"][cell.grade_id] == cell.points
        assert scores["blank"][cell.grade_id] == 0
        assert (scores["wrong"][cell.grade_id] or 0) < cell.points


@pytest.mark.proof
def test_keras_solutions_earn_all_and_blanks_nothing(ours: Ours) -> None:
    scores, _ = ours("networks")
    assert list(scores["solution"].values()) == list(scores["right"].values()) == [2.0, 1.0, 2.0]
    assert list(scores["blank"].values()) == [0.0, 0.0, 0.0]
    assert list(scores["wrong"].values()) == [0.0, 0.0, 2.0]


@pytest.mark.proof
@needs_nbgrader
def test_formgrader_and_feedback_find_what_they_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After `grade --gradebook` nbgrader itself takes the submissions for autograded."""
    path = samples.write_assignment("basics", tmp_path / "source" / "basics")
    variants: dict[str, bytes] = {
        name: samples.as_bytes(raw) for name, raw in samples.variants("basics").items()
    }
    essay = "We **saw** $a < b$ <script>alert(1)</script> <img src=x onerror=alert(2)>"
    answers = samples.answers("basics", "right") | {"essay": essay}
    raw = samples.submission(samples.instructor("basics"), answers)
    variants |= {"writer": samples.as_bytes(raw), "broken": b"{"}
    for student, data in variants.items():
        folder = tmp_path / "submitted" / student / "basics"
        folder.mkdir(parents=True)
        (folder / "basics.ipynb").write_bytes(data)
        (folder / "timestamp.txt").write_text("2026-03-01 12:00:00.5 UTC")
    monkeypatch.chdir(tmp_path)
    words = ["--out", "out", "--gradebook", "sqlite:///gradebook.db"]
    assert main(["grade", str(path), "submitted", *words]) == 0

    config: Any = importlib.import_module("traitlets.config").Config
    coursedir = importlib.import_module("nbgrader.coursedir").CourseDirectory(
        config=config({"CourseDirectory": {"root": str(tmp_path)}})
    )
    api = importlib.import_module("nbgrader.apps.api").NbGraderAPI(coursedir)
    assert api.get_autograded_students("basics") == set(variants)
    assert len(api.get_notebook_submission_indices("basics", "basics")) == len(variants)
    assert api.get_submission("basics", "writer")["needs_manual_grade"]

    nbgrader(tmp_path, "generate_feedback", "basics")
    pages = {
        student: (tmp_path / "feedback" / student / "basics" / "basics.html").read_text()
        for student in variants
    }
    assert "<strong>saw</strong>" in pages["writer"] and "$a &lt; b$" in pages["writer"]
    assert "<script>alert" not in pages["writer"] and "<img src=x" not in pages["writer"]
    assert "unreadable: the file is not JSON" in pages["broken"]
    notebook: Any = importlib.import_module("nbformat")
    shown = notebook.read(tmp_path / "autograded/wrong/basics/basics.ipynb", 4)
    notebook.validate(shown)
    results = Results(tmp_path / "out")
    results.read()
    row = results.rows["wrong"]
    lost = [name for name, item in row["questions"].items() if item["score"] == 0]
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in shown.cells}
    for name in lost:
        item = row["questions"][name]
        assert f"0 of {item['max_score']:g} points" in cells[name].outputs[0].text
        assert item["reason"] in cells[name].outputs[0].text
    assert lost
