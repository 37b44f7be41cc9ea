"""`pip install ./grader`: what its list of contents says is what there is."""

from __future__ import annotations

import ast
import importlib
import re
import sys
import tomllib
from pathlib import Path

from tests.grader.runs import ROOT

PROJECT = tomllib.loads((ROOT / "grader" / "pyproject.toml").read_text())


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[ <>=;\[]", one)[0].lower() for one in requirements}


def imported(path: Path) -> set[str]:
    """Return the modules that are named in imports, those in functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_every_package_is_in_it() -> None:
    folders = {path.parent for path in (ROOT / "grader").rglob("__init__.py")}
    packages = {
        path.relative_to(ROOT).as_posix().replace("/", ".")
        for path in folders
        if "build" not in path.parts
    }
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == packages


def test_it_brings_the_courses_modules_that_it_imports() -> None:
    brought = set(PROJECT["tool"]["setuptools"]["py-modules"])
    files = [path for path in (ROOT / "grader").rglob("*.py") if "build" not in path.parts]
    files += [ROOT / "utils" / "__init__.py"]  # comes with its modules
    files += [ROOT / f"{name.replace('.', '/')}.py" for name in brought]
    used = {name for path in files for name in imported(path) if name.startswith("utils.")}
    assert {name for name in used if (ROOT / f"{name.replace('.', '/')}.py").is_file()} == brought
    assert not {name for path in files for name in imported(path)} & {"course", "labs", "tests"}


def test_it_asks_for_what_it_imports() -> None:
    asked = names(PROJECT["project"]["dependencies"])
    files = [path for path in (ROOT / "grader").rglob("*.py") if "build" not in path.parts]
    tops = {name.partition(".")[0].lower() for path in files for name in imported(path)}
    others = tops - {one.lower() for one in sys.stdlib_module_names} - {"grader", "utils"}
    assert others == asked - {"nbconvert"}  # which is imported by its name as text
    root = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    known = [one for name in ("student", "instructor") for one in root[name] if type(one) is str]
    extras = [one for more in PROJECT["project"]["optional-dependencies"].values() for one in more]
    assert set(extras) <= set(known) and asked <= names(known)


def test_its_command_is_there() -> None:
    module, _, function = PROJECT["project"]["scripts"]["grader"].partition(":")
    assert callable(getattr(importlib.import_module(module), function))
