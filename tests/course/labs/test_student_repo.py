"""The students' repository has what notebooks import, leads to itself, and answers nothing."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import nbformat
import pytest
import yaml

from course.config import ROOT, CourseError, load_chapters, repository
from course.labs.imports import needed_files
from course.labs.model import load_labs
from course.labs.student_repo import student_repository

ADDRESS = "https://github.com/me/dl-class"


@pytest.fixture(scope="module")
def students(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository, written twice over what an instructor keeps beside it."""
    out = tmp_path_factory.mktemp("students")
    (out / ".git").mkdir()
    (out / ".git" / "config").write_text("mine")
    student_repository(ADDRESS, out)
    (out / "labs" / "old.py").write_text("")
    student_repository(ADDRESS, out)
    assert (out / ".git" / "config").read_text() == "mine"
    assert not (out / "labs" / "old.py").exists()
    return out


def test_nothing_in_it_answers_a_lab(students: Path) -> None:
    paths = [p.relative_to(students) for p in students.rglob("*") if p.is_file()]
    assert not [p for p in paths if {"sources", "answers", "guides", "course"} & set(p.parts)]
    assert not [p for p in paths if "instructor" in p.name]
    for path in (students / "labs").rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"### BEGIN|### END|HIDDEN_SEED", text), path


def test_it_has_every_chapter_and_lab_and_what_they_import(students: Path) -> None:
    things = (load_chapters(), load_labs())
    assert len([*(students / "notebooks").rglob("*.ipynb")]) == 2 * len(things[0])
    assert len([*(students / "labs").rglob("*.ipynb")]) == 2 * len(things[1])
    for path in students.rglob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        texts = [cell.source for cell in cells if cell.cell_type == "code"]
        for needed in needed_files(texts, students):
            assert needed.is_file(), (path, needed)
    assert (students / "utils" / "datasets" / "mnist.npz").is_file()
    assert (students / "experiments" / "results" / "o16_core_lab.json").is_file()


def test_badges_and_setup_cells_lead_to_it(students: Path) -> None:
    ours = repository().removeprefix("https://github.com/")
    for path in students.rglob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert ours not in text and json.loads(text)["cells"]
        setup = next(c for c in json.loads(text)["cells"] if c["id"] == "setup")
        source = "".join(setup["source"])
        assert f'"{ADDRESS}"' in source and 'Path("dl-class")' in source, path
        assert "colab.research.google.com/github/me/dl-class/blob/main/" in text
        assert "mybinder.org/v2/gh/me/dl-class/main" in text


def test_its_workflow_checks_the_labs_that_changed(students: Path, tmp_path: Path) -> None:
    workflow = yaml.safe_load((students / ".github/workflows/check.yml").read_text())
    script = workflow["jobs"]["check"]["steps"][-1]["run"]
    home, bin_ = tmp_path / "home", tmp_path / "bin"
    (home / "labs" / "zh-TW").mkdir(parents=True)
    bin_.mkdir()
    (bin_ / "python").write_text('#!/bin/sh\necho "ran $*"\ncase "$*" in *bad*) exit 2;; esac\n')
    (bin_ / "python").chmod(0o755)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "-C", str(home)]

    def commit() -> None:
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-qm", "x"], check=True)

    def run() -> tuple[int, str]:
        summary = tmp_path / "summary"
        summary.unlink(missing_ok=True)
        environment = {"PATH": f"{bin_}:/usr/bin:/bin", "GITHUB_STEP_SUMMARY": str(summary)}
        words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        found = subprocess.run(words, cwd=home, env=environment, capture_output=True, text=True)
        return found.returncode, summary.read_text() if summary.exists() else ""

    subprocess.run([*git, "init", "-q"], check=True)
    for name in ("labs/a.ipynb", "labs/zh-TW/b.ipynb", "labs/c.ipynb"):
        (home / name).write_text("given")
    commit()
    assert run() == (0, "")
    (home / "labs/zh-TW/b.ipynb").write_text("mine")
    (home / "labs/c.ipynb").unlink()
    commit()
    status, text = run()
    assert status == 0
    assert "### labs/zh-TW/b.ipynb" in text and "ran -m grader.check labs/zh-TW/b.ipynb" in text
    assert "a.ipynb" not in text and "c.ipynb" not in text
    (home / "labs/bad.ipynb").write_text("mine")
    commit()
    assert run()[0] == 1


@pytest.mark.parametrize("address", ["", "me/class", "https://gitlab.com/me/class"])
def test_another_address_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"REPOSITORY=https://github\.com/me/class"):
        student_repository(address, tmp_path, ROOT)
    assert not [*tmp_path.iterdir()]
