"""Finding an assignment."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.notebook.assignment import AssignmentError, find
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
