"""Calls of the kernel that Python does not offer."""

from __future__ import annotations

import errno
import os
import platform

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
