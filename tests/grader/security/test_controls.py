"""Positive controls: each attack is seen to succeed once the wall that it attacks is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.grader.security.attacking import SECRET
from tests.grader.security.attacks import ATTACKS
from tests.grader.security.controls import NO_ATTACKS
from tests.grader.security.machine import run_in_machine


@pytest.fixture(scope="module")
def why_not() -> dict[str, str]:
    """Why an attack is none, by name; empty where it succeeds."""
    if run_in_machine(lambda say: say("here"), 10).get("lines") != ["here"]:
        pytest.skip("no machine to throw away can be made here")
    done = subprocess.run(
        [sys.executable, "-m", "tests.grader.security.controls"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        env=os.environ | {"GRADER_SECRET": SECRET, "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(line) for line in done.stdout.splitlines())


pytestmark = pytest.mark.proof


# A user's own machine to throw away has the files of root, and cannot write to them.
NEED_ROOT = {
    *("writing: site-packages", "writing: a module beside numpy", "writing: start-up files"),
    *("escape: name look-up", "escape: becoming somebody else"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_the_attack_succeeds_without_walls(name: str, why_not: dict[str, str]) -> None:
    if os.getuid() != 0 and name in NEED_ROOT:
        pytest.skip("only root can undo what guards these files")
    assert why_not[name] == ""


@pytest.mark.parametrize("name", NO_ATTACKS)
def test_what_does_not_run_is_no_attack(name: str, why_not: dict[str, str]) -> None:
    assert why_not[name] != ""
