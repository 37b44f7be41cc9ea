"""Make requirements.txt and constraints.txt from the dependency groups in pyproject.toml.

`make requirements` runs this. requirements.txt holds the ranges of the `student` group,
for Colab and for pip; constraints.txt one exact version of every package of every group.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from packaging.dependency_groups import resolve_dependency_groups
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course.command_line import command_line
from course.config import ROOT, CourseError
from utils.files import write_whole

# The group that holds all others.
EVERYTHING = "ci"

_REQUIREMENTS = """\
# What a student needs. Made by `make requirements` from pyproject.toml (group student).
# Ranges, so that Colab's preinstalled packages fit; constraints.txt has what was tested.
"""
_CONSTRAINTS = """\
# Made by `make requirements` from pyproject.toml (all groups; {digest}).
# The exact versions that were tested on Python 3.11, 3.12 and 3.13, for every platform.
"""


def read_groups(root: Path = ROOT) -> dict[str, Any]:
    """Read the table of dependency groups from `pyproject.toml`."""
    table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    groups: dict[str, Any] = table["dependency-groups"]
    return groups


def members(group: str, root: Path = ROOT) -> list[Requirement]:
    """List what a group requires, its included groups too, each line once."""
    lines = dict.fromkeys(resolve_dependency_groups(read_groups(root), group))
    return [Requirement(line) for line in lines]


def requirements_text(root: Path = ROOT) -> str:
    """Write out what `requirements.txt` must say."""
    return _REQUIREMENTS + "".join(f"{requirement}\n" for requirement in members("student", root))


def pins(text: str) -> dict[str, set[str]]:
    """Collect the pinned versions of each package in the text of `constraints.txt`."""
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            (specifier,) = requirement.specifier
            found.setdefault(canonicalize_name(requirement.name), set()).add(specifier.version)
    return found


def problems(root: Path = ROOT) -> list[str]:
    """Say what is stale in the two files; needs no network."""
    found = []
    if (root / "requirements.txt").read_text(encoding="utf-8") != requirements_text(root):
        found.append("requirements.txt is not what pyproject.toml says")
    constraints = (root / "constraints.txt").read_text(encoding="utf-8")
    if _digest(root) not in constraints:
        found.append("constraints.txt was made from other dependency groups")
    pinned = pins(constraints)
    for requirement in members(EVERYTHING, root):
        versions = pinned.get(canonicalize_name(requirement.name))
        if not versions or not all(map(requirement.specifier.contains, versions)):
            found.append(f"constraints.txt does not pin a version that {requirement} admits")
    return [f"{problem}; run: make requirements" for problem in found]


def make(root: Path = ROOT, *, newest: bool = False) -> None:
    """Write both files; a pin that the groups still admit stays, unless `newest`.

    Raises:
        CourseError: uv found no versions that fit together.
    """
    constraints = root / "constraints.txt"
    with tempfile.TemporaryDirectory() as folder:
        resolved = Path(folder) / constraints.name
        if not newest:
            resolved.write_bytes(constraints.read_bytes())
        # One version for all Pythons ("fewest"), so that all of them print the same numbers.
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal",
                   "--group", f"pyproject.toml:{EVERYTHING}", "--python-version", "3.11",
                   "--fork-strategy", "fewest", "--no-header", "--no-annotate",
                   "--output-file", str(resolved)]  # fmt: skip
        result = subprocess.run(command, cwd=root, capture_output=True, text=True)
        if result.returncode:
            raise CourseError(f"uv found no versions that fit together: {result.stderr.strip()}")
        text = resolved.read_text(encoding="utf-8")
    write_whole(constraints, _CONSTRAINTS.format(digest=_digest(root)) + text)
    write_whole(root / "requirements.txt", requirements_text(root))


def _digest(root: Path) -> str:
    return hashlib.sha256(json.dumps(read_groups(root)).encode()).hexdigest()[:16]


@command_line
def main(arguments: list[str]) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m course.requirements", description=__doc__)
    parser.add_argument("--newest", action="store_true", help="move every pin to the newest")
    make(newest=parser.parse_args(arguments).newest)


if __name__ == "__main__":
    sys.exit(main())
