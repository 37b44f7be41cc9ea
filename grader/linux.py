"""The system calls for confinement that Python does not offer, by ctypes. Linux only.

Sources: landlock(7), seccomp(2), mount_setattr(2), pivot_root(2), capabilities(7) and the
kernel's syscall tables for x86_64 and aarch64.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from collections.abc import Iterable, Sequence
from functools import cache

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWCGROUP = (
    0x10000000,
    0x20000000,
    0x40000000,
    0x2000000,
)
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
MNT_DETACH = 2
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV = 1, 2, 4
AT_RECURSIVE = 0x8000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
PR_SET_SECCOMP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 22, 36, 38, 47

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
LANDLOCK_NEEDED = 3
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV

_COLUMN = {"x86_64": 0, "aarch64": 1}
_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# Numbers above this one are of calls that this list does not know: they do not exist for students.
_LAST_KNOWN = 461

_DENIED = {  # name: (x86_64, aarch64); None where the call does not exist
    "acct": (163, 89),
    "add_key": (248, 217),
    "adjtimex": (159, 171),
    "bpf": (321, 280),
    "chroot": (161, 51),
    "clock_adjtime": (305, 266),
    "clock_settime": (227, 112),
    "delete_module": (176, 106),
    "execve": (59, 221),
    "execveat": (322, 281),
    "fanotify_init": (300, 262),
    "finit_module": (313, 273),
    "fork": (57, None),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "fspick": (433, 433),
    "init_module": (175, 105),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "ioperm": (173, None),
    "iopl": (172, None),
    "ioprio_set": (251, 30),
    "kcmp": (312, 272),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "lookup_dcookie": (212, 18),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "migrate_pages": (256, 238),
    "modify_ldt": (154, None),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "move_pages": (279, 239),
    "mq_open": (240, 180),
    "msgget": (68, 186),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "perf_event_open": (298, 241),
    "personality": (135, 92),
    "pidfd_getfd": (438, 438),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pivot_root": (155, 41),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "semget": (64, 190),
    "setdomainname": (171, 162),
    "sethostname": (170, 161),
    "setns": (308, 268),
    "setpriority": (141, 140),
    "settimeofday": (164, 170),
    "shmat": (30, 196),
    "shmget": (29, 194),
    "socket": (41, 198),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "tkill": (200, 130),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
    "vfork": (58, None),
    "vhangup": (153, 58),
}
# Landlock lets these through. Where no namespace hides the files, modes and times are only
# pretended to change (copying a file must not fail), owners and attributes cannot change.
_PRETENDED = {
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "futimesat": (261, None),
    "utime": (132, None),
    "utimensat": (280, 88),
    "utimes": (235, None),
}
_DENIED_IN_SIGHT = {
    "chown": (92, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "fremovexattr": (199, 16),
    "fsetxattr": (190, 7),
    "lchown": (94, None),
    "lremovexattr": (198, 15),
    "lsetxattr": (189, 6),
    "removexattr": (197, 14),
    "setxattr": (188, 5),
}
_CHECKED = {
    "clone": (56, 220),
    "clone3": (435, 435),
    "fcntl": (72, 25),
    "ioctl": (16, 29),
    "kill": (62, 129),
    "prctl": (157, 167),
    "prlimit64": (302, 261),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "socketpair": (53, 199),
    "tgkill": (234, 131),
}
_CAPSET = (126, 91)
_EPERM, _ENOSYS = 1, 38


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def _number(table: tuple[int | None, int | None]) -> int | None:
    return table[_COLUMN[platform.machine()]]


def _syscall(what: str, number: int, *args: object) -> int:
    converted = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
    return _check(_libc().syscall(ctypes.c_long(number), *converted), what)


def known_machine() -> bool:
    """Tell whether the numbers of system calls are known for this processor."""
    return platform.system() == "Linux" and platform.machine() in _COLUMN


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
    _syscall("mount_setattr", 442, -100, path.encode(), flags, request, 32)


def pivot_root_here() -> None:
    """Make the working directory the root and let go of the old one."""
    number = _number(_DENIED["pivot_root"])
    assert number is not None
    _syscall("pivot_root", number, b".", b".")
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
    number = _number(_CAPSET)
    assert number is not None
    _syscall("capset", number, header, nothing)


def landlock_abi() -> int:
    """Return the version of Landlock that the kernel offers, 0 for none."""
    try:
        return _syscall("landlock", 444, None, 0, 1)
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
    rights = (1 << 14) - 1 | TRUNCATE | (IOCTL_DEV if abi >= 5 else 0)
    fields = [rights]
    if abi >= 4:
        fields.append(3)
    if abi >= 6:
        fields.append(3)
    attributes = ctypes.create_string_buffer(struct.pack(f"<{len(fields)}Q", *fields))
    ruleset = _syscall("landlock_create_ruleset", 444, attributes, 8 * len(fields), 0)
    for paths, allowed in ((readable, READ_FILE | READ_DIR), (writable, rights & ~EXECUTE)):
        for path in paths:
            _allow(ruleset, path, allowed & rights)
    _syscall("landlock_restrict_self", 446, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not os.path.isdir(path):
        rights &= FILE_RIGHTS
    # The struct is packed: eight bytes of rights, four of the descriptor.
    rule = ctypes.create_string_buffer(struct.pack("<Qi", rights, place))
    _syscall("landlock_add_rule", 445, ruleset, 1, rule, 0)
    os.close(place)


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
    arch = _ARCH[platform.machine()]
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
        _jump(_AT_LEAST, _LAST_KNOWN + 1, 0, 1),
        _deny(_ENOSYS),
    ]
    answers = [(table, _EPERM) for table in _DENIED.values()]
    if files_in_sight:
        answers += [(table, _EPERM) for table in _DENIED_IN_SIGHT.values()]
        answers += [(table, 0) for table in _PRETENDED.values()]
    for table, code in answers:
        number = _number(table)
        if number is not None:
            program += [_jump(_EQUAL, number, 0, 1), _deny(code)]
    checked = {name: _number(table) for name, table in _CHECKED.items()}
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
