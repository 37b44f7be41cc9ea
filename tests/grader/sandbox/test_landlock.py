"""Landlock on this machine's kernel."""

from __future__ import annotations

import errno
import os
import socket
import struct
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox import landlock
from tests.grader.sandbox.children import in_child

# Each act's error number, 0 where it was allowed.
TRY = """
import os, socket
from grader.sandbox import landlock, linux
def error(act):
    try:
        act()
    except OSError as error:
        return error.errno
    return 0
linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
landlock.landlock(readable, writable)
found = {name: error(act) for name, act in {
    "read readable": lambda: open(f"{folder}/shown/a").read(),
    "list readable": lambda: os.listdir(f"{folder}/shown"),
    "write readable": lambda: open(f"{folder}/shown/a", "r+").close(),
    "make in readable": lambda: open(f"{folder}/shown/new", "w").close(),
    "truncate readable": lambda: os.truncate(f"{folder}/shown/a", 0),
    "read one file": lambda: open(f"{folder}/single").read(),
    "write writable": lambda: open(f"{folder}/own/a", "w").write("x"),
    "remove in writable": lambda: os.remove(f"{folder}/own/a"),
    "execute in writable": lambda: os.execv(f"{folder}/own/run", ["run"]),
    "read elsewhere": lambda: open(f"{folder}/secret").read(),
    "list elsewhere": lambda: os.listdir(folder),
    "move out": lambda: os.rename(f"{folder}/own/run", f"{folder}/run"),
    "connect": lambda: socket.create_connection(("127.0.0.1", port), 5).close(),
    "signal": lambda: os.kill(os.getppid(), 0),
}.items()}
"""


def test_only_what_is_named_can_be_read_and_written(tmp_path: Path) -> None:
    for name in ("shown/a", "own/run", "secret", "single"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("not a program: exec answers ENOEXEC, were it allowed")
    (tmp_path / "own" / "run").chmod(0o755)
    readable = ["/usr", "/lib", str(tmp_path / "shown"), str(tmp_path / "single"), "/not/there"]
    writable = [str(tmp_path / "own")]
    abi = landlock.landlock_abi()
    assert abi >= landlock.LANDLOCK_NEEDED, "this machine's kernel has no Landlock that is enough"
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = in_child(
            TRY,
            readable=readable,
            writable=writable,
            folder=str(tmp_path),
            port=server.getsockname()[1],
        )
    allowed = {"read readable", "list readable", "read one file", "write writable"}
    allowed |= {"remove in writable"}
    allowed |= {"connect"} if abi < 4 else set()
    allowed |= {"signal"} if abi < 6 else set()
    wanted = {name: 0 if name in allowed else errno.EACCES for name in found}
    wanted["signal"] = wanted["signal"] and errno.EPERM
    # From one folder to another: Landlock answers as if they lay on different disks.
    wanted["move out"] = errno.EXDEV if found["move out"] == errno.EXDEV else errno.EACCES
    assert found == wanted
    assert (tmp_path / "shown" / "a").read_text() and os.listdir(tmp_path / "own") == ["run"]


@pytest.mark.parametrize(
    ("abi", "fields"),
    [
        (3, (0x7FFF,)),  # 15 rights to files, the last of them to truncate
        (4, (0x7FFF, 3)),  # TCP
        (5, (0xFFFF, 3)),  # control of devices
        (6, (0xFFFF, 3, 3)),  # signals and abstract sockets
    ],
)
def test_each_version_of_landlock_is_asked_for_what_it_knows(
    abi: int, fields: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Any] = []

    def kernel(what: str, number: int, *arguments: Any) -> int:
        if what == "landlock":
            assert (number, *arguments) == (444, None, 0, 1)  # LANDLOCK_CREATE_RULESET_VERSION
            return abi
        plain = [getattr(one, "raw", one) for one in arguments]
        if what == "landlock_add_rule":
            rights, fd = struct.unpack_from("<Qi", plain[2])
            assert len(plain[2]) == 13 and not os.get_inheritable(fd)
            plain[2] = (rights, os.readlink(f"/proc/self/fd/{fd}"))
            assert os.fstat(fd) and not open_for_reading(fd)
        calls.append((what, number, *plain))
        return os.open("/dev/null", os.O_RDONLY) if what == "landlock_create_ruleset" else 0

    def open_for_reading(fd: int) -> bool:
        try:
            os.read(fd, 0)
        except OSError:
            return False
        return True

    monkeypatch.setattr(landlock, "syscall", kernel)
    (tmp_path / "file").touch()
    folder, file = str(tmp_path), str(tmp_path / "file")
    before = os.listdir("/proc/self/fd")
    landlock.landlock([folder, "/not/there", file], [folder, file])
    assert len(os.listdir("/proc/self/fd")) == len(before)
    ruleset = calls[-1][2]
    whole = fields[0] & ~1  # all but to execute
    of_files = 2 | 4 | (1 << 14) | (1 << 15 if abi >= 5 else 0)
    assert calls == [
        ("landlock_create_ruleset", 444, struct.pack(f"<{len(fields)}Q", *fields) + b"\0",
         8 * len(fields), 0),
        ("landlock_add_rule", 445, ruleset, 1, (4 | 8, folder), 0),
        ("landlock_add_rule", 445, ruleset, 1, (4, file), 0),
        ("landlock_add_rule", 445, ruleset, 1, (whole, folder), 0),
        ("landlock_add_rule", 445, ruleset, 1, (of_files, file), 0),
        ("landlock_restrict_self", 446, ruleset, 0),
    ]  # fmt: skip


def test_a_landlock_that_does_not_guard_against_truncation_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(landlock, "landlock_abi", lambda: 2)
    message = "^this kernel's Landlock does not guard files against truncation$"
    with pytest.raises(OSError, match=message):
        landlock.landlock([], [])


def test_a_kernel_without_landlock_has_version_0(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSYS, "landlock")

    monkeypatch.setattr(landlock, "syscall", refuse)
    assert landlock.landlock_abi() == 0
