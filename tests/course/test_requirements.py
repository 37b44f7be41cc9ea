"""Versions: the two files that pip reads are what the dependency groups say."""

from __future__ import annotations

import contextlib
import shutil
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from course import requirements
from course.config import ROOT, CourseError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with the project's three files of versions, free to be changed."""
    for name in ("pyproject.toml", "requirements.txt", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_both_files_are_current() -> None:
    assert requirements.problems() == []


def test_a_changed_group_makes_both_files_stale(root: Path) -> None:
    change(root / "pyproject.toml", '"scipy>=', '"scipy>=1.14,>=')
    assert requirements.problems(root) == [
        "requirements.txt is not what pyproject.toml says; run: make requirements",
        "constraints.txt was made from other dependency groups; run: make requirements",
    ]


@pytest.mark.parametrize("line", ["numpy==0.1", ""])
def test_a_pin_changed_or_lost_by_hand_is_named(root: Path, line: str) -> None:
    pin = requirements.pins((root / "constraints.txt").read_text())["numpy"].pop()
    change(root / "constraints.txt", f"\nnumpy=={pin}\n", f"\n{line}\n")
    (problem,) = requirements.problems(root)
    assert problem.startswith("constraints.txt does not pin a version that numpy>=")


def test_groups_hold_each_other() -> None:
    names = {g: {r.name for r in requirements.members(g)} for g in requirements.read_groups()}
    assert names["student"] < names["author"] < names["ci"]
    assert names["student"] < names["instructor"] < names["ci"]


def test_a_student_gets_no_tools_of_authors_or_instructors() -> None:
    names = {r.name for r in requirements.members("student")}
    assert not names & {"nbgrader", "distributed", "mypy", "ruff", "pytest", "jupytext", "jupyter"}


def test_versions_that_do_not_fit_end_in_one_sentence(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "empty"))
    before = (root / "constraints.txt").read_bytes()
    with pytest.raises(CourseError, match="uv found no versions that fit together"):
        requirements.make(root)
    assert (root / "constraints.txt").read_bytes() == before


@pytest.mark.pins
def test_the_pinned_versions_are_installed() -> None:
    pinned = requirements.pins((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    for requirement in requirements.members(requirements.EVERYTHING):
        if requirement.marker is None or requirement.marker.evaluate():
            assert version(requirement.name) in pinned[canonicalize_name(requirement.name)]


def test_the_pins_admit_the_first_python_that_the_readme_admits() -> None:
    """A pin of a package that wants 3.11.5 once made `make lab` fail on Debian's 3.11.2."""
    first = {"python_version": "3.11", "python_full_version": "3.11.0"}
    checked = 0
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        requirement = Requirement(line) if not line.startswith("#") else None
        if requirement is None or (requirement.marker and not requirement.marker.evaluate(first)):
            continue
        with contextlib.suppress(PackageNotFoundError):
            found = distribution(requirement.name)
            if requirement.specifier.contains(found.version):
                wanted = "Requires-Python" in found.metadata and found.metadata["Requires-Python"]
                python = SpecifierSet(wanted or "")
                assert python.contains("3.11.0"), f"{line} needs Python {python}"
                checked += 1
    assert checked > 100
