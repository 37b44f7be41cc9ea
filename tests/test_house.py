"""The house rules: who imports whom, and that what the READMEs say is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from course.config import ROOT, load_chapters

FORBIDDEN = {
    "utils": {"course", "experiments", "grader", "tests"},
    "course": {"grader", "tests"},
    "experiments": {"course", "grader", "tests"},
    "grader": {"course", "tests"},
    "notebooks": {"course", "grader", "tests"},
}


def imports(path: Path) -> set[str]:
    """Top-level packages that a Python file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("folder", sorted(FORBIDDEN))
def test_who_imports_whom(folder: str) -> None:
    for path in (ROOT / folder).glob("**/*.py"):
        assert not imports(path) & FORBIDDEN[folder], path


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):.*## ", makefile, re.M))


@pytest.mark.parametrize("name", ["README.md", "README.zh-TW.md", "CONTRIBUTING.md"])
def test_documents_name_only_what_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for command in re.findall(r"`make ([a-z]+)", text):
        assert command in targets(), command
    for link in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text):
        assert (ROOT / link).exists(), link


@pytest.mark.parametrize("name", ["README.md", "README.zh-TW.md"])
def test_readmes_list_every_chapter(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for chapter in load_chapters():
        language = "en" if name == "README.md" else "zh-TW"
        link = chapter.notebook(language).relative_to(ROOT).as_posix()
        assert f"[{chapter.heading(language)}]({link})" in text


def test_every_source_is_a_chapter() -> None:
    sources = {p.stem for p in (ROOT / "notebooks/sources").glob("[0-9]*.py")}
    assert sources == {c.name for c in load_chapters()}


def test_every_notebook_is_a_chapter() -> None:
    names = {c.name for c in load_chapters()}
    for folder in ("notebooks", "notebooks/zh-TW"):
        assert {p.stem for p in (ROOT / folder).glob("*.ipynb")} == names


def test_constraints_pin_every_requirement() -> None:
    pinned = set(re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "constraints.txt").read_text(), re.M))
    normal = {name.lower().replace("_", "-") for name in pinned}
    for file in ("requirements.txt", "requirements-dev.txt"):
        for name in re.findall(r"^([A-Za-z0-9_.-]+)(?=[>\n])", (ROOT / file).read_text(), re.M):
            assert name.lower().replace("_", "-") in normal, name
