"""What one submission may use, as limits of its process."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

if sys.platform != "win32":  # where `doctor` says what to do instead
    import resource

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """What one submission may use."""

    memory_mb: int = 3072
    question_seconds: float = 60.0
    notebook_seconds: float = 600.0
    cpu_seconds: int = 600
    disk_mb: int = 256
    file_mb: int = 64
    output_chars: int = 20_000
    threads: int = 256
    open_files: int = 256


def set_rlimits(limits: Limits, mapped: int, *, count_threads: bool) -> None:
    """Set the limits of this process; memory is counted on top of the `mapped` bytes."""
    wanted = {
        "AS": mapped + limits.memory_mb * MIB,
        "CPU": limits.cpu_seconds,
        "FSIZE": limits.file_mb * MIB,
        "NOFILE": limits.open_files,
        "CORE": 0,
        "MEMLOCK": 0,
        "MSGQUEUE": 0,
        # Timers and queued signals lie in the kernel.
        "SIGPENDING": 1024,
    }
    if count_threads:
        wanted["NPROC"] = limits.threads
    for name, value in wanted.items():
        number = getattr(resource, f"RLIMIT_{name}", None)
        if number is not None:
            hard = resource.getrlimit(number)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(number, (value, value))


def mapped_bytes() -> int:
    """Return the size of this process's address space."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 2048 * MIB
    return pages * resource.getpagesize()


def threads_of(pid: int) -> int:
    """Return the number of a process's threads, 0 where it cannot be seen."""
    try:
        return len(os.listdir(f"/proc/{pid}/task"))
    except OSError:
        return 0
