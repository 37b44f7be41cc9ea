"""Ending process trees and removing folders."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox import cleanup
from tests.grader.sandbox.children import in_child

# Two children in sessions of their own, each with a child; all have a name that reads like numbers.
TREE = """
import os, time
with open("/proc/self/comm", "w") as name:
    name.write("odd) S 1 (")
for _ in range(2):
    if os.fork() == 0:
        os.setsid()
        os.fork()
        break
os.write(1, b"%d\\n" % os.getpid())  # in one piece, beside the others
time.sleep(600)
"""


def test_descendants_are_found_in_other_sessions_too(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = os.listdir
    ended = f"{2**30}"  # since they were listed
    monkeypatch.setattr(os, "listdir", lambda path: [ended, *listed(path)])
    tree = subprocess.Popen([sys.executable, "-c", TREE], stdout=subprocess.PIPE, text=True)
    assert tree.stdout is not None
    pids = {int(tree.stdout.readline()) for _ in range(5)}
    try:
        assert {tree.pid, *cleanup.descendants(tree.pid)} == pids
        assert pids <= set(cleanup.descendants(os.getpid()))
    finally:
        for pid in pids:
            os.kill(pid, 9)
        tree.communicate()


KILL = """
import os, signal, time
from grader.sandbox import cleanup, linux
linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
reading, writing = os.pipe()
student = os.fork()
if student == 0:
    for _ in range(3):  # each leaves the session of its parent, which ends
        if os.fork():
            os._exit(0) if os.getpid() != student else time.sleep(60)
        os.setsid()
    os.write(writing, b"x")
    time.sleep(60)
    os._exit(0)
os.read(reading, 1)
listed = cleanup.descendants
before = listed(os.getpid())
cleanup.descendants = lambda pid: [*listed(pid), 2**30]  # one that has ended meanwhile
waitpid = os.waitpid
told = [lambda: (0, 0), lambda: waitpid(student, 0)]  # at first no more than one has ended
os.waitpid = lambda *which: told.pop()() if told else waitpid(*which)
naps, sleep = [], time.sleep
time.sleep = lambda seconds: (naps.append(seconds), sleep(seconds))
try:
    cleanup.kill_tree(student)
    found = [len(before), listed(os.getpid()), max(naps)]
finally:  # whatever is left
    for pid in (student, *before):
        if os.path.exists(f"/proc/{pid}"):
            os.kill(pid, signal.SIGKILL)
"""


def test_nothing_of_a_tree_survives_and_nobody_waits_long_for_that() -> None:
    before, after, longest = in_child(KILL)
    assert before >= 2 and after == []
    assert longest < 0.1


def test_the_size_of_a_folder_is_what_lies_on_the_disk_and_a_page_for_each(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "file").write_bytes(os.urandom(10**6))
    with (tmp_path / ".sparse").open("wb") as file:
        file.truncate(2**40)
    (tmp_path / "link").symlink_to("/usr")
    (tmp_path / "broken").symlink_to("nowhere")
    found = list(tmp_path.rglob("*"))
    assert len(found) == 6
    on_disk = 512 * sum(path.lstat().st_blocks for path in found if not path.is_dir())
    assert 10**6 <= on_disk < 1.1 * 10**6
    assert cleanup.folder_size(str(tmp_path)) == on_disk + 4096 * 6
    assert cleanup.folder_size(str(tmp_path / "gone")) == 0


def test_empty_files_are_not_free(tmp_path: Path) -> None:
    """Not those either that are one file under several names."""
    for number in range(100):
        (tmp_path / f"{number}").touch()
        (tmp_path / f"folder{number}").mkdir()
        os.link(tmp_path / "0", tmp_path / f"link{number}")
        (tmp_path / f"to{number}").symlink_to("folder0")
    assert cleanup.folder_size(str(tmp_path)) >= 400 * 4096


def test_what_vanishes_while_the_size_is_taken_harms_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(os.urandom(10**6))
    size = cleanup.folder_size(str(tmp_path))
    listed: list[Any] = [(str(tmp_path), [], ["gone", "file"])]
    monkeypatch.setattr(os, "walk", lambda path: listed)
    assert cleanup.folder_size(str(tmp_path)) == size


REMOVE = """
import os, tempfile
from grader.sandbox import cleanup
if os.getuid() == 0:  # whom no permission stops
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
folder, other = (tempfile.mkdtemp(dir="/tmp") for _ in range(2))
os.chmod(other, 0o500)
os.makedirs(f"{folder}/a/b")
os.symlink(other, f"{folder}/a/link")
for name in ("a/b", "a"):
    open(f"{folder}/{name}/file", "w").close()
    os.chmod(f"{folder}/{name}", 0)
os.chmod(folder, 0)
cleanup.remove(folder)
found = [os.path.exists(folder), os.stat(other).st_mode & 0o777]
os.rmdir(other)
"""


def test_a_folder_without_permissions_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    for name in ("a/b", "c"):
        (folder / name).mkdir(parents=True)
        (folder / name / "file").touch()
    (folder / "out").symlink_to(tmp_path / "kept")
    (tmp_path / "kept").mkdir()
    for name in ("a/b", "a", "c", ""):
        (folder / name).chmod(0)
    cleanup.remove(str(folder))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    cleanup.remove(str(folder))
    assert in_child(REMOVE) == [False, 0o500]
