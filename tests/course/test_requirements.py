"""Versions: the two files that pip reads are what the dependency groups say."""

from __future__ import annotations

import contextlib
import shutil
import zipfile
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


def test_all_pins_of_a_package_are_held_to_its_range(small: Path) -> None:
    """A package may have one version for each platform."""
    pins = "One==1.0 ; sys_platform == 'linux'\none==7.0 ; sys_platform != 'linux'\n\n# one==8\n"
    assert requirements.pins(pins) == {"one": {"1.0", "7.0"}}
    change(small / "pyproject.toml", '"one"', '"one<7"')
    (small / "constraints.txt").write_text(pins, encoding="utf-8")
    (small / "requirements.txt").write_text(requirements.requirements_text(small))
    assert [p.partition(";")[0] for p in requirements.problems(small)] == [
        "constraints.txt was made from other dependency groups",
        "constraints.txt does not pin a version that one<7 admits",
        "constraints.txt does not pin a version that other",
    ]


def test_groups_hold_each_other() -> None:
    names = {g: {r.name for r in requirements.members(g)} for g in requirements.read_groups()}
    assert names["student"] < names["author"] < names["ci"]
    assert names["student"] < names["instructor"] < names["ci"]


def test_a_student_gets_no_tools_of_authors_or_instructors() -> None:
    names = {r.name for r in requirements.members("student")}
    assert not names & {"nbgrader", "distributed", "mypy", "ruff", "pytest", "jupytext", "jupyter"}


PROJECT = """\
[project]
name = "small"
version = "1"
requires-python = ">=3.11"

[dependency-groups]
student = ["one"]
ci = [{ include-group = "student" }, "other; sys_platform == 'win32'"]

[tool.uv.pip]
no-index = true
find-links = ["wheels"]
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two packages, whose only index is a folder of wheels."""
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "constraints.txt").write_text("one==1.0\n", encoding="utf-8")
    (tmp_path / "wheels").mkdir()
    for name, number, python in (
        ("one", "1.0", ">=3.11"),
        ("one", "1.5", ">=3.11"),
        ("one", "2.0", ">=3.12"),
        ("other", "3.0", ">=3.11"),
    ):
        about = (
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\nRequires-Python: {python}\n"
        )
        tag = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        with zipfile.ZipFile(tmp_path / f"wheels/{name}-{number}-py3-none-any.whl", "w") as wheel:
            for file, text in (("METADATA", about), ("WHEEL", tag), ("RECORD", "")):
                wheel.writestr(f"{name}-{number}.dist-info/{file}", text)
    return tmp_path


def test_both_files_are_made_and_a_pin_moves_only_where_that_is_asked(small: Path) -> None:
    def made(**options: bool) -> tuple[list[str], list[str]]:
        requirements.make(small, **options)
        assert requirements.problems(small) == []
        texts = [(small / f"{n}.txt").read_text("utf-8") for n in ("requirements", "constraints")]
        required, pinned = ([x for x in t.splitlines() if x[0] != "#"] for t in texts)
        return required, pinned

    # A pin for every platform, not only this one.
    elsewhere = "other==3.0 ; sys_platform == 'win32'"
    assert made() == (["one"], ["one==1.0", elsewhere])
    # The newest that all Pythons can have, so not 2.0.
    assert made(newest=True) == (["one"], ["one==1.5", elsewhere])


@pytest.mark.parametrize(("words", "newest"), [([], False), (["--newest"], True)])
def test_the_command_makes_them(
    words: list[str], newest: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(requirements, "make", lambda **options: asked.append(options))
    assert requirements.main(words) == 0
    assert asked == [{"newest": newest}]


def test_versions_that_do_not_fit_end_in_one_sentence(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "empty"))
    before = (root / "constraints.txt").read_bytes()
    with pytest.raises(CourseError, match="uv found no versions that fit together") as error:
        requirements.make(root)
    assert "together: b'" not in str(error.value)
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
