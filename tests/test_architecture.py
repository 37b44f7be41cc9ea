"""The architecture: who imports whom, how long a module is, where its test stands."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from course.config import ROOT, load_chapters
from course.requirements import members

# A room, and the rooms that its modules may import besides their own.
ARROWS: dict[str, set[str]] = {
    "utils": set(),
    "experiments": {"utils"},
    "labs": {"utils"},
    "labs.sources": {"utils", "labs"},
    "notebooks": {"utils", "experiments"},
    "course": {"utils", "labs"},
    "grader": set(),
    "bench": {"grader", "course", "experiments", "tests"},
    "tests": {"utils", "experiments", "labs", "course", "grader", "bench"},
    "jupyter": set(),
}
# The dependency group that must name the libraries a room imports.
GROUPS = {
    "utils": "student",
    "experiments": "student",
    "labs": "student",
    "notebooks": "student",
    "course": "author",
    "grader": "instructor",
    "bench": "instructor",
    "tests": "ci",
    ".jupyter": "student",
}
# An environment of its own (requirements-tfa.txt), in a process of its own.
ELSEWHERE = {"tensorflow_addons"}

MAX_LINES = 300
# Modules that are still longer.
TOO_LONG = {
    "experiments/runner.py",
    "grader/analysis.py",
    "grader/assignment.py",
    "grader/examiner.py",
    "grader/jail.py",
    "grader/linux.py",
    "grader/plain.py",
    "grader/standin.py",
    "grader/worker.py",
    "utils/drawings/backpropagation.py",
}
# Imports that still close a circle.
CIRCULAR = {("grader.worker", "grader.doctor")}


@cache
def modules() -> dict[str, Path]:
    """Every Python file of ours by its dotted name; a package by its folder's name."""
    found = {}
    for folder in GROUPS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts).lstrip(".")] = path
    return found


def named(path: Path) -> Iterator[str]:
    """The dotted names that a file imports, also by `import_module` with a literal."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from (str(a.value) for a in node.args[:1] if isinstance(a, ast.Constant))


@cache
def imports(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """The modules of ours and the libraries that a file imports."""
    ours, libraries = set(), set()
    for name in named(path):
        top = name.partition(".")[0]
        if top in GROUPS:
            parent = name.rpartition(".")[0]
            ours.add(name if name in modules() else parent)
        elif top not in sys.stdlib_module_names and top not in ELSEWHERE:
            libraries.add(top)
    return frozenset(ours), frozenset(libraries)


def room_of(module: str) -> str:
    """The longest name of a room that the module's name begins with."""
    return max((r for r in ARROWS if f"{module}.".startswith(f"{r}.")), key=len)


@pytest.mark.parametrize("room", ARROWS)
def test_a_room_imports_only_what_its_arrows_allow(room: str) -> None:
    for module, path in modules().items():
        if room_of(module) == room:
            entered = {room_of(m) for m in imports(path)[0]} - {room}
            assert entered <= ARROWS[room], f"{path}: {entered - ARROWS[room]}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {m: set(imports(path)[0]) - {m} for m, path in modules().items()}
    for module, imported in CIRCULAR:
        graph.get(module, set()).discard(imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' ← '.join(error.args[1])}")


@pytest.mark.parametrize("room", GROUPS)
def test_every_library_is_declared_in_the_room_s_group(room: str) -> None:
    declared = {canonicalize_name(r.name) for r in members(GROUPS[room])}
    known = packages_distributions()
    for path in modules().values():
        if path.relative_to(ROOT).parts[0] == room:
            for library in imports(path)[1]:
                names = {canonicalize_name(n) for n in known.get(library, [])}
                assert names & declared, f"{path} imports {library}: not in {GROUPS[room]}"


def test_no_module_is_too_long() -> None:
    for module, path in modules().items():
        if room_of(module) not in ("tests", "notebooks", "labs.sources"):
            name = path.relative_to(ROOT).as_posix()
            lines = len(path.read_text(encoding="utf-8").splitlines())
            assert lines <= MAX_LINES or name in TOO_LONG, f"{name}: {lines} lines"


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
