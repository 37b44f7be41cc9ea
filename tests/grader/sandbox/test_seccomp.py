"""The filter of system calls, run on every call that there is."""

from __future__ import annotations

import errno
import fcntl
import platform
import signal
import socket
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from grader.sandbox import seccomp
from tests.grader.runs import ROOT
from tests.grader.sandbox.children import in_child
from tests.grader.sandbox.filters import ALLOW, CALLS, KILL, answer

PID = 4321
# AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64: the ELF machine, 64 bits, little-endian.
ARCH = {"x86_64": 62 | 0xC0000000, "aarch64": 183 | 0xC0000000}
NUMBERS = {
    machine: {call["name"]: int(call[machine]) for call in CALLS if call[machine]}
    for machine in ARCH
}


@pytest.fixture(params=ARCH)
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Pretend to be on a processor, while the filter is made."""
    name: str = request.param
    monkeypatch.setattr(platform, "machine", lambda: name)
    return name


@pytest.mark.parametrize("in_sight", [False, True])
def test_every_call_gets_its_answer(machine: str, in_sight: bool) -> None:
    answers: dict[str, str | int] = {
        "allowed": ALLOW,
        "denied": errno.EPERM,
        "unknown": errno.ENOSYS,
        "pretended": 0,
        "denied in sight": errno.EPERM if in_sight else ALLOW,
        "pretended in sight": 0 if in_sight else ALLOW,
    }
    program = seccomp.seccomp_program(PID, files_in_sight=in_sight)
    assert len(program) // 8 <= 4096  # BPF_MAXINSNS
    for call in CALLS:
        if call[machine] and call["answer"] != "by argument":
            number = int(call[machine])
            assert answer(program, ARCH[machine], number) == answers[call["answer"]], call
            # What looks at arguments must not change the others.
            assert answer(program, ARCH[machine], number, PID, PID) == answers[call["answer"]], call


THREAD = 0x3D0F00  # the flags of pthread_create: CLONE_VM, CLONE_THREAD and others
UPPER = 0x5A5A << 32  # the kernel ignores the upper half of these arguments
BY_ARGUMENT: list[tuple[str, tuple[int, ...], str | int]] = [
    ("clone", (THREAD,), ALLOW),
    ("clone", (signal.SIGCHLD,), errno.EPERM),
    ("clone", (0x4100 | signal.SIGCHLD,), errno.EPERM),  # vfork
    ("clone", (0x10000000 | signal.SIGCHLD,), errno.EPERM),  # a user namespace
    ("kill", (PID, 9), ALLOW),
    *[("kill", (other & 2**64 - 1, 9), errno.EPERM) for other in (0, 1, -1, -PID, PID + 1)],
    ("tgkill", (PID, PID + 1, 9), ALLOW),
    ("tgkill", (PID + 1, PID, 9), errno.EPERM),
    ("rt_sigqueueinfo", (PID, 9), ALLOW),
    ("rt_sigqueueinfo", (1, 9), errno.EPERM),
    ("rt_tgsigqueueinfo", (PID, PID, 9), ALLOW),
    ("rt_tgsigqueueinfo", (1, PID, 9), errno.EPERM),
    ("prlimit64", (0, 9), ALLOW),
    ("prlimit64", (PID, 9), ALLOW),
    ("prlimit64", (1, 9), errno.EPERM),
    ("prctl", (15,), ALLOW),  # PR_SET_NAME
    *[("prctl", (option,), errno.EPERM) for option in (1, 4, 35, 36)],
    ("prctl", (UPPER | 1,), errno.EPERM),
    ("socketpair", (socket.AF_UNIX, socket.SOCK_STREAM), ALLOW),
    ("socketpair", (socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC), ALLOW),
    ("socketpair", (socket.AF_UNIX, socket.SOCK_DGRAM), errno.EPERM),
    ("socketpair", (socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK), errno.EPERM),
    ("socketpair", (socket.AF_UNIX, UPPER | socket.SOCK_DGRAM), errno.EPERM),
    ("socketpair", (socket.AF_INET, socket.SOCK_STREAM), errno.EPERM),
    ("ioctl", (0, termios.TCGETS), ALLOW),
    ("ioctl", (0, termios.FIONREAD), ALLOW),
    ("ioctl", (0, termios.TIOCSTI), errno.EPERM),
    ("ioctl", (0, UPPER | termios.TIOCSTI), errno.EPERM),
    ("ioctl", (0, termios.TIOCLINUX), errno.EPERM),
    *[("ioctl", (0, number), errno.EPERM) for number in (0x8901, 0x8902)],
    ("fcntl", (0, fcntl.F_GETFL), ALLOW),
    ("fcntl", (0, fcntl.F_DUPFD_CLOEXEC), ALLOW),
    ("fcntl", (0, fcntl.F_SETOWN), errno.EPERM),
    ("fcntl", (0, fcntl.F_SETSIG), errno.EPERM),
    ("fcntl", (0, 15), errno.EPERM),  # F_SETOWN_EX
    ("fcntl", (0, fcntl.F_SETLEASE), errno.EPERM),
    *[("fcntl", (0, lock), 0) for lock in (fcntl.F_SETLK, fcntl.F_SETLKW, 37, 38)],  # F_OFD_…
    *[("fcntl", (0, query), ALLOW) for query in (fcntl.F_GETLK, 36)],
]


@pytest.mark.parametrize(("name", "arguments", "wanted"), BY_ARGUMENT)
def test_calls_that_depend_on_an_argument(
    machine: str, name: str, arguments: tuple[int, ...], wanted: str | int
) -> None:
    program = seccomp.seccomp_program(PID, files_in_sight=False)
    assert answer(program, ARCH[machine], NUMBERS[machine][name], *arguments) == wanted


def test_each_call_that_depends_on_an_argument_is_tried() -> None:
    wanted = {call["name"] for call in CALLS if call["answer"] == "by argument"}
    assert {name for name, _, _ in BY_ARGUMENT} == wanted


def test_other_ways_to_number_a_call_are_closed(machine: str) -> None:
    """The x32 numbers, numbers that no kernel has, and the calls of 32-bit programs."""
    program = seccomp.seccomp_program(PID, files_in_sight=False)
    for number in NUMBERS[machine].values():
        assert answer(program, ARCH[machine], 0x40000000 + number) == errno.ENOSYS
    for number in (10_000, 2**31, 2**32 - 1):
        assert answer(program, ARCH[machine], number) == errno.ENOSYS
    for arch in {*ARCH.values(), 3 | 0x40000000, 40 | 0x40000000} - {ARCH[machine]}:
        for number in range(500):
            assert answer(program, arch, number) == KILL


INSTALLED = """
import errno, os
from grader.sandbox import linux, seccomp
linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
seccomp.seccomp(os.getpid(), files_in_sight=in_sight)
found = []
for act in (os.fork, lambda: os.kill(os.getppid(), 0), lambda: os.kill(os.getpid(), 0),
            lambda: os.removexattr(file, "user.none")):
    try:
        act()
        found.append(0)
    except OSError as error:
        found.append(error.errno)
"""


@pytest.mark.parametrize("in_sight", [False, True])
def test_the_kernel_takes_the_filter(in_sight: bool, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    *calls, attribute = in_child(INSTALLED, in_sight=in_sight, file=str(tmp_path / "file"))
    assert calls == [errno.EPERM, errno.EPERM, 0]
    assert (attribute == errno.EPERM) == in_sight


LOCKING = """
import fcntl, os, sqlite3, struct
import h5py
from grader.sandbox import linux, seccomp
os.chdir(folder)
linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
if walls:
    seccomp.seccomp(os.getpid(), files_in_sight=True)
shared = open("shared", "r+")
fcntl.flock(shared, fcntl.LOCK_EX | fcntl.LOCK_NB)
fcntl.lockf(shared, fcntl.LOCK_EX)
fcntl.fcntl(open("other", "w+"), 37, struct.pack("hhlli4x", fcntl.F_WRLCK, 0, 0, 0, 0))
with sqlite3.connect("rows.db") as rows:
    rows.execute("create table t (x)")
with h5py.File("weights.h5", "w") as weights:
    weights["x"] = [1, 2, 3]
with h5py.File("weights.h5") as weights:
    found = [int(x) for x in weights["x"]]
print(found, flush=True)
input()
"""


@pytest.mark.parametrize("walls", [True, False])
def test_locks_keep_nobody_out_and_their_users_work(walls: bool, tmp_path: Path) -> None:
    """HDF5 locks each file that it opens, and SQLite each that it writes."""
    (tmp_path / "shared").touch()
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfolder, walls = {str(tmp_path)!r}, {walls}"
    )
    words = [sys.executable, "-c", code + LOCKING]
    with (
        subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child,
        (tmp_path / "shared").open("r+") as shared,
    ):
        assert child.stdout is not None
        try:
            assert child.stdout.readline() == "[1, 2, 3]\n"
            locked = 0
            for lock in (fcntl.flock, fcntl.lockf):
                try:
                    lock(shared, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    locked += 1
            assert locked == (0 if walls else 2)
        finally:
            child.kill()
