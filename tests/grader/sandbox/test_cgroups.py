"""Control groups: where they can be made, whether their limits hold, and that none is left."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox import cgroups
from grader.sandbox.limits import MIB
from grader.session import doctor

NEEDS_GROUPS = pytest.mark.skipif(not cgroups.held(), reason="no control groups for this user")
BOTH = "cpu io memory pids"


@pytest.fixture(autouse=True)
def fresh_parents() -> Iterator[None]:
    cgroups.parents.cache_clear()
    yield
    cgroups.parents.cache_clear()


def machine(
    folder: Path, monkeypatch: pytest.MonkeyPatch, groups: dict[str, str], own: dict[str, str]
) -> None:
    """Pretend that the hierarchy of version 2 lies in `folder`: groups with what they hand down."""
    for name, handed in groups.items():
        group = folder / name
        group.mkdir(parents=True, exist_ok=True)
        (group / "cgroup.procs").touch()
        (group / "cgroup.subtree_control").write_text(handed + "\n")
    monkeypatch.setattr(cgroups, "_mounts", lambda: {"": ("/", str(folder))})
    monkeypatch.setattr(cgroups, "_own", lambda: own)


def test_the_nearest_group_that_hands_limits_down_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = {"": BOTH, "user": BOTH, "user/app": "memory pids", "user/app/run": "", "other": BOTH}
    machine(tmp_path, monkeypatch, groups, {"": "/user/app/run"})
    assert cgroups.parents() == (str(tmp_path / "user/app"),)


def test_one_controller_is_not_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine(tmp_path, monkeypatch, {"": "cpu memory", "a": "pids"}, {"": "/a"})
    assert cgroups.parents() == ()


def test_without_a_hierarchy_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroups, "_mounts", dict)
    assert cgroups.parents() == ()


def test_folders_that_are_no_control_groups_do_not_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A place that takes the files and limits nothing is found out by the trial."""
    machine(tmp_path, monkeypatch, {"": BOTH}, {"": "/"})
    assert cgroups.parents() == (str(tmp_path),)
    assert not cgroups.held.__wrapped__()
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def in_group(group: cgroups.Group, code: str) -> subprocess.Popen[str]:
    enter = "import sys\nfor p in sys.argv[1:]:\n    open(p, 'w').write('0')\n"
    command = [sys.executable, "-I", "-c", enter + code, *group.paths()]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@NEEDS_GROUPS
def test_memory_in_files_and_processes_counts_together() -> None:
    """Four processes of 40 MiB each: none is above the limit, all together are."""
    code = "import os, time\n[os.fork() for _ in range(2)]\nb = b'x' * (40 << 20)\ntime.sleep(60)"
    group = cgroups.Group(cgroups.parents(), memory=100 * MIB, threads=100)
    try:
        process = in_group(group, code)
        end = time.monotonic() + 30
        while not group.out_of_memory() and time.monotonic() < end:
            time.sleep(0.05)
        assert group.out_of_memory()
    finally:
        group.close()
        process.kill()
        process.communicate()


@NEEDS_GROUPS
def test_the_end_of_a_group_is_the_end_of_all_in_it() -> None:
    group = cgroups.Group(cgroups.parents(), memory=200 * MIB, threads=100)
    process = in_group(group, "import os, time\nprint(os.fork(), flush=True)\ntime.sleep(600)")
    assert process.stdout is not None
    pids = [int(process.stdout.readline()), int(process.stdout.readline())]
    child = max(pids)
    assert not group.out_of_memory()
    group.close()
    assert process.wait(10) == -9
    process.communicate()
    # The child's parent is gone: it may stay as a zombie of whoever inherits it.
    stat = Path("/proc", str(child), "stat")
    assert not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"
    left = [Path(folder, group.name) for folder in cgroups.parents()]
    assert not any(path.exists() for path in left)


@NEEDS_GROUPS
def test_groups_of_a_killed_grader_are_removed() -> None:
    code = (
        "import os, signal; from grader.sandbox import cgroups\n"
        "group = cgroups.Group(cgroups.parents(), memory=10**9, threads=100)\n"
        "print(group.name, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    left = [Path(folder, done.stdout.strip()) for folder in cgroups.parents()]
    living = cgroups.Group(cgroups.parents(), memory=10**9, threads=100)
    try:
        assert done.returncode == -9 and all(path.exists() for path in left)
        cgroups.sweep()
        assert not any(path.exists() for path in left)
        assert all(Path(folder, living.name).exists() for folder in cgroups.parents())
    finally:
        living.close()


@NEEDS_GROUPS
def test_the_best_plan_has_them(finding: doctor.Finding) -> None:
    assert finding.plan.cgroups and "cgroups" in finding.plan.layers()


@pytest.mark.parametrize(
    "line",
    [
        r"530 529 0:88 / /Docker/host rw - 9p drvfs rw,path=C:\Program Files\Docker;uid=0",
        "531 529 0:89 / /mnt/empty rw - tmpfs  rw,size=4k",
    ],
)
def test_mounts_with_blanks_harm_nothing(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Docker Desktop leaves such lines in WSL."""
    table = tmp_path / "mountinfo"
    table.write_text(f"{line}\n29 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n")
    monkeypatch.setattr(cgroups, "Path", lambda *parts: table)
    assert cgroups._mounts() == {"": ("/", "/sys/fs/cgroup")}
