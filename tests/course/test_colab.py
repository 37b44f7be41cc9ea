"""The versions that Colab publishes, kept in `.ci/colab.txt`."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from course import colab
from course.requirements import members
from utils.install import FRONT_END

FREEZE = """\
# Do not modify this file directly.
absl-py==1.4.0
Jinja2==3.1.6
google-colab @ file:///colabtools/dist/google_colab-1.0.0.tar.gz
jupyter_server==2.20.0
pandas==2.2.3
"""


def test_the_packages_that_the_course_uses_are_kept() -> None:
    wanted = {"absl-py", "jinja2", "jupyter-server", "google-colab"}
    text = colab.text(FREEZE, "Ubuntu 22.04.5 LTS\nPython 3.13.15\n", "2026-08-19", wanted)
    assert text.splitlines()[0].startswith("# What Colab had on 2026-08-19, with Python 3.13:")
    kept = [line for line in text.splitlines() if not line.startswith("#")]
    assert kept == ["absl-py==1.4.0", "jinja2==3.1.6", "jupyter-server==2.20.0"]


def test_versions_of_python_that_the_list_does_not_name_are_unknown() -> None:
    text = colab.text("", "Ubuntu, Python 3.13\n", "2026-08-19", {"absl-py"})
    assert ", with Python unknown:" in text
    assert [line for line in text.splitlines() if not line.startswith("#")] == [""]


def make_clone(folder: Path, freeze: str, os_info: str, *, commit: bool = True) -> None:
    """Write a repository as Google publishes it, its last commit in August 2026."""
    (folder / "pip-freeze.txt").write_text(freeze, encoding="utf-8")
    (folder / "os-info.txt").write_text(os_info, encoding="utf-8")
    environment = os.environ | {"GIT_COMMITTER_DATE": "2026-08-19T12:00:00Z"}
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(folder)]
    commands = [["init", "-q"], ["add", "-A"], ["commit", "-qm", "Versions of August"]]
    for command in commands if commit else commands[:1]:
        subprocess.run([*git, *command], check=True, env=environment)


def test_the_command_reads_a_clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(colab, "FILE", tmp_path / "colab.txt")
    clone = tmp_path / "backend-info"
    clone.mkdir()
    make_clone(clone, "numpy==2.1.3\ngoogle-colab==1.0.0\n", "Größe: 1\nPython 3.13.15\n")
    assert colab.main([str(clone)]) == 0
    assert colab.FILE.read_text(encoding="utf-8") == colab.text(
        "numpy==2.1.3\n", "Python 3.13.15", "2026-08-19", {"numpy"}
    )


@pytest.mark.parametrize("missing", ["a commit", "os-info.txt"])
def test_a_folder_that_is_not_such_a_clone_is_named_and_leaves_the_file_alone(
    missing: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(colab, "FILE", tmp_path / "colab.txt")
    clone = tmp_path / "clone"
    clone.mkdir()
    make_clone(clone, "numpy==2.1.3\n", "Python 3.13.15\n", commit=missing != "a commit")
    if missing == "os-info.txt":
        (clone / missing).unlink()
    assert colab.main([str(clone)]) == 1
    err = capsys.readouterr().err
    assert err.startswith(f"{clone} is not a clone of googlecolab/backend-info")
    assert err.count("\n") == 1 and not colab.FILE.exists()


def test_colab_has_what_a_student_needs() -> None:
    kept = {line.partition("==")[0] for line in colab.FILE.read_text().splitlines()}
    assert {r.name for r in members("student")} - FRONT_END <= kept
