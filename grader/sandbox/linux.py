"""The system calls for confinement that Python does not offer, by ctypes. Linux only.

Sources: landlock(7), seccomp(2), mount_setattr(2), pivot_root(2), capabilities(7) and the
kernel's syscall tables for x86_64 and aarch64.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from functools import cache

from grader.sandbox.syscalls import CAPSET, COLUMN, DENIED

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWCGROUP = (
    0x10000000,
    0x20000000,
    0x40000000,
    0x2000000,
)
CLONE_THREAD = 0x10000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
MNT_DETACH = 2
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV = 1, 2, 4
AT_RECURSIVE = 0x8000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
PR_SET_SECCOMP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 22, 36, 38


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def number_of(table: tuple[int | None, int | None]) -> int | None:
    """Return the number of a system call on this processor, None if it has none."""
    return table[COLUMN[platform.machine()]]


def syscall(what: str, number: int, *args: object) -> int:
    """Make a system call by its number; `what` names it in the error.

    Raises:
        OSError: the kernel refuses.
    """
    converted = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
    return _check(_libc().syscall(ctypes.c_long(number), *converted), what)


def known_machine() -> bool:
    """Return whether the numbers of system calls are known for this processor."""
    return platform.system() == "Linux" and platform.machine() in COLUMN


def prctl(option: int, *args: int) -> None:
    """Set a property of this process with the call prctl.

    Raises:
        OSError: the kernel refuses.
    """
    values = [ctypes.c_ulong(arg) for arg in (*args, 0, 0, 0, 0)[:4]]
    _check(_libc().prctl(option, *values), f"prctl {option}")


def unshare(flags: int) -> None:
    """Leave the shared namespaces with the call unshare."""
    _check(_libc().unshare(flags), "unshare")


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """Mount a file system with the call mount."""
    result = _libc().mount(
        source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), data.encode()
    )
    _check(result, f"mount {target}")


def set_mount_flags(path: str, attributes: int, *, recursive: bool) -> None:
    """Add attributes (read-only, no device files, ...) to a mount with mount_setattr(2)."""
    request = ctypes.create_string_buffer(struct.pack("<QQQQ", attributes, 0, 0, 0))
    flags = AT_RECURSIVE if recursive else 0
    syscall("mount_setattr", 442, -100, path.encode(), flags, request, 32)


def pivot_root_here() -> None:
    """Make the working directory the root and leave the old one."""
    number = number_of(DENIED["pivot_root"])
    assert number is not None
    syscall("pivot_root", number, b".", b".")
    _check(_libc().umount2(b".", MNT_DETACH), "umount of the old root")
    os.chdir("/")


def drop_capabilities() -> None:
    """Give up all capabilities, for good."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break
    header = ctypes.create_string_buffer(struct.pack("<Ii", 0x20080522, 0))
    nothing = ctypes.create_string_buffer(24)
    number = number_of(CAPSET)
    assert number is not None
    syscall("capset", number, header, nothing)
