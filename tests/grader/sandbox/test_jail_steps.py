"""The order in which the walls go up and what the kernel is asked for, with a stand-in for it."""

from __future__ import annotations

import os
import platform
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox import cleanup, jail, landlock, linux, seccomp
from grader.sandbox.jail import Paths, Plan, ProcessInfo
from grader.sandbox.limits import Limits

FULL = Plan(namespaces=True, landlock=True, seccomp=True, drop_user=True)
NONE = Plan(namespaces=False, landlock=False, seccomp=False, drop_user=False)
# As mount(2) and mount_setattr(2) number them.
NOSUID, NODEV, NOEXEC, BIND, REC, PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
READ_ONLY, NO_SUID, NO_DEV = 1, 2, 4
INFO = ProcessInfo(number=7, mapped=1000, seed=1)
Calls = list[tuple[Any, ...]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """What is asked of the kernel, in order; nothing is done."""
    found: Calls = []

    def record(name: str) -> Callable[..., None]:
        return lambda *args, **named: found.append((name, *args, *named.items()))

    for name in ("unshare", "mount", "set_mount_flags", "pivot_root_here", "prctl"):
        monkeypatch.setattr(linux, name, record(name))
    monkeypatch.setattr(linux, "drop_capabilities", record("drop_capabilities"))
    for name in ("setsid", "chdir", "setgroups", "setresgid", "setresuid", "chown"):
        monkeypatch.setattr(os, name, record(name))
    for name in ("check_namespaces", "set_rlimits", "_keep_only"):
        monkeypatch.setattr(jail, name, record(name.lstrip("_")))
    monkeypatch.setattr(landlock, "landlock", record("landlock"))
    monkeypatch.setattr(seccomp, "seccomp", record("seccomp"))
    return found


@pytest.fixture
def own_proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in place of /proc/self."""
    folder = tmp_path / "self"
    folder.mkdir()

    def path(*parts: str) -> Path:
        return Path(os.path.join(*parts).replace("/proc/self", str(folder)))

    monkeypatch.setattr(jail, "Path", path)
    return folder


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    for name in ("root", "work", "helpers", "shown/below", "elsewhere"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "helpers" / "data.csv").write_text("x" * 10_000)
    (tmp_path / "work" / "data").mkdir()
    (tmp_path / "work" / "data" / "a.csv").touch()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    readable = [str(tmp_path / name) for name in ("shown/below", "shown", "file", "link")]
    root, work, helpers = (str(tmp_path / name) for name in ("root", "work", "helpers"))
    return Paths(root, work, helpers, str(tmp_path / "trusted"), tuple(readable))


@pytest.mark.parametrize("user", [0, 1000])
def test_the_new_root_shows_what_is_named_read_only(
    user: int, calls: Calls, paths: Paths, own_proc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: user)
    monkeypatch.setattr(os, "getgid", lambda: user + 1)
    monkeypatch.setattr(jail, "namespace_ids", lambda: {"net": "before"})
    monkeypatch.setattr(jail, "_FILES", ("/etc/ld.so.cache", "/not/there"))
    monkeypatch.setattr(jail, "_DEVICES", ("/dev/null",))
    root, source = paths.root, str(Path(paths.root).parent)
    plain, device = READ_ONLY | NO_SUID | NO_DEV, READ_ONLY | NO_SUID

    def shown(path: str, attributes: int, real: str = "") -> Calls:
        return [
            ("mount", real or path, root + path, "", BIND | REC),
            ("set_mount_flags", root + path, attributes, ("recursive", True)),
        ]

    os.makedirs(root + f"{source}/shown/below")  # as the mount of its parent shows it
    jail.enter_namespaces(Limits(disk_mb=3), paths)
    own = 0x20000 | 0x20000000 | 0x40000000 | 0x8000000 | 0x4000000 | 0x2000000
    room = 3 * 2**20 + cleanup.folder_size(paths.helpers)
    quiet = NOSUID | NODEV
    assert [call for call in calls if "/etc/ld.so.cache" not in str(call)] == [
        ("unshare", own | 0x10000000 if user else own),
        ("check_namespaces", {"net": "before"}),
        ("mount", "none", "/", "", REC | PRIVATE),
        ("mount", "tmpfs", root, "tmpfs", quiet, "size=1m,mode=755"),
        *shown(f"{source}/file", plain),
        *shown(f"{source}/link", plain, f"{source}/elsewhere"),
        *shown("/dev/null", device),
        *shown("/proc", plain),
        ("mount", "tmpfs", f"{root}/lab", "tmpfs", quiet, f"size={room},nr_inodes=20k,mode=777"),
        ("mount", "tmpfs", f"{root}/canary", "tmpfs", quiet, "size=64k,mode=777"),
        ("chdir", root),
        ("pivot_root_here",),
    ]
    assert os.path.isfile(f"{root}{source}/file") and os.path.isdir(f"{root}{source}/link")
    assert Path(root, "lab", "data.csv").read_text() == "x" * 10_000
    canary = Path(root, "canary", "file")
    assert canary.stat().st_mode & 0o777 == 0o666
    mapped = {path.name: path.read_text() for path in own_proc.iterdir()}
    identity = {"setgroups": "deny", "uid_map": "1000 1000 1", "gid_map": "1001 1001 1"}
    assert mapped == (identity if user else {})


def test_a_parent_is_shown_before_what_lies_below_it(
    calls: Calls, paths: Paths, own_proc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 0)
    jail.enter_namespaces(Limits(), paths)
    source = str(Path(paths.root).parent)
    bound = [call[1] for call in calls if call[0] == "mount" and call[1].startswith(source)]
    assert bound.index(f"{source}/shown") < bound.index(f"{source}/shown/below")


def test_all_walls_go_up_in_their_order(
    calls: Calls, paths: Paths, own_proc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_proc / "uid_map").write_text("0 0 4294967295\n")
    monkeypatch.setattr(jail, "WORK", paths.work)
    limits, user = Limits(), 1_900_000_007
    jail.confine(FULL, limits, paths, 5, INFO)
    work = {path for path in calls if path[0] == "chown"}
    below = [paths.work, f"{paths.work}/data", f"{paths.work}/data/a.csv"]
    assert work == {("chown", path, user, user) for path in below}
    assert Path(paths.work).stat().st_mode & 0o777 == 0o700
    files = ["/etc/ld.so.cache", "/etc/localtime"]
    (readable, writable) = next(call for call in calls if call[0] == "landlock")[1:]
    assert {*paths.readable, *files, "/dev/urandom", "/proc/cpuinfo", "/proc"} <= set(readable)
    assert list(writable) == [paths.work, "/dev/null"]
    assert [call for call in calls if call[0] not in ("chown", "landlock")] == [
        ("setsid",),
        ("mount", "proc", "/proc", "proc", NOSUID | NODEV | NOEXEC),
        ("set_mount_flags", "/", READ_ONLY, ("recursive", False)),
        ("keep_only", 5),
        ("set_rlimits", limits, 1000, ("count_threads", True)),
        ("setgroups", []),
        ("setresgid", user, user, user),
        ("setresuid", user, user, user),
        ("drop_capabilities",),
        ("prctl", 1, signal.SIGKILL),  # PR_SET_PDEATHSIG
        ("prctl", 38, 1),  # PR_SET_NO_NEW_PRIVS
        ("chdir", paths.work),
        ("seccomp", os.getpid(), ("files_in_sight", False)),
    ]
    assert calls[-2][0] == "landlock"
    assert (own_proc / "oom_score_adj").read_text() == "1000"


def test_without_walls_there_are_limits_and_nothing_is_inherited(
    calls: Calls, paths: Paths, own_proc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_proc.rmdir()  # what cannot be written is left as it is
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    jail.confine(NONE, Limits(), paths, 5, INFO)
    assert calls == [
        ("setsid",),
        ("keep_only", 5),
        ("set_rlimits", Limits(), 1000, ("count_threads", False)),
        ("chdir", paths.work),
    ]
    calls.clear()
    jail.confine(Plan(False, False, True, False), Limits(), paths, 5, INFO)
    assert calls[-1] == ("seccomp", os.getpid(), ("files_in_sight", True))


@pytest.mark.parametrize(
    ("users", "number", "user"),
    [
        ("0 0 4294967295", 4_194_303, 1_904_194_303),
        ("0 0 4294967295", 4_194_304 + 3, 1_900_000_003),  # above the largest number of a process
        ("0 100000 65536", 3, 65534),  # a container, which has not all users
        (None, 3, 65534),
    ],
)
def test_the_user_is_one_that_nobody_else_is(
    users: str | None, number: int, user: int, calls: Calls, paths: Paths, own_proc: Path
) -> None:
    if users is not None:
        (own_proc / "uid_map").write_text(users)
    plan = Plan(namespaces=False, landlock=False, seccomp=False, drop_user=True)
    jail.confine(plan, Limits(), paths, 5, ProcessInfo(number, 0, 0))
    assert ("setresuid", user, user, user) in calls
