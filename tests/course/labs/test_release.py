"""Students' bundles and nbgrader's course directory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from course.labs.model import Lab, select_labs
from course.labs.release import CHECK, nbgrader_course, release


def test_the_course_directory_stands_alone(small: tuple[Path, Lab], tmp_path: Path) -> None:
    root, lab = small
    out = tmp_path / "elsewhere"
    (path,) = nbgrader_course([lab], out, "s", root)
    assert path == out / "source" / lab.name / f"{lab.name}.ipynb"
    assert (out / "labs/checks/question.py").is_file() and not (out / "labs/stand_ins").exists()
    config = out / "nbgrader_config.py"
    config.write_text("# mine\n")
    nbgrader_course([lab], out, "s", root)
    assert config.read_text() == "# mine\n"


def test_release_gives_the_same_bytes_at_any_time(
    small: tuple[Path, Lab], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, lab = small
    one = release([lab], tmp_path / "a", root)
    monkeypatch.setattr(time, "time", lambda: 2e9)
    for path in root.rglob("*.py"):
        os.utime(path, (2e9, 2e9))
    two = release([lab], tmp_path / "b", root)
    assert [p.name for p in one] == ["lab01_small.zip", "labs.zip"]
    assert {p.name for p in (tmp_path / "a").iterdir()} == {p.name for p in one}
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]
    with zipfile.ZipFile(one[0]) as archive:
        assert set(archive.namelist()) == {
            "lab01_small/README.md",
            "lab01_small/constraints.txt",
            "lab01_small/requirements.txt",
            *(f"lab01_small/grader/{part}" for part in CHECK),
            "lab01_small/labs/__init__.py",
            "lab01_small/labs/checks/__init__.py",
            "lab01_small/labs/checks/comparisons.py",
            "lab01_small/labs/checks/messages.py",
            "lab01_small/labs/checks/question.py",
            "lab01_small/labs/checks/reached.py",
            "lab01_small/labs/checks/ready_made.py",
            "lab01_small/labs/lab01_small.ipynb",
            "lab01_small/labs/zh-TW/lab01_small.ipynb",
            "lab01_small/utils/datasets/README.md",
            "lab01_small/utils/__init__.py",
            "lab01_small/utils/install.py",
        }


def test_a_bundle_holds_what_its_lab_imports_and_no_more(tmp_path: Path) -> None:
    (lab,) = select_labs(["03"])
    (bundle, _) = release([lab], tmp_path)
    with zipfile.ZipFile(bundle) as archive:
        names = {name.removeprefix(f"{lab.name}/") for name in archive.namelist()}
    ours = {n for n in names if n.startswith(("utils/", "labs/stand_ins/"))}
    assert {"utils/data.py", "utils/datasets/mnist.npz", "labs/stand_ins/lab03.py"} <= ours
    assert not [n for n in ours if n.startswith(("utils/nn", "utils/drawings"))]
    assert not [n for n in ours if "stand_ins/lab" in n and "lab03" not in n]


@pytest.mark.proof
def test_students_check_their_notebook_in_the_unpacked_folder(tmp_path: Path) -> None:
    (lab,) = select_labs(["01"])
    (bundle, _) = release([lab], tmp_path)
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path)
    words = [sys.executable, "-m", "grader.check", f"labs/{lab.name}.ipynb"]
    found = subprocess.run(words, cwd=tmp_path / lab.name, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert "0 of 94 points" in found.stdout
    assert "\nQuestion 2: the sigmoid: 0 of 8\n    not written yet\n" in found.stdout
    assert "a person grades it" in found.stdout and "q1_test" not in found.stdout
    words[-1] = f"labs/zh-TW/{lab.name}.ipynb"
    found = subprocess.run(words, cwd=tmp_path / lab.name, capture_output=True, text=True)
    assert "共 0／94 分" in found.stdout and "Question" not in found.stdout
    moved = tmp_path / f"{lab.name}.ipynb"
    moved.write_bytes((tmp_path / lab.name / "labs" / moved.name).read_bytes())
    words[-1] = str(moved)
    found = subprocess.run(words, cwd=tmp_path / lab.name, capture_output=True, text=True)
    assert found.returncode == 2 and "in the folder that you unpacked" in found.stderr
