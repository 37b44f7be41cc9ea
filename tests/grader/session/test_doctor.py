"""The level of isolation that is found."""

from __future__ import annotations

import os
import shutil
import subprocess

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
