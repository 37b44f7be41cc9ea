"""Attacks that want out: processes, signals, the network, the kernel, other users."""

from __future__ import annotations

from tests.grader.security.attacks.attack import Attack


def _refused(act: str, before: str = "import os") -> Attack:
    """Return an attack whose decisive lines a wall answers with an error."""
    lines = act.replace("\n", "\n    ")
    source = f"{before}\ntry:\n    {lines}\nexcept (OSError, EOFError, ValueError):\n"
    source += "    refused()\nelse:\n    breached()\n"
    return Attack(source)


ESCAPING = {
    "fork bomb": _refused(
        "bomb(4)",
        """
import os, time
def bomb(depth):
    for _ in range(2):
        if os.fork() == 0:
            if depth:
                bomb(depth - 1)
            time.sleep(1000)
            os._exit(0)
""",
    ),
    "daemon": _refused("""
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        import time
        time.sleep(1000)
    os._exit(0)
"""),
    "subprocess": _refused(
        "print(subprocess.run(['/bin/sh', '-c', 'sleep 100 &']))", "import subprocess"
    ),
    # Where it succeeds, the process is another program and cannot tell.
    "exec": Attack(
        "import os\ntry:\n    os.execv('/bin/sh', ['sh', '-c', 'exit 77'])\n"
        "except OSError:\n    refused()\n"
    ),
    "shell escape": Attack("!touch OUTSIDE/new\nran()\n"),
    "multiprocessing": _refused(
        "m.get_context('fork').Process(target=print).start()", "import multiprocessing as m"
    ),
    "killing the parent": Attack("""
import os, signal
def others():
    for pid in (os.getppid(), 1, 0, -1, os.getpgrp(), *range(2, 300)):
        if pid != os.getpid():
            yield pid
reached = False
for pid in others():
    try:
        os.kill(pid, 0)
        reached = True
    except OSError:
        pass
breached() if reached else refused()
def total(values):
    for pid in others():
        for number in (signal.SIGKILL, signal.SIGSTOP):
            try:
                os.kill(pid, number)
            except OSError:
                pass
"""),
    "signals by way of a descriptor": Attack("""
import fcntl, os, socket
reading, writing = os.pipe()
end, _ = socket.socketpair()
parent = os.getppid().to_bytes(4, "little")
for act, file, number, value in (
    (fcntl.fcntl, reading, 8, os.getppid()), (fcntl.fcntl, reading, 10, 9),
    (fcntl.fcntl, reading, 15, bytes(4) + parent),
    (fcntl.ioctl, end, 0x8901, parent), (fcntl.ioctl, end, 0x8902, parent),
):
    try:
        act(file, number, value)
    except PermissionError:
        refused()
    else:
        breached()
"""),
    "input": _refused("input('name? ')"),
    "stdin": Attack("import sys\nbreached() if sys.stdin.read() else refused()\n"),
    "network": _refused("socket.create_connection(('127.0.0.1', 22), 2)", "import socket"),
    "name look-up": _refused("print(socket.gethostbyname('example.com'))", "import socket"),
    "datagrams": _refused("socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)", "import socket"),
    "socket buffers": _refused(
        "a.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**22)",
        "import socket\na, b = socket.socketpair()",
    ),
    # A lock that holds keeps out a second one.
    "locks": Attack("""
import fcntl, numpy
first, second = open(numpy.__file__), open(numpy.__file__)
try:
    for file in (first, second):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    refused()
except BlockingIOError:
    breached()
"""),
    "a lease": _refused(
        "fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)",
        "import fcntl\nfile = open('mine', 'w')",
    ),
    "watching files": _refused(
        "if libc.inotify_init1(0) < 0: raise OSError(ctypes.get_errno())",
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)",
    ),
    # execve, ptrace, mount, setns, process_vm_readv, bpf, io_uring_setup, socket, memfd_create,
    # landlock_create_ruleset, and fork by its x32 number; no argument makes sense.
    "raw kernel calls": Attack("""
import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
numbers = {
    "x86_64": (59, 101, 165, 308, 310, 321, 425, 41, 319, 444, 0x40000000 + 57),
    "aarch64": (221, 117, 40, 268, 270, 280, 425, 198, 279, 444),
}[platform.machine()]
reached = []
for number in numbers:
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(0)] * 6)
    if result != -1 or ctypes.get_errno() not in (1, 38):  # EPERM, ENOSYS
        reached.append(number)
print(reached)
breached() if reached else refused()
"""),
    "leaving the namespaces": Attack("""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
mounted = libc.mount(b"proc", b"/proc", b"proc", 0, None)
done = [mounted, libc.unshare(0x10000000), libc.chroot(b".")]
print(done)
refused() if done == [-1, -1, -1] else breached()
"""),
    "becoming somebody else": _refused("os.setuid(0)\nprint(open('/etc/shadow').read())"),
    "limits raised": _refused(
        "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))", "import resource"
    ),
    "limits of others": _refused(
        "resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1000, 1000))", "import os, resource"
    ),
}
