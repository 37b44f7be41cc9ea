"""Students' bundles and nbgrader's course directory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from course.config import ROOT
from course.labs.model import Lab, select_labs
from course.labs.notebook import TEXTS, instructor_notebook, student_file
from course.labs.release import CHECK, nbgrader_course, release
from course.source import stamp
from tests.course.labs.conftest import SOURCE

PACKED = b"digits, packed" * 9


@pytest.fixture
def shown(small: tuple[Path, Lab]) -> tuple[Path, Lab]:
    """The small lab, which loads data, shows what an experiment recorded and speaks of imports."""
    root, lab = small
    text = SOURCE.replace("import numpy as np\n", "import numpy as np\n\nimport utils.data\n")
    text = text.replace("# Hello.", "# import utils.spoken").replace("# 你好。", "# import utils")
    lab.source(root).write_text(stamp(text), encoding="utf-8")
    utils = root / "utils"
    (utils / "data.py").write_text("import numpy as np\n")
    (utils / "spoken.py").touch()
    (utils / "datasets" / "digits.npz").write_bytes(PACKED)
    lab = replace(lab, record="race")
    lab.data(root).parent.mkdir()
    lab.data(root).write_text("epoch\n1\n")
    return root, lab


def test_the_course_directory_stands_alone(shown: tuple[Path, Lab], tmp_path: Path) -> None:
    root, lab = shown
    out = tmp_path / "elsewhere"
    (path,) = nbgrader_course([lab], out, "s", root)
    assert path == out / "source" / lab.name / f"{lab.name}.ipynb"
    assert nbformat.read(path, as_version=4) == instructor_notebook(lab, "s", root)
    assert (out / "labs/checks/question.py").is_file() and not (out / "labs/stand_ins").exists()
    assert (out / "utils/datasets/digits.npz").read_bytes() == PACKED
    assert (out / "labs/data/race.csv").read_text() == "epoch\n1\n"
    assert (out / "constraints.txt").read_bytes() == (ROOT / "constraints.txt").read_bytes()
    assert not (out / "utils/spoken.py").exists()
    config = out / "nbgrader_config.py"
    assert "c.CourseDirectory.course_id" in config.read_text()
    config.write_text("# mine\n")
    nbgrader_course([lab], out, "s", root)
    assert config.read_text() == "# mine\n"


def test_each_lab_of_the_course_directory_has_its_folder(
    small: tuple[Path, Lab], tmp_path: Path
) -> None:
    root, lab = small
    other = replace(lab, slug="other", number=2)
    other.source(root).write_bytes(lab.source(root).read_bytes())
    out = tmp_path / "out"
    written = nbgrader_course([other, lab], out, "s", root)
    names = ["lab02_other", "lab01_small"]
    assert written == [out / "source" / name / f"{name}.ipynb" for name in names]
    assert "Lab 2: Small" in written[0].read_text(encoding="utf-8")


def test_a_bundle_is_a_folder_with_all_that_its_lab_needs(
    shown: tuple[Path, Lab], tmp_path: Path
) -> None:
    root, lab = shown
    out = tmp_path / "out"
    assert release([lab], out, root, together=False) == [out / "lab01_small.zip"]
    assert [path.name for path in out.iterdir()] == ["lab01_small.zip"]
    with zipfile.ZipFile(out / "lab01_small.zip") as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
        entries = {entry.filename: entry for entry in archive.infolist()}
    assert files["lab01_small/README.md"] == TEXTS["readme"].format(title="Lab 1: Small")
    for folder, language in (("", "en"), ("zh-TW/", "zh-TW")):
        name = f"lab01_small/labs/{folder}lab01_small.ipynb"
        assert files[name] == student_file(lab, language, root)
    check = (ROOT / "grader" / "check.py").read_text(encoding="utf-8")
    assert files["lab01_small/grader/check.py"] == check
    assert files["lab01_small/labs/data/race.csv"] == "epoch\n1\n"
    assert "lab01_small/utils/data.py" in files and "lab01_small/utils/spoken.py" not in files
    # Whoever unpacks it may read the files; what is packed already is not packed again.
    assert {entry.external_attr for entry in entries.values()} == {0o644 << 16}
    assert {entry.date_time for entry in entries.values()} == {(2020, 1, 1, 0, 0, 0)}
    digits = "lab01_small/utils/datasets/digits.npz"
    assert files[digits] == PACKED.decode()
    stored = [name for name in entries if entries[name].compress_type == zipfile.ZIP_STORED]
    assert stored == [digits]
    packed = {entries[name].compress_type for name in entries if name != digits}
    assert packed == {zipfile.ZIP_DEFLATED}
    assert list(entries) == sorted(entries)


def test_the_bundle_of_all_labs_holds_each(small: tuple[Path, Lab], tmp_path: Path) -> None:
    root, lab = small
    other = replace(lab, slug="other", number=2)
    text = lab.source(root).read_text(encoding="utf-8")
    other.source(root).write_text(text.replace("import numpy as np", "import numpy as np, utils"))
    written = release([lab, other], tmp_path / "out", root)
    names = ["lab01_small", "lab02_other", "labs"]
    assert [path.name for path in written] == [f"{name}.zip" for name in names]
    with zipfile.ZipFile(written[2]) as archive:
        held = set(archive.namelist())
        readme = archive.read("labs/README.md").decode()
    assert readme == TEXTS["readme"].format(title="Labs")
    for name in names[:2]:
        assert {f"labs/labs/{name}.ipynb", f"labs/labs/zh-TW/{name}.ipynb"} <= held
    assert "labs/utils/install.py" in held


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
