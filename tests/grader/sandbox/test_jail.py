"""The parts of the jail that need no rights; the attacks try the whole of it."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox import jail
from grader.sandbox.jail import Paths, Plan
from tests.grader.sandbox.children import in_child

FULL = Plan(namespaces=True, landlock=True, seccomp=True, drop_user=True)
NONE = Plan(namespaces=False, landlock=False, seccomp=False, drop_user=False)
PATHS = Paths("/s/root", "/s/work", "/s/helpers", "/s/trusted", ("/lib",))


def test_layers_are_named() -> None:
    assert FULL.layers() == ["namespaces", "landlock", "seccomp", "drop_user", "rlimits"]
    assert NONE.layers() == ["rlimits"]


@pytest.mark.parametrize(
    ("namespaces", "drop_user", "user", "counts"),
    [
        (True, True, 0, True),
        (True, False, 0, False),
        (True, False, 1000, True),  # root of a user namespace of its own
        (False, True, 0, True),
        (False, False, 0, False),
        (False, False, 1000, False),
    ],
)
def test_threads_are_counted_where_the_user_is_the_students_own(
    namespaces: bool, drop_user: bool, user: int, counts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: user)
    assert Plan(namespaces, True, True, drop_user).counts_threads() == counts


def test_paths_change_where_the_root_does() -> None:
    assert PATHS.inside(FULL).work == "/lab"
    assert PATHS.inside(NONE) == PATHS


def test_the_libraries_can_be_read() -> None:
    folders = jail.library_folders()
    for needed in (sysconfig.get_path("stdlib"), os.path.dirname(np.__path__[0])):
        assert any(Path(os.path.realpath(needed)).is_relative_to(folder) for folder in folders)
    assert all(os.path.isdir(folder) for folder in folders)
    home = Path.home()
    assert not any(home.is_relative_to(folder) for folder in folders)


def test_a_namespace_that_is_shared_is_found() -> None:
    own = jail.namespace_ids()
    with pytest.raises(jail.BrokenJailError, match="mnt, net, ipc, uts, cgroup, pid_for_children"):
        jail.check_namespaces(own)
    others = dict.fromkeys(own, "mnt:[1]")
    jail.check_namespaces(others)
    assert own["net"] == os.readlink("/proc/self/ns/net")
    with pytest.raises(jail.BrokenJailError, match=r"shared: net$"):
        jail.check_namespaces(others | {"net": own["net"]})


def test_a_namespace_of_processes_has_no_identity_before_its_first_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read(path: str) -> str:
        if path.endswith("pid_for_children"):
            raise FileNotFoundError(path)
        return path

    shared = jail.namespace_ids()
    monkeypatch.setattr(os, "readlink", read)
    assert jail.namespace_ids()["pid_for_children"] == ""
    jail.check_namespaces(shared)


def test_files_are_copied_and_can_be_written_to(tmp_path: Path) -> None:
    given, work = tmp_path / "given", tmp_path / "work"
    (given / "data").mkdir(parents=True)
    (given / "data" / "a.csv").write_text("given")
    (given / "data" / "a.csv").chmod(0o444)
    (given / "data").chmod(0o555)
    jail.copy_files(str(given), str(work))
    copy = work / "data" / "a.csv"
    assert copy.stat().st_mode & 0o200 and copy.parent.stat().st_mode & 0o200
    assert not copy.samefile(given / "data" / "a.csv")
    assert [path.stat().st_mode & 0o777 for path in (work, work / "data")] == [0o777, 0o755]
    copy.write_text("changed")
    assert (given / "data" / "a.csv").read_text() == "given"


KEEP = """
import json, os, sys
from grader.sandbox import jail
reading, writing = os.pipe()
secret = os.open(sys.executable, os.O_RDONLY)
if os.fork() == 0:
    for standard in range(3):
        os.dup2(secret, standard)
    jail._keep_only(writing)
    kept = [fd for fd in range(100) if os.path.exists(f"/proc/self/fd/{fd}")]
    ends = [os.readlink(f"/proc/self/fd/{fd}").partition(":")[0] for fd in kept]
    os.write(writing, json.dumps([kept.index(writing), ends]).encode())
    os._exit(0)
os.close(writing)
found = json.loads(os.read(reading, 1000))
"""


def test_only_one_descriptor_stays_open() -> None:
    assert in_child(KEEP) == [3, ["/dev/null", "/dev/null", "/dev/null", "pipe"]]


def test_landlocks_lists_name_the_work_folder_alone_as_writable() -> None:
    readable, writable = jail._allowed(NONE, PATHS)
    assert list(writable) == ["/s/work", "/dev/null"]
    assert {"/lib", f"/proc/{os.getpid()}"} <= set(readable)
    assert not {"/proc", "/s", "/s/helpers", "/s/trusted", "/s/root", "/"} & set(readable)
    assert "/proc" in jail._allowed(FULL, PATHS)[0]
