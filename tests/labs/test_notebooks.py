"""Every lab: its notebooks in both languages, its guide, and the zip that students get."""

from __future__ import annotations

import ast
import re
import shutil
import sys
import zipfile
from itertools import pairwise
from pathlib import Path
from pkgutil import resolve_name
from types import ModuleType

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from course.config import LANGUAGES, ROOT
from course.labs.answers import grade_id
from course.labs.build import check_lab
from course.labs.model import Lab, load_labs, question_of
from course.labs.notebook import instructor_notebook, student_notebook
from course.labs.release import release
from course.labs.rules import SEED_NAME, forbidden, read_lab, student_text, written_answer
from course.source import Code
from course.typography import typography_problems
from grader.notebook.cells import HIDDEN, SOLUTION, TEXT_STUB
from labs.checks.ready_made import _members
from tests.processes import A_MINUTE, processor_seconds

HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE


def graded(notebook: NotebookNode) -> list[NotebookNode]:
    return [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade")]


def test_stored_notebooks_are_what_the_source_builds(lab: Lab) -> None:
    assert check_lab(lab) == []


def test_size_of_the_lab(lab: Lab) -> None:
    questions = graded(student_notebook(lab, "en"))
    tests = [c for c in questions if c.cell_type == "code"]
    (open_question,) = (c for c in questions if c.cell_type == "markdown")
    assert 6 <= len(tests) <= 12
    assert 5 <= open_question.metadata.nbgrader.points <= 8
    assert sum(c.metadata.nbgrader.points for c in questions) == 100
    assert 45 <= lab.minutes <= 90


def test_both_languages_have_the_same_cells(lab: Lab) -> None:
    english, chinese = (student_notebook(lab, language) for language in LANGUAGES)
    assert [c.id for c in english.cells] == [c.id for c in chinese.cells]
    for one, other in zip(english.cells, chinese.cells, strict=True):
        if one.cell_type == "code" or one.source == TEXT_STUB:
            assert one == other
        else:
            assert re.search(r"[\u4e00-\u9fff]{4}", other.source), other.source[:60]


@pytest.mark.parametrize("language", LANGUAGES)
def test_typography(lab: Lab, language: str) -> None:
    for cell in student_notebook(lab, language).cells:
        if cell.cell_type == "markdown":
            assert list(typography_problems(cell.source, language)) == []


def test_zip_holds_no_solution_and_no_hidden_test(lab: Lab, tmp_path: Path) -> None:
    secret, public = set(), set()
    for cell in read_lab(lab).cells:
        if isinstance(cell, Code):
            public |= {line.strip() for line in student_text(cell).splitlines()}
    for cell in read_lab(lab).cells:
        if isinstance(cell, Code):
            text = written_answer(cell) if cell.option("grade") == "manual" else cell.text
            secret |= {line.strip() for line in text.splitlines()} - public
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
                if "/utils/" in name or "/stand_ins/lab09" in name:
                    # One line of a loop may look like any other; two in a row don't.
                    found = [a and b for a, b in pairwise(found)]
                assert not any(found), (name, lines[found.index(True)])


@pytest.mark.proof
@pytest.mark.parametrize(
    ("lab", "language"),
    [
        # Both have the same code. `make proof` takes them in turn, the weekly job the others.
        pytest.param(
            lab,
            language,
            id=f"{lab.name}-{language}",
            marks=[] if turn == lab.number % 2 else [pytest.mark.weekly],
        )
        for lab in load_labs()
        for turn, language in enumerate(LANGUAGES)
    ],
)
def test_blank_notebook_runs_to_its_end_from_the_zip(
    lab: Lab, language: str, tmp_path: Path
) -> None:
    (bundle, _) = release([lab], tmp_path)
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path)
    home = tmp_path / lab.name
    path = lab.notebook(language, home)
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, iopub_timeout=600, resources=resources).execute()
    outputs = [o for c in notebook.cells for o in c.get("outputs", [])]
    assert not [o for o in outputs if o.output_type == "error"]
    tests = [c for c in graded(notebook) if c.cell_type == "code"]
    assert f"  0 / {sum(c.metadata.nbgrader.points for c in tests)}" in outputs[-1].text
    assert "a person reads your answer" in outputs[-1].text
    errors = [o.text for o in outputs if o.get("name") == "stderr"]
    assert len(errors) == len(tests)
    assert all("not written yet" in text for text in errors)


@pytest.mark.proof
@pytest.mark.parametrize(
    "lab",
    [
        # Our grader runs them all; here `make proof` takes the longest, the weekly job the others.
        pytest.param(lab, id=lab.name, marks=[] if lab.number == 9 else [pytest.mark.weekly])
        for lab in load_labs()
    ],
)
def test_solution_runs_in_a_minute(lab: Lab) -> None:
    # The notebook as instructors open it, in a kernel of its own.
    path = ROOT / "build" / "tests" / lab.name / f"{lab.name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        nbformat.write(instructor_notebook(lab, "seed"), path)
        command = [sys.executable, "-m", "jupyter", "execute", path.name]
        assert processor_seconds(command, path.parent) < A_MINUTE
    finally:
        shutil.rmtree(path.parent)


def test_no_question_of_more_than_8_points_is_all_or_nothing(lab: Lab) -> None:
    for cell in graded(instructor_notebook(lab, "seed")):
        question, points = question_of(grade_id(cell)), cell.metadata.nbgrader.points
        worth = re.findall(rf'{question}\.part\("[^"]+", (\d+)\)', cell.source)
        assert max(map(int, worth or [points])) <= 8, grade_id(cell)


def test_guide_and_lab_state_points_and_minutes_of_every_question(lab: Lab) -> None:
    guide = (ROOT / "labs" / "guides" / f"{lab.name}.md").read_text(encoding="utf-8")
    english, chinese = (
        "\n".join(c.source for c in student_notebook(lab, language).cells) for language in LANGUAGES
    )
    minutes = 0
    for cell in graded(student_notebook(lab, "en")):
        number, points = question_of(grade_id(cell))[1:], cell.metadata.nbgrader.points
        row = re.search(rf"^## Question {number}: .* \({points} points, (\d+) min\)$", guide, re.M)
        assert row, f"the guide has no heading for question {number}"
        minutes += int(row[1])
        heading = rf"^## Question {number}: .* \({points} points, {row[1]} min\)$"
        assert re.search(heading, english, re.M), f"the lab's heading of question {number}"
        heading = rf"^## 第 {number} 題：.*（{points} 分，{row[1]} 分鐘）$"
        assert re.search(heading, chinese, re.M), f"the lab's Chinese heading of question {number}"
    assert minutes == lab.minutes, "minutes in the guide and in labs.toml"


def test_guide_tells_how_to_mark_the_open_question(lab: Lab) -> None:
    """What full, half and no points look like, with two answers of students for each."""
    guide = (ROOT / "labs" / "guides" / f"{lab.name}.md").read_text(encoding="utf-8")
    marking = guide.partition("**Graded by a person:**")[2]
    for degree in ("Full", "Half", "None"):
        (found,) = re.findall(rf"^\*\*{degree}\b.*\n((?:- \".+\n)+)", marking, re.M)
        assert len(found.splitlines()) == 2, degree
    assert "**Common misconceptions:**" in marking


def test_the_notebook_forbids_all_that_the_source_does(lab: Lab) -> None:
    (cell,) = (c for c in student_notebook(lab, "en").cells if c.id == "forbidden")
    told = ast.literal_eval(cell.source.partition("forbid(")[2].rpartition(")")[0])
    written = forbidden(lab, read_lab(lab))
    assert {number: text.split() for number, text in told.items()} == written


def test_what_a_question_forbids_exists_and_is_guarded(lab: Lab) -> None:
    """A misspelt name would forbid nothing."""
    source = read_lab(lab)
    for number, names in forbidden(lab, source).items():
        for name in names:
            module, _, attribute = name.rpartition(".")
            path = ROOT.joinpath(*name.split("."))
            if path.with_suffix(".py").is_file():
                continue
            if name.startswith(("utils.", "labs.")):
                text = ROOT.joinpath(*module.split(".")).with_suffix(".py").read_text("utf-8")
                assert f"\ndef {attribute}(" in text, f"question {number} forbids {name}"
                continue
            value = resolve_name(name)
            if isinstance(value, ModuleType):
                assert list(_members(name, value)), f"question {number} forbids {name}"
                continue
            assert callable(value), f"question {number} forbids {name}"
            # Methods of a class that is written in C cannot be replaced.
            assert not isinstance(value, type) or value.__flags__ & HEAP_TYPE
