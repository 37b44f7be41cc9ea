"""Calls of the kernel that Python does not offer."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Callable
from typing import Any

import pytest

from grader.sandbox import linux
from grader.sandbox.syscalls import DENIED
from tests.grader.sandbox.children import in_child


def test_numbers_are_those_of_this_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, wanted in (("x86_64", 57), ("aarch64", None)):
        monkeypatch.setattr(platform, "machine", lambda name=name: name)
        assert linux.known_machine() and linux.number_of(DENIED["fork"]) == wanted
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert not linux.known_machine()
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    assert not linux.known_machine()


def test_a_refused_call_is_named() -> None:
    with pytest.raises(OSError, match="kill of nobody: No such process") as caught:
        linux.syscall(
            "kill of nobody", {"x86_64": 62, "aarch64": 129}[platform.machine()], 2**22, 0
        )
    assert caught.value.errno == errno.ESRCH
    with pytest.raises(OSError, match="prctl 9999"):
        linux.prctl(9999)
    with pytest.raises(OSError, match="mount /not/there"):
        linux.mount("none", "/not/there", "tmpfs", 0)


def test_all_capabilities_are_given_up_for_good() -> None:
    code = """
from grader.sandbox import linux
linux.drop_capabilities()
lines = open("/proc/self/status").read().splitlines()
found = [line.split()[1] for line in lines if line[:6] in ("CapEff", "CapPrm", "CapInh", "CapBnd")]
"""
    *own, bounding = in_child(code)
    assert [int(part, 16) for part in own] == [0, 0, 0]
    # Only who has the right to may also shrink what could be had again.
    assert int(bounding, 16) == 0 or os.getuid() != 0


class Kernel:
    """A C library that notes what it is asked for, and refuses some of it."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.refused: set[tuple[object, ...]] = set()

    def __getattr__(self, name: str) -> Callable[..., int]:
        def call(*arguments: Any) -> int:
            plain = (getattr(one, "raw", getattr(one, "value", one)) for one in arguments)
            # ctypes passes a plain number as 32 bits.
            assert name != "syscall" or int not in map(type, arguments)
            self.calls.append((name, *plain))
            ctypes.set_errno(errno.EPERM)
            return -1 if self.calls[-1] in self.refused else 0

        return call


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    found = Kernel()
    monkeypatch.setattr(linux, "_libc", lambda: found)
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    return found


def test_mounts_are_asked_for_as_the_manual_says(kernel: Kernel) -> None:
    linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWNET)
    linux.mount("tmpfs", "/lab", "tmpfs", 6, "size=1m")
    linux.mount("/usr", "/root/usr", "", 4096)
    linux.set_mount_flags("/lab", 5, recursive=True)
    linux.set_mount_flags("/", 1, recursive=False)
    attributes = [struct.pack("<QQQQ", number, 0, 0, 0) + b"\0" for number in (5, 1)]
    assert kernel.calls == [
        ("unshare", 0x40020000),
        ("mount", b"tmpfs", b"/lab", b"tmpfs", 6, b"size=1m"),
        ("mount", b"/usr", b"/root/usr", b"", 4096, b""),
        ("syscall", 442, -100, b"/lab", 0x8000, attributes[0], 32),
        ("syscall", 442, -100, b"/", 0, attributes[1], 32),
    ]


def test_the_old_root_is_left(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "chdir", lambda path: kernel.calls.append(("chdir", path)))
    linux.pivot_root_here()
    wanted = [("syscall", 155, b".", b"."), ("umount2", b".", 2), ("chdir", "/")]
    assert kernel.calls == wanted
    for refused, what in ((wanted[0], "pivot_root"), (wanted[1], "umount of the old root")):
        kernel.refused = {refused}
        with pytest.raises(OSError, match=rf"{what}: Operation not permitted$"):
            linux.pivot_root_here()
        assert kernel.calls[-1] == refused


@pytest.mark.parametrize("known", [41, 64])
def test_each_capability_that_the_kernel_knows_is_dropped(known: int, kernel: Kernel) -> None:
    kernel.refused = {("prctl", 24, known, 0, 0, 0)}
    linux.drop_capabilities()
    numbers = range(min(known + 1, 64))
    assert kernel.calls == [
        *[("prctl", 24, number, 0, 0, 0) for number in numbers],
        ("syscall", 126, struct.pack("<Ii", 0x20080522, 0) + b"\0", bytes(24)),
    ]


def test_a_refusal_has_its_number_and_its_name(kernel: Kernel) -> None:
    version, nothing = struct.pack("<Ii", 0x20080522, 0) + b"\0", bytes(24)
    attributes = struct.pack("<QQQQ", 1, 0, 0, 0) + b"\0"
    kernel.refused = {
        ("unshare", 0),
        ("prctl", 4, 0, 0, 0, 0),
        ("syscall", 126, version, nothing),
        ("syscall", 442, -100, b"/", 0, attributes, 32),
    }
    refusals: list[tuple[Callable[[], object], str]] = [
        (lambda: linux.unshare(0), "unshare"),
        (lambda: linux.prctl(4), "prctl 4"),
        (linux.drop_capabilities, "capset"),
        (lambda: linux.set_mount_flags("/", 1, recursive=False), "mount_setattr"),
    ]
    for ask, what in refusals:
        with pytest.raises(PermissionError) as caught:
            ask()
        assert caught.value.strerror == f"{what}: Operation not permitted"
    linux.prctl(1, 2, 3, 4, 5)
    assert kernel.calls[-1] == ("prctl", 1, 2, 3, 4, 5)
