"""The limits of a process."""

from __future__ import annotations

import os
import re
import resource
import threading
from pathlib import Path

import pytest

from grader.sandbox import limits
from tests.grader.sandbox.children import in_child

SET = """
import resource
from grader.sandbox.limits import Limits, set_rlimits
for name in missing:
    delattr(resource, f"RLIMIT_{name}")
if lowered:
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowered, lowered))
set_rlimits(Limits(memory_mb=100, cpu_seconds=7, file_mb=3, threads=9, open_files=60), 2**45,
    count_threads=count)
names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
found = {name[7:]: resource.getrlimit(getattr(resource, name)) for name in names}
"""


@pytest.mark.parametrize("count", [False, True])
def test_each_limit_is_set_for_good(count: bool) -> None:
    found = in_child(SET, lowered=0, missing=(), count=count)
    wanted = {"CPU": 7, "FSIZE": 3 * 2**20, "NOFILE": 60, "CORE": 0, "MEMLOCK": 0, "MSGQUEUE": 0}
    wanted |= {"AS": 2**45 + 100 * 2**20, "SIGPENDING": 1024}
    wanted |= {"NPROC": 9} if count else {}
    assert {name: found[name] for name in wanted} == {name: [n, n] for name, n in wanted.items()}
    assert count or found["NPROC"] != [9, 9]


def test_a_limit_that_is_lower_already_stays() -> None:
    assert in_child(SET, lowered=20, missing=(), count=False)["NOFILE"] == [20, 20]


def test_a_limit_that_the_system_does_not_know_is_left_out() -> None:
    found = in_child(SET, lowered=0, missing=("AS", "SIGPENDING"), count=True)
    assert "AS" not in found and found["NPROC"] == [9, 9]


def test_the_size_of_the_address_space_is_the_kernels() -> None:
    status = Path("/proc/self/status").read_text()
    size = int(re.findall(r"VmSize:\s+(\d+) kB", status)[0]) * 1024
    assert abs(limits.mapped_bytes() - size) < 2**20


def test_the_size_of_the_address_space_is_told_in_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "statm"
    monkeypatch.setattr(limits, "Path", lambda path: told if path == "/proc/self/statm" else path)
    assert limits.mapped_bytes() == 2 * 2**30  # without /proc
    told.write_text("300 20 10 1 0 5 0\n")
    assert limits.mapped_bytes() == 300 * resource.getpagesize()


def test_threads_are_counted() -> None:
    before = limits.threads_of(os.getpid())
    end = threading.Event()
    threads = [threading.Thread(target=end.wait) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert limits.threads_of(os.getpid()) == before + 3
    end.set()
    for thread in threads:
        thread.join()
    assert limits.threads_of(2**22 + 1) == 0  # above the largest number of a process
