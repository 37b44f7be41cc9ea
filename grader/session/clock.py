"""The time that a submission takes, however busy the machine is.

What counts is the time that passes, less what the submission's processes wait for a processor,
which Linux notes in /proc/PID/task/TID/schedstat. So sleeping counts, and so does waiting for
another process. Where that cannot be read (macOS, a hidden /proc) all time counts.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

# However busy the machine: at least this part of the time that passes counts.
LEAST = 0.05
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100

# Of each process: the seconds of processor time that it used, and those that its threads waited.
Usage = dict[int, tuple[float, dict[str, float]]]


class Clock:
    """A clock that stands still while the processes below another one wait for a processor."""

    def __init__(self, parent: int) -> None:
        """Start at 0; `parent` is the process whose descendants take the time."""
        self.seconds = 0.0
        self._parent = parent
        self._now = time.monotonic()
        self._usage = _usage(parent)

    def read(self) -> float:
        """Return the seconds that count so far."""
        now, usage = time.monotonic(), _usage(self._parent)
        passed, used, waited = now - self._now, 0.0, 0.0
        for pid, (cpu, waits) in usage.items():
            cpu_before, before = self._usage.get(pid, (0.0, {}))
            used += cpu - cpu_before
            # Of threads that wait at the same time one is enough.
            waited += max((waits[thread] - before.get(thread, 0.0) for thread in waits), default=0)
        # Threads that wait for each other use the processor meanwhile, and that counts.
        self.seconds += min(passed, max(used, passed - waited, LEAST * passed))
        self._now, self._usage = now, usage
        return self.seconds


def can_see_waiting() -> bool:
    """Return whether this system says how long a process waited for a processor."""
    return bool(_waits(os.getpid())) and _children(os.getpid()) is not None


def _usage(parent: int) -> Usage:
    """Return what the processes below `parent` used that have no others below them."""
    found: Usage = {}
    queue = list(_children(parent) or ())
    while queue:
        pid = queue.pop()
        below = _children(pid)
        queue += below or ()
        if not below:  # a supervisor waits beside its student's process, not in its way
            found[pid] = (_cpu(pid), _waits(pid))
    return found


def _children(pid: int) -> list[int] | None:
    """Return the processes that a process started, None where that cannot be read."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return None
    return [int(word) for word in text.split()]


def _cpu(pid: int) -> float:
    """Return the processor time of a process, with that of threads that are gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    user, system = text.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / _TICKS


def _waits(pid: int) -> dict[str, float]:
    """Return how long each thread of a process waited for a processor."""
    found = {}
    with suppress(OSError):  # a thread that ended meanwhile, or no /proc
        for thread in Path(f"/proc/{pid}/task").iterdir():
            waited = (thread / "schedstat").read_text().split()[1]
            found[thread.name] = int(waited) / 1e9
    return found
