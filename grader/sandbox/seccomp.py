"""The filter of system calls for a student's process."""

from __future__ import annotations

import ctypes
import platform
import struct
from collections.abc import Iterable, Sequence

from grader.sandbox.linux import (
    PR_SET_CHILD_SUBREAPER,
    PR_SET_DUMPABLE,
    PR_SET_PDEATHSIG,
    PR_SET_SECCOMP,
    number_of,
    prctl,
)
from grader.sandbox.syscalls import (
    ARCH,
    CHECKED,
    DENIED,
    DENIED_IN_SIGHT,
    LAST_KNOWN,
    PRETENDED,
)

_EPERM, _ENOSYS = 1, 38


def _jump(code: int, value: int, yes: int, no: int) -> bytes:
    return struct.pack("<HBBI", code, yes, no, value)


def _statement(code: int, value: int) -> bytes:
    return struct.pack("<HBBI", code, 0, 0, value)


_LOAD, _EQUAL, _AT_LEAST, _BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000


def _deny(code: int = _EPERM) -> bytes:
    return _statement(_RETURN, _ERRNO | code)


def _argument_rule(number: int, tests: Sequence[bytes], otherwise: bytes) -> bytes:
    """For call `number`: load the first argument, run `tests`, else `otherwise`."""
    body = _statement(_LOAD, 16) + b"".join(tests) + otherwise
    return _jump(_EQUAL, number, 0, len(body) // 8) + body


def seccomp_program(pid: int, *, files_in_sight: bool) -> bytes:
    """Return the filter: no new process, no network, no kernel interface that nobody needs.

    Threads are allowed. Signals go to the process itself (`pid`) only. `files_in_sight` says
    that the user's files are there, guarded by Landlock alone.
    """
    arch = ARCH[platform.machine()]
    allow = _statement(_RETURN, _ALLOW)

    def one_of(values: Iterable[int]) -> list[bytes]:
        return [_jump(_EQUAL, value, 0, 1) + allow for value in values]

    def none_of(values: Iterable[int]) -> list[bytes]:
        return [_jump(_EQUAL, value, 0, 1) + _deny() for value in values]

    program = [
        _statement(_LOAD, 4),
        _jump(_EQUAL, arch, 1, 0),
        _statement(_RETURN, _KILL),
        _statement(_LOAD, 0),
        _jump(_AT_LEAST, LAST_KNOWN + 1, 0, 1),
        _deny(_ENOSYS),
    ]
    answers = [(table, _EPERM) for table in DENIED.values()]
    if files_in_sight:
        answers += [(table, _EPERM) for table in DENIED_IN_SIGHT.values()]
        answers += [(table, 0) for table in PRETENDED.values()]
    for table, code in answers:
        number = number_of(table)
        if number is not None:
            program += [_jump(_EQUAL, number, 0, 1), _deny(code)]
    checked = {name: number_of(table) for name, table in CHECKED.items()}
    rules: dict[str, tuple[list[bytes], bytes]] = {
        # 0x10000 is CLONE_THREAD. clone3 hides its flags in memory: libc falls back to clone.
        "clone": ([_jump(_BITS, 0x10000, 0, 1) + allow], _deny()),
        "clone3": ([], _deny(_ENOSYS)),
        "prctl": (none_of([PR_SET_PDEATHSIG, PR_SET_DUMPABLE, 35, PR_SET_CHILD_SUBREAPER]), allow),
        "kill": (one_of([pid]), _deny()),
        "tgkill": (one_of([pid]), _deny()),
        "rt_sigqueueinfo": (one_of([pid]), _deny()),
        "rt_tgsigqueueinfo": (one_of([pid]), _deny()),
        "prlimit64": (one_of([0, pid]), _deny()),
        "socketpair": (one_of([1]), _deny()),
    }
    for name, (tests, otherwise) in rules.items():
        number = checked[name]
        assert number is not None
        program.append(_argument_rule(number, tests, otherwise))
    # TIOCSTI and TIOCLINUX type into the grader's terminal. A descriptor can be told to send any
    # signal to any process of the user: F_SETOWN, F_SETSIG, F_SETOWN_EX, FIOSETOWN, SIOCSPGRP.
    second = {"ioctl": (0x5412, 0x541C, 0x8901, 0x8902), "fcntl": (8, 10, 15)}
    for name, values in second.items():
        number = checked[name]
        assert number is not None
        body = _statement(_LOAD, 24) + b"".join(none_of(values)) + allow
        program.append(_jump(_EQUAL, number, 0, len(body) // 8) + body)
    return b"".join([*program, allow])


def seccomp(pid: int, *, files_in_sight: bool) -> None:
    """Install the filter of `seccomp_program` for this process. Needs no_new_privs."""
    program = seccomp_program(pid, files_in_sight=files_in_sight)
    code = ctypes.create_string_buffer(program)
    header = ctypes.create_string_buffer(
        struct.pack("<HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    )
    prctl(PR_SET_SECCOMP, 2, ctypes.addressof(header))
