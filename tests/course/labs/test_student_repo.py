"""The students' repository has what notebooks import, leads to itself, and answers nothing."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import nbformat
import pytest
import yaml

from course.chapters.build import write
from course.config import ROOT, CourseError, load_chapters, repository
from course.labs.build import build_lab
from course.labs.imports import needed_files
from course.labs.model import Lab, load_labs
from course.labs.notebook import TEXTS
from course.labs.student_repo import student_repository

ADDRESS = "https://github.com/me/dl-class"


@pytest.fixture(scope="module")
def students(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository of the whole course."""
    return student_repository(ADDRESS, tmp_path_factory.mktemp("students"))


@pytest.mark.proof
def test_nothing_in_it_answers_a_lab(students: Path) -> None:
    paths = [p.relative_to(students) for p in students.rglob("*") if p.is_file()]
    assert not [p for p in paths if {"sources", "answers", "guides", "course"} & set(p.parts)]
    assert not [p for p in paths if "instructor" in p.name]
    for path in (students / "labs").rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"### BEGIN|### END|HIDDEN_SEED", text), path


@pytest.mark.proof
def test_it_has_every_chapter_and_lab_and_what_they_import(students: Path) -> None:
    things = (load_chapters(), load_labs())
    assert len([*(students / "notebooks").rglob("*.ipynb")]) == 2 * len(things[0])
    assert len([*(students / "labs").rglob("*.ipynb")]) == 2 * len(things[1])
    cells = [
        cell
        for path in students.rglob("*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    ]
    for needed in needed_files([cell.source for cell in cells], students):
        assert needed.is_file(), needed
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


@pytest.fixture
def course(small: tuple[Path, Lab]) -> tuple[Path, Lab]:
    """The small course, built, with a chapter whose notebooks import and name what they may."""
    root, lab = small
    ours = repository().rpartition("/")[2]
    listed = root / "labs" / "sources" / "labs.toml"
    listed.write_text(listed.read_text(encoding="utf-8") + 'record = "race"\n', encoding="utf-8")
    (lab,) = load_labs(root)
    results = root / "experiments" / "results"
    results.mkdir(parents=True)
    (results / "race.json").write_text('{"jobs": [{"setting": {}, "result": {"loss": [2]}}]}')
    build_lab(lab, root)
    (root / "utils" / "needed.py").touch()
    (root / "utils" / "spoken.py").touch()
    (root / "LICENSE").write_text("free")
    (root / "grader").mkdir()
    for name in ("check.py", "engine.py"):
        (root / "grader" / name).touch()
    for language, title in (("en", "One"), ("zh-TW", "一")):
        notebook = nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_markdown_cell(
                    f"{title} {repository()}/blob {repository()}-2 {repository()}s other/{ours}"
                ),
                nbformat.v4.new_code_cell(f'import utils.needed\nhome = Path("{ours}")'),
                nbformat.v4.new_markdown_cell("import utils.spoken"),
            ]
        )
        write(notebook, load_chapters(root)[0].notebook(language, root))
    return root, lab


def test_it_holds_what_the_notebooks_need_and_nothing_else(
    course: tuple[Path, Lab], tmp_path: Path
) -> None:
    root, lab = course
    out = tmp_path / "new" / "dl-class"
    # An earlier edition, and what an instructor keeps beside it.
    for folder in ("notebooks", "labs", "utils", "experiments", "grader", ".git"):
        (out / folder / "old").mkdir(parents=True)
        (out / folder / "old" / "file").touch()
    assert student_repository(ADDRESS, out, root) == out
    checks = (ROOT / "labs" / "checks").glob("*.py")
    assert {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()} == {
        *(".github/workflows/check.yml", ".gitignore", "README.md", "LICENSE", ".git/old/file"),
        "grader/check.py",
        *("constraints.txt", "requirements.txt", "labs/__init__.py", "labs/data/race.csv"),
        *(f"labs/checks/{p.name}" for p in checks if (out / "labs/checks" / p.name).is_file()),
        *("labs/lab01_small.ipynb", "labs/zh-TW/lab01_small.ipynb"),
        *("notebooks/01_one.ipynb", "notebooks/zh-TW/01_one.ipynb"),
        *("utils/__init__.py", "utils/install.py", "utils/needed.py", "utils/datasets/README.md"),
    }
    assert (out / "labs/checks/question.py").is_file()
    assert (out / "labs/data/race.csv").read_text() == lab.data(root).read_text()
    assert (out / "LICENSE").read_text() == "free"


def test_a_notebook_names_the_students_repository_where_it_named_ours(
    course: tuple[Path, Lab], tmp_path: Path
) -> None:
    root, _ = course
    out = tmp_path / "new" / "dl-class"
    student_repository(ADDRESS, out, root)
    ours = repository()
    for path, title in (("01_one.ipynb", "One"), ("zh-TW/01_one.ipynb", "一")):
        text, code, _ = nbformat.read(out / "notebooks" / path, as_version=4).cells
        # Other repositories whose names begin like ours keep theirs.
        name = ours.rpartition("/")[2]
        assert text.source == f"{title} {ADDRESS}/blob {ours}-2 {ours}s other/{name}"
        assert code.source == 'import utils.needed\nhome = Path("dl-class")'


def test_it_begins_with_its_name_and_how_to_fetch_it(
    course: tuple[Path, Lab], tmp_path: Path
) -> None:
    root, _ = course
    student_repository(ADDRESS, tmp_path / "out", root)
    readme = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert readme == TEXTS["student_repository"].format(address=ADDRESS, name="dl-class")
    assert ".venv\n" in (tmp_path / "out" / ".gitignore").read_text()


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


@pytest.mark.parametrize(
    "address",
    [
        "",
        "me/class",
        "https://gitlab.com/me/class",
        "https://github.com/me",
        f"{ADDRESS}/tree/main",
    ],
)
def test_another_address_is_refused(address: str, course: tuple[Path, Lab], tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(CourseError) as caught:
        student_repository(address, out, course[0])
    assert str(caught.value) == (
        f"The students' repository cannot be at {address!r}; "
        "name an address such as REPOSITORY=https://github.com/me/class."
    )
    assert not out.exists()
