"""Every lab: its notebooks, what they say to a student, and its wrong and right answers."""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from course.config import LANGUAGES, ROOT
from course.labs.answers import grade_id, read_answers
from course.labs.build import check_lab
from course.labs.model import Lab, question_of
from course.labs.notebook import instructor_notebook, student_notebook
from course.labs.release import release
from course.labs.rules import HIDDEN, SEED_NAME, SOLUTION, read_lab, student_text
from course.labs.score import Scorer, problems_of, run, total
from course.source import Code
from course.typography import typography_problems

MIN_WRONG, MIN_RIGHT = 12, 4


def graded(notebook: NotebookNode) -> list[NotebookNode]:
    return [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade")]


def speaks_both_languages(message: str) -> bool:
    english, _, chinese = message.partition("\n")
    return (
        english.startswith("Question ")
        and not re.search(r"[\u4e00-\u9fff]", english)
        and chinese.startswith("第 ")
    )


def test_stored_notebooks_are_what_the_source_builds(lab: Lab) -> None:
    assert check_lab(lab) == []


def test_size_of_the_lab(lab: Lab) -> None:
    tests = graded(student_notebook(lab, "en"))
    assert 6 <= len(tests) <= 12
    assert sum(c.metadata.nbgrader.points for c in tests) == 100
    assert 45 <= lab.minutes <= 90


def test_both_languages_have_the_same_cells(lab: Lab) -> None:
    english, chinese = (student_notebook(lab, language) for language in LANGUAGES)
    assert [c.id for c in english.cells] == [c.id for c in chinese.cells]
    for one, other in zip(english.cells, chinese.cells, strict=True):
        if one.cell_type == "code":
            assert one == other
        else:
            assert re.search(r"[\u4e00-\u9fff]{4}", other.source), other.source[:60]


@pytest.mark.parametrize("language", LANGUAGES)
def test_typography(lab: Lab, language: str) -> None:
    for cell in student_notebook(lab, language).cells:
        if cell.cell_type == "markdown":
            assert list(typography_problems(cell.source, language)) == []


def test_prose_states_the_points_of_its_question(lab: Lab) -> None:
    cells = student_notebook(lab, "en").cells, student_notebook(lab, "zh-TW").cells
    english, chinese = ("\n".join(c.source for c in side) for side in cells)
    for cell in graded(student_notebook(lab, "en")):
        number, points = question_of(grade_id(cell))[1:], cell.metadata.nbgrader.points
        assert re.search(rf"^## Question {number}: .* \({points} points\)$", english, re.M)
        assert re.search(rf"^## 第 {number} 題：.*（{points} 分）$", chinese, re.M)


def test_model_solution_earns_all(scorer: Scorer) -> None:
    scores = scorer.score()
    assert {i: s.message for i, s in scores.items() if s.message} == {}
    assert total(scores) == 100


def test_blank_notebook_says_what_is_not_written(lab: Lab) -> None:
    scores = run(student_notebook(lab, "en"), lambda name: None)
    assert total(scores) == 0
    for name, score in scores.items():
        number = question_of(name)[1:]
        assert score.message == (f"Question {number}: not written yet · 第 {number} 題：尚未作答\n")


def test_half_done_earns_its_finished_questions(lab: Lab, scorer: Scorer) -> None:
    blank = {grade_id(c): c.source for c in student_notebook(lab, "en").cells}
    unwritten = {i: blank[i] for i in blank if re.match(r"q\d*[02468]_(?!test)", i)}
    scores = scorer.score(unwritten)
    for name, score in scores.items():
        finished = int(question_of(name)[1:]) % 2 == 1
        assert score.points == (score.max_points if finished else 0), name


def test_answers(lab: Lab, scorer: Scorer) -> None:
    answers = read_answers(lab)
    assert sum(not a.right for a in answers) >= MIN_WRONG
    assert sum(a.right for a in answers) >= MIN_RIGHT
    assert {a.question for a in answers if not a.right} == {
        question_of(i) for i in scorer.score()
    }, "each question needs a wrong answer"
    problems = []
    for answer in answers:
        if not answer.slow:
            scores = scorer.score(answer.cells)
            problems += problems_of(answer, scores)
            messages = [s.message for s in scores.values() if s.message]
            assert all(map(speaks_both_languages, messages)), messages
    assert problems == []


@pytest.mark.proof
def test_slow_answers(lab: Lab, scorer: Scorer) -> None:
    problems = []
    for answer in read_answers(lab):
        if answer.slow:
            problems += problems_of(answer, scorer.score(answer.cells))
    assert problems == []


@pytest.mark.proof
def test_answers_hold_with_any_seed(lab: Lab) -> None:
    """Right answers with ten other seeds of the hidden tests, wrong ones with three.

    The last three labs train for minutes, and their margins are measured elsewhere: four, three.
    """
    answers = [answer for answer in read_answers(lab) if not answer.slow]
    for number in range(4 if lab.number >= 7 else 10):
        scorer = Scorer(instructor_notebook(lab, f"other seed {number}"))
        assert total(scorer.score()) == 100
        for answer in answers:
            if answer.right or number < 3:
                problems = problems_of(answer, scorer.score(answer.cells))
                assert problems == [], f"other seed {number}"


def test_zip_holds_no_solution_and_no_hidden_test(lab: Lab, tmp_path: Path) -> None:
    secret, public = set(), set()
    for cell in read_lab(lab).cells:
        if isinstance(cell, Code):
            public |= {line.strip() for line in student_text(cell).splitlines()}
    for cell in read_lab(lab).cells:
        if isinstance(cell, Code):
            secret |= {line.strip() for line in cell.text.splitlines()} - public
    # A line such as `return z` or `)` says nothing.
    secret = {line for line in secret if len(line) > 12}
    assert len(secret) > 60
    (bundle, _) = release([lab], tmp_path)
    with zipfile.ZipFile(bundle) as archive:
        names = archive.namelist()
        assert {f"{lab.name}/labs/{lab.name}.ipynb", f"{lab.name}/README.md"} <= set(names)
        assert f"{lab.name}/labs/zh-TW/{lab.name}.ipynb" in names
        assert not [n for n in names if "source" in n or "instructor" in n or "guide" in n]
        for name in names:
            if name.endswith((".ipynb", ".py", ".md", ".txt", ".toml")):
                text = archive.read(name).decode()
                if name.endswith(".ipynb"):
                    text = "\n".join(c.source for c in nbformat.reads(text, as_version=4).cells)
                    assert not [mark for mark in (*SOLUTION, *HIDDEN, SEED_NAME) if mark in text]
                lines = [line.strip() for line in text.splitlines()]
                found = [line in secret for line in lines]
                if "/utils/" in name or name.endswith("/stand_ins/lab09.py"):
                    # One line of a loop may look like any other; two in a row don't.
                    found = [a and b for a, b in pairwise(found)]
                assert not any(found), (name, lines[found.index(True)])


@pytest.mark.proof
@pytest.mark.parametrize("language", LANGUAGES)
def test_blank_notebook_runs_to_its_end_from_the_zip(
    lab: Lab, language: str, tmp_path: Path
) -> None:
    (bundle, _) = release([lab], tmp_path)
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path)
    home = tmp_path / lab.name
    path = lab.notebook(language, home)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = [o for c in notebook.cells for o in c.get("outputs", [])]
    assert not [o for o in outputs if o.output_type == "error"]
    assert "  0 / 100" in outputs[-1].text
    errors = [o.text for o in outputs if o.get("name") == "stderr"]
    assert len(errors) == len(graded(notebook))
    assert all("not written yet" in text for text in errors)


@pytest.mark.proof
def test_solution_runs_in_a_minute(lab: Lab) -> None:
    # The notebook as instructors open it, in a kernel of its own.
    path = ROOT / "build" / "tests" / lab.name / f"{lab.name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        nbformat.write(instructor_notebook(lab, "seed"), path)
        subprocess.run(
            [sys.executable, "-m", "jupyter", "execute", path.name],
            cwd=path.parent,
            check=True,
            timeout=600,
            capture_output=True,
        )
    finally:
        shutil.rmtree(path.parent)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    # Processor time, so that other work on the machine does not count.
    assert seconds < 60 * 1.5, "more than a minute on two cores, hardly ever both busy"


def test_guide_covers_every_question(lab: Lab) -> None:
    guide = (ROOT / "labs" / "guides" / f"{lab.name}.md").read_text(encoding="utf-8")
    minutes = 0
    for cell in graded(student_notebook(lab, "en")):
        number, points = question_of(grade_id(cell))[1:], cell.metadata.nbgrader.points
        row = re.search(rf"^## Question {number}: .* \({points} points, (\d+) min\)$", guide, re.M)
        assert row, f"the guide has no heading for question {number}"
        minutes += int(row[1])
    assert minutes == lab.minutes, "minutes in the guide and in labs.toml"
