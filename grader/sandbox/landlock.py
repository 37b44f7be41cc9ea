"""Landlock: which files a process may read and write."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

from grader.sandbox.linux import syscall

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
LANDLOCK_NEEDED = 3
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV


def landlock_abi() -> int:
    """Return the version of Landlock that the kernel offers, 0 for none."""
    try:
        return syscall("landlock", 444, None, 0, 1)
    except OSError:
        return 0


def landlock(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Restrict this process to the files below `readable` and `writable`; no TCP, no signals out.

    Needs no_new_privs. Paths that do not exist are left out.

    Raises:
        OSError: the kernel has no Landlock or refuses.
    """
    abi = landlock_abi()
    if abi < LANDLOCK_NEEDED:
        raise OSError("this kernel's Landlock does not guard files against truncation")
    rights = (1 << (16 if abi >= 5 else 15)) - 1  # all that this version knows
    fields = [rights]
    if abi >= 4:
        fields.append(3)
    if abi >= 6:
        fields.append(3)
    attributes = ctypes.create_string_buffer(struct.pack(f"<{len(fields)}Q", *fields))
    ruleset = syscall("landlock_create_ruleset", 444, attributes, 8 * len(fields), 0)
    for paths, allowed in ((readable, READ_FILE | READ_DIR), (writable, rights & ~EXECUTE)):
        for path in paths:
            _allow(ruleset, path, allowed & rights)
    syscall("landlock_restrict_self", 446, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not os.path.isdir(path):
        rights &= FILE_RIGHTS
    # The struct is packed: eight bytes of rights, four of the descriptor.
    rule = ctypes.create_string_buffer(struct.pack("<Qi", rights, fd))
    syscall("landlock_add_rule", 445, ruleset, 1, rule, 0)
    os.close(fd)
