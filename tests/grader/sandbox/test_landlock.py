"""Landlock on this machine's kernel."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

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


def test_a_landlock_that_does_not_guard_against_truncation_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(landlock, "landlock_abi", lambda: 2)
    with pytest.raises(OSError, match="truncation"):
        landlock.landlock([], [])


def test_a_kernel_without_landlock_has_version_0(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSYS, "landlock")

    monkeypatch.setattr(landlock, "syscall", refuse)
    assert landlock.landlock_abi() == 0
