"""Commands whose running time is promised."""

from __future__ import annotations

import resource
import subprocess
from pathlib import Path

# A minute on two cores, which are hardly ever both busy.
A_MINUTE = 60 * 1.5


def processor_seconds(command: list[str], folder: Path) -> float:
    """Run a command that must succeed and return the processor time that it took.

    Processor time, so that other work on the machine does not count. That of a kernel is in it.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
