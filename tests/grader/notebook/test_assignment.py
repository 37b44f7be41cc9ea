"""Finding an assignment."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.notebook.assignment import AssignmentError, find, find_all, load
from tests.grader import samples


def test_a_lab_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = samples.write_assignment("target", tmp_path / "build/nbgrader/source/target")
    (tmp_path / "labs").mkdir()
    released = samples.as_bytes(samples.submission(samples.instructor("target"), {}))
    (tmp_path / "labs" / "target.ipynb").write_bytes(released)
    (tmp_path / "labs" / "tar_broken.ipynb").write_bytes(b"no notebook")
    monkeypatch.chdir(tmp_path)
    assert find("target").resolve() == find("tar").resolve() == path
    with pytest.raises(AssignmentError, match="make nbgrader"):
        find("other")
    samples.write_assignment("target", tmp_path / "source/target2")
    with pytest.raises(AssignmentError, match="found: "):
        find("target")


def test_a_lab_is_found_by_its_number_and_an_assignment_by_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = samples.as_bytes(samples.instructor("target"))
    for name in ("lab03_x/lab03_x", "lab13_y/lab13_y", "ps1/problem1", "ps1/problem2"):
        path = tmp_path / "source" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    monkeypatch.chdir(tmp_path)
    assert find("03").stem == find("source/lab03_x").stem == find("lab03_x").stem == "lab03_x"
    for name in ("ps1", "source/ps1"):
        assert [path.stem for path in find_all(name)] == ["problem1", "problem2"]
        with pytest.raises(AssignmentError, match="problem1"):
            find(name)
    with pytest.raises(AssignmentError, match="found: none"):
        find("source")


def test_a_notebook_with_only_manual_questions_is_an_assignment(tmp_path: Path) -> None:
    marks = {"grade_id": "essay", "grade": True, "solution": True, "points": 3}
    raw = samples.notebook([samples.cell("Why?", "markdown", **marks)])
    (tmp_path / "essay.ipynb").write_bytes(samples.as_bytes(raw))
    assert load(tmp_path / "essay.ipynb", tmp_path / "scratch").points == {"essay": 3.0}
    plain = samples.as_bytes(samples.notebook([samples.cell("x = 1")]))
    (tmp_path / "plain.ipynb").write_bytes(plain)
    with pytest.raises(AssignmentError, match="no cell with points"):
        load(tmp_path / "plain.ipynb", tmp_path / "scratch")
