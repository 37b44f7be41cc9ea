"""A notebook that comes alone, as on Colab: its setup cell fetches the course."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course.config import ROOT, load_chapters, repository


@pytest.fixture(scope="module")
def setup_cell() -> str:
    notebook = nbformat.read(load_chapters()[0].notebook("en"), as_version=4)
    return str(notebook.cells[1].source)


def run_cell(
    cell: str, folder: Path, *, url: str | None = None, colab: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the setup cell in an empty folder, then say where `utils` came from."""
    folder.mkdir(exist_ok=True)
    code = "import google.colab\n" * bool(colab) + cell + "\nimport utils; print(utils.__file__)"
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "COURSE_REPOSITORY")}
    if colab:
        env["PYTHONPATH"] = str(colab)
    if url:
        env["COURSE_REPOSITORY"] = url
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=env, capture_output=True, text=True
    )


def test_on_colab_it_fetches_the_course(
    setup_cell: str, colab: Path, tmp_path: Path, repository_url: str
) -> None:
    folder = tmp_path / "content"
    result = run_cell(setup_cell, folder, url=repository_url, colab=colab)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip().startswith(str(folder))
    again = run_cell(setup_cell, folder, url="file:///nowhere", colab=colab)
    assert again.returncode == 0, "a second run must use the clone that is there"


def test_in_a_clone_it_only_finds_it(setup_cell: str) -> None:
    result = run_cell(setup_cell, ROOT / "notebooks" / "zh-TW", url="file:///nowhere")
    assert result.stdout.strip() == str(ROOT / "utils" / "__init__.py")


def test_without_network_it_says_what_to_do(setup_cell: str, colab: Path, tmp_path: Path) -> None:
    result = run_cell(setup_cell, tmp_path / "content", url="file:///nowhere", colab=colab)
    last = result.stderr.strip().splitlines()[-1]
    assert last == ("RuntimeError: The course is not here; fetch it: git clone file:///nowhere")


def test_alone_outside_colab_it_names_the_repository(setup_cell: str, tmp_path: Path) -> None:
    result = run_cell(setup_cell, tmp_path / "content")
    assert result.stderr.strip().endswith(f"fetch it: git clone {repository()}")
