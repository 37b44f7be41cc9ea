"""The level of isolation that is found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from grader.sandbox import landlock
from grader.session import doctor


def test_the_level_is_what_this_machine_can_do(finding: doctor.Finding) -> None:
    """An independent try with the program unshare: where it works, the level must be 3."""
    program = shutil.which("unshare")
    words = ["--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--mount-proc", "true"]
    user = [] if os.getuid() == 0 else ["--user", "--map-current-user"]
    works = program is not None and not subprocess.run([program, *user, *words]).returncode
    if works and landlock.landlock_abi() >= landlock.LANDLOCK_NEEDED:
        assert finding.level == 3, finding
    assert finding.level >= doctor.SAFE_LEVEL and all(finding.trials.values())


# The standard library is imported before it could miss its own modules for Windows.
WINDOWS = """
import asyncio, concurrent.futures, multiprocessing.connection, subprocess, sys, tempfile, zoneinfo
sys.modules |= dict.fromkeys(["fcntl", "resource", "pwd", "grp", "termios"])
sys.platform = "win32"
from grader.__main__ import main
sys.exit(main(["doctor"]))
"""


def test_windows_gets_a_sentence() -> None:
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", WINDOWS]
    found = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == (
        "grader: Windows cannot fork or confine processes; use WSL or a Linux machine\n"
    )
