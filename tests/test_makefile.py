"""The Makefile: who gets which packages, and what a restriction restricts."""

from __future__ import annotations

import os
import subprocess

import pytest

from course.config import ROOT


def would_run(*words: str) -> str:
    """The commands that `make` would run in a fresh clone, not run."""
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL")}
    make = ["make", "--dry-run", "--always-make", *words]
    return subprocess.run(
        make, cwd=ROOT, env=env, check=True, capture_output=True, text=True
    ).stdout


@pytest.mark.parametrize("target", ["lab", "run"])
def test_a_student_s_commands_install_a_student_s_packages(target: str) -> None:
    commands = would_run(target)
    assert "-r requirements.txt" in commands and "-c constraints.txt" in commands
    assert "--group" not in commands


@pytest.mark.parametrize("target", ["check", "setup", "release"])
def test_authors_commands_add_the_rest_to_the_same_environment(target: str) -> None:
    commands = would_run(target)
    assert commands.index("-r requirements.txt") < commands.index("--group ci")
    assert commands.count("-m venv .venv\n") == 1


def test_pip_installs_where_uv_cannot() -> None:
    commands = would_run("lab")
    assert commands.index("/uv pip install") < commands.rindex("|| {") < commands.rindex("-m pip")


@pytest.mark.parametrize(
    "words, chapters, labs",
    [([], "", ""), (["CHAPTER=02"], "02", None), (["LAB=03"], None, "03")],
)
@pytest.mark.parametrize(
    "command", [("notebooks", "build"), ("check", "check"), ("stamp", "stamp")]
)
def test_a_command_is_restricted_to_a_chapter_or_a_lab(
    command: tuple[str, str], words: list[str], chapters: str | None, labs: str | None
) -> None:
    target, action = command
    lines = [line.rstrip() for line in would_run(target, *words).splitlines()]
    expected = {
        f".venv/bin/python -m course {action} {chapters}".rstrip(): chapters is not None,
        f".venv/bin/python -m course labs {action} {labs}".rstrip(): labs is not None,
    }
    for line, wanted in expected.items():
        assert (line in lines) == wanted, line


def test_an_old_python_is_refused_in_one_sentence() -> None:
    make = ["make", "--always-make", "PYTHON=false", "setup"]
    result = subprocess.run(make, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode
    assert "This course needs Python 3.11 or newer; name one: make PYTHON=" in result.stdout
