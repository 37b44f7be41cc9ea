"""The filter of system calls for a student's process."""

from __future__ import annotations

import ctypes
import platform
import socket
import struct
from collections.abc import Iterable

from grader.sandbox import linux
from grader.sandbox.linux import number_of
from grader.sandbox.syscalls import (
    ARCH,
    CHECKED,
    DENIED,
    DENIED_IN_SIGHT,
    LAST_KNOWN,
    LOCKS,
    PRETENDED,
)

# An error number of 0 makes a call return 0 without doing anything.
_EPERM, _ENOSYS, _PRETEND = 1, 38, 0


def _jump(code: int, value: int, yes: int, no: int) -> bytes:
    return struct.pack("<HBBI", code, yes, no, value)


def _statement(code: int, value: int) -> bytes:
    return struct.pack("<HBBI", code, 0, 0, value)


_LOAD, _AND, _EQUAL, _AT_LEAST, _BITS, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000


# The lower halves of the first two arguments: the kernel too reads those of these calls as 32 bits.
_FIRST, _SECOND = _statement(_LOAD, 16), _statement(_LOAD, 24)
# What ties the process to its supervisor, and PR_SET_MM.
_PRCTL = (linux.PR_SET_PDEATHSIG, linux.PR_SET_DUMPABLE, 35, linux.PR_SET_CHILD_SUBREAPER)
# TIOCSTI and TIOCLINUX type into the grader's terminal. A descriptor can be told to send any
# signal to any process of the user: FIOSETOWN, SIOCSPGRP; F_SETOWN, F_SETSIG, F_SETOWN_EX.
_IOCTL = (0x5412, 0x541C, 0x8901, 0x8902)
# Locks: F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW.
_FCNTL_LOCKS = (6, 7, 37, 38)
# A lease (F_SETLEASE) makes everybody who opens the file wait.
_FCNTL = (8, 10, 15, 1024)


def _deny(code: int = _EPERM) -> bytes:
    return _statement(_RETURN, _ERRNO | code)


def _rule(number: int, *body: bytes) -> bytes:
    """Return the answer to one call: `body` ends in a return statement."""
    joined = b"".join(body)
    return _jump(_EQUAL, number, 0, len(joined) // 8) + joined


def seccomp_program(pid: int, *, files_in_sight: bool) -> bytes:
    """Return the filter: no new process, no network, no kernel interface that nobody needs.

    Threads are allowed. Signals go to the process itself (`pid`) only. `files_in_sight` says
    that the user's files are there, guarded by Landlock alone.
    """
    arch = ARCH[platform.machine()]
    allow = _statement(_RETURN, _ALLOW)

    def one_of(values: Iterable[int]) -> list[bytes]:
        return [_jump(_EQUAL, value, 0, 1) + allow for value in values]

    def none_of(values: Iterable[int], code: int = _EPERM) -> list[bytes]:
        return [_jump(_EQUAL, value, 0, 1) + _deny(code) for value in values]

    program = [
        _statement(_LOAD, 4),
        _jump(_EQUAL, arch, 1, 0),
        _statement(_RETURN, _KILL),
        _statement(_LOAD, 0),
        _jump(_AT_LEAST, LAST_KNOWN + 1, 0, 1),
        _deny(_ENOSYS),
    ]
    answers = [(table, _EPERM) for table in DENIED.values()]
    answers += [(table, _PRETEND) for table in LOCKS.values()]
    if files_in_sight:
        answers += [(table, _EPERM) for table in DENIED_IN_SIGHT.values()]
        answers += [(table, _PRETEND) for table in PRETENDED.values()]
    for table, code in answers:
        call = number_of(table)
        if call is not None:
            program += [_jump(_EQUAL, call, 0, 1), _deny(code)]
    number = {name: number_of(table) for name, table in CHECKED.items()}
    # A pair of datagram sockets could send to any Unix socket of the machine.
    stream = [_SECOND, _statement(_AND, 0xF), *one_of([socket.SOCK_STREAM])]
    rules: dict[str, list[bytes]] = {
        "clone": [_FIRST, _jump(_BITS, linux.CLONE_THREAD, 0, 1), allow, _deny()],
        # Its flags are hidden in memory: libc falls back to clone.
        "clone3": [_deny(_ENOSYS)],
        "prctl": [_FIRST, *none_of(_PRCTL), allow],
        "kill": [_FIRST, *one_of([pid]), _deny()],
        "tgkill": [_FIRST, *one_of([pid]), _deny()],
        "rt_sigqueueinfo": [_FIRST, *one_of([pid]), _deny()],
        "rt_tgsigqueueinfo": [_FIRST, *one_of([pid]), _deny()],
        "prlimit64": [_FIRST, *one_of([0, pid]), _deny()],
        "socketpair": [_FIRST, _jump(_EQUAL, socket.AF_UNIX, 1, 0), _deny(), *stream, _deny()],
        "ioctl": [_SECOND, *none_of(_IOCTL), allow],
        "fcntl": [_SECOND, *none_of(_FCNTL), *none_of(_FCNTL_LOCKS, _PRETEND), allow],
    }
    for name, body in rules.items():
        call = number[name]
        assert call is not None
        program.append(_rule(call, *body))
    return b"".join([*program, allow])


def seccomp(pid: int, *, files_in_sight: bool) -> None:
    """Install the filter of `seccomp_program` for this process. Needs no_new_privs."""
    program = seccomp_program(pid, files_in_sight=files_in_sight)
    code = ctypes.create_string_buffer(program)
    header = ctypes.create_string_buffer(
        struct.pack("<HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    )
    linux.prctl(linux.PR_SET_SECCOMP, 2, ctypes.addressof(header))
