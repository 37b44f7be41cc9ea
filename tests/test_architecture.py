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
    "utils": {"utils.nn", "utils.plotting"},
    "utils.nn": {"utils"},
    "utils.plotting": {"utils"},
    "utils.drawings": {"utils", "utils.nn", "utils.plotting"},
    "experiments": {"utils", "utils.nn"},
    "labs": {"utils", "utils.nn"},
    "labs.sources": {"utils", "utils.nn", "utils.plotting", "labs"},
    "notebooks": {"utils", "utils.nn", "utils.plotting", "utils.drawings", "experiments"},
    "course": {"utils"},
    "course.__main__": {"course", "course.chapters", "course.labs"},
    "course.book": {"course", "course.chapters", "course.labs", "experiments", "utils"},
    "course.chapters": {"course", "utils", "utils.plotting", "grader.notebook"},
    "course.labs": {
        *("course", "course.chapters", "labs", "utils"),
        *("grader", "grader.notebook", "grader.sandbox", "grader.session", "grader.outputs"),
    },
    "grader": set(),  # __init__.py, which names what can be imported from Python
    "grader.notebook": set(),
    "grader.sandbox": set(),
    "grader.protocol": set(),
    "grader.records": {"grader", "grader.notebook", "grader.sandbox"},
    "grader.submissions": {"grader.notebook"},
    "grader.processes": {"grader.notebook", "grader.protocol", "grader.sandbox"},
    "grader.session": {
        *("grader.notebook", "grader.protocol", "grader.sandbox"),
        *("grader.processes", "grader.records"),
    },
    "grader.outputs": {"grader.notebook", "grader.records", "grader.submissions", "utils"},
    "grader.engine": {
        *("grader", "grader.notebook", "grader.sandbox", "grader.records"),
        *("grader.submissions", "grader.session", "grader.outputs"),
    },
    "grader.check": {"grader.notebook", "grader.outputs", "grader.processes"},
    "grader.similar": {"grader.notebook", "grader.submissions"},
    "grader.several": {"grader.engine", "grader.notebook", "grader.outputs", "grader.records"},
    "grader.options": {"grader.outputs", "grader.sandbox", "grader.session"},
    "grader.__main__": {
        *(
            "grader.check",
            "grader.engine",
            "grader.options",
            "grader.several",
            "grader.similar",
            "grader.notebook",
            "grader.sandbox",
            "grader.records",
        ),
        *("grader.submissions", "grader.session", "grader.outputs"),
    },
    "bench": {"grader", "grader.sandbox", "grader.outputs", "experiments", "tests"},
    "jupyter": set(),
    # "tests" may import everything.
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
# Modules that need more, ask for it when they are used and say what to install.
OPTIONAL = {"experiments.cluster": "instructor"}
# An environment of its own (requirements-tfa.txt), in a process of its own.
ELSEWHERE = {"tensorflow_addons"}

MAX_LINES = 300
# Modules, and rooms, whose tests stand elsewhere because nothing smaller can be run.
TESTED_BY = {
    "course.book": "tests/course/book/test_build.py",
    "course.chapters.preload": "tests/course/chapters/test_falsify.py",
    "experiments": "tests/experiments/test_records.py",  # a script beside what it recorded
    "grader.notebook.harmless": "tests/grader/notebook/test_reach.py",
    "grader.outputs.text": "tests/grader/outputs/test_tables.py",
    "grader.processes": "tests/grader/test_honest_submissions.py",  # they talk to each other
    "grader.protocol": "tests/grader/protocol/test_remote.py",
    "grader.sandbox": "tests/grader/security/test_escapes.py",  # by trying to get out
    "grader.session": "tests/grader/session/test_submission.py",
    "grader.submissions": "tests/grader/submissions/test_zips.py",
    "utils.arrays": "tests/utils/test_package.py",  # names of types: imported, no more
}
WITHOUT_TESTS = {"tests", "notebooks", "labs.sources", "jupyter"}


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
    """The longest name of a room that the module's name begins with; its folder if none."""
    rooms = (r for r in ARROWS if f"{module}.".startswith(f"{r}."))
    return max(rooms, key=len, default=module.partition(".")[0])


@pytest.mark.parametrize("room", ARROWS)
def test_a_room_imports_only_what_its_arrows_allow(room: str) -> None:
    for module, path in modules().items():
        if room_of(module) == room:
            entered = {room_of(m) for m in imports(path)[0]} - {room}
            assert entered <= ARROWS[room], f"{path}: {entered - ARROWS[room]}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {m: set(imports(path)[0]) - {m} for m, path in modules().items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' ← '.join(error.args[1])}")


@pytest.mark.parametrize("room", GROUPS)
def test_every_library_is_declared_in_the_room_s_group(room: str) -> None:
    known = packages_distributions()
    for module, path in modules().items():
        if path.relative_to(ROOT).parts[0] == room:
            group = OPTIONAL.get(module, GROUPS[room])
            declared = {canonicalize_name(r.name) for r in members(group)}
            for library in imports(path)[1]:
                names = {canonicalize_name(n) for n in known.get(library, [])}
                assert names & declared, f"{path} imports {library}: not in {group}"


def test_make_run_needs_no_more_than_a_student_has() -> None:
    declared = {canonicalize_name(r.name) for r in members("student")}
    reached, todo = set(), ["course.chapters.run"]
    while todo:
        module = todo.pop()
        reached.add(module)
        todo += {m for m in imports(modules()[module])[0] if m not in reached}
    libraries = {library for m in reached for library in imports(modules()[m])[1]}
    assert "nbclient" in libraries
    for library in libraries:
        assert {canonicalize_name(n) for n in packages_distributions()[library]} & declared, library


def test_no_module_is_too_long() -> None:
    for module, path in modules().items():
        if room_of(module) not in ("notebooks", "labs.sources"):
            name = path.relative_to(ROOT).as_posix()
            lines = len(path.read_text(encoding="utf-8").splitlines())
            assert lines <= MAX_LINES, f"{name}: {lines} lines"


def test_a_module_is_tested_where_its_name_says() -> None:
    for module, path in modules().items():
        room, _, name = module.rpartition(".")
        if path.name.startswith("__") or room_of(module) in WITHOUT_TESTS:
            continue
        own = f"tests/{room.replace('.', '/')}/test_{name.lstrip('_')}.py"
        test = own if (ROOT / own).exists() else TESTED_BY.get(module) or TESTED_BY.get(room)
        assert test and (ROOT / test).exists(), f"{module} has no {own}"


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):.*## ", makefile, re.M))


@pytest.mark.parametrize(
    "name", ["README.md", "README.zh-TW.md", "CONTRIBUTING.md", "CONTRIBUTING.zh-TW.md"]
)
def test_documents_name_only_what_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for command in re.findall(r"(?:^|`)make ([a-z-]+)", text, re.M):
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


@pytest.mark.parametrize(
    ("name", "promises"),
    [
        ("README.md", [r"Chapters 1 to (\d) settle all", r"In chapters 1 to (\d) every assertion"]),
        ("README.zh-TW.md", [r"第 1 到第 (\d) 章已全部查核", r"第 1 到第 (\d) 章中，每個支撐主張"]),
    ],
)
def test_readmes_promise_only_whole_chapters(name: str, promises: list[str]) -> None:
    """Those of the second edition settle their slides' statements and have planted mistakes."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for promise in promises:
        (last,) = re.findall(promise, text)
        assert all(c.edition == 2 for c in load_chapters() if c.number <= int(last)), promise


def test_every_source_is_a_chapter() -> None:
    sources = {p.stem for p in (ROOT / "notebooks/sources").glob("[0-9]*.py")}
    assert sources == {c.name for c in load_chapters()}


def test_every_notebook_is_a_chapter() -> None:
    names = {c.name for c in load_chapters()}
    for folder in ("notebooks", "notebooks/zh-TW"):
        assert {p.stem for p in (ROOT / folder).glob("*.ipynb")} == names
