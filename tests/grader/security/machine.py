"""A machine to throw away: the whole of this one, where nothing that is done remains.

Its files are an overlay in memory, its processes and network its own. An attack can be seen to
succeed there, with all walls down.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, cast

from grader.sandbox import linux

_MOST_OUTPUT = 10_000_000
_START_SECONDS = 60.0
Report = dict[str, Any]


def run_in_machine(act: Callable[[Callable[[str], None]], None], seconds: float) -> Report:
    """Run `act` as a process in a machine of its own; return what came of it.

    `act` is given a function that adds a line to `lines`. It may break, end or keep its process.

    Returns:
        `output`, `lines`, and `status`: of the process, None if it still ran `seconds` after
        its first line; `stopped`, `signalled`: whether a signal stopped or ended it.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        os.setsid()
        try:
            _enter()
            if os.fork() == 0:
                _first_process(act, writing, seconds)
            os.close(writing)
            os.wait()
        except BaseException as error:
            os.write(writing, json.dumps({"broken": repr(error)}).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        text = file.read()
    os.waitpid(pid, 0)
    report: Report = json.loads(text or b"{}")
    return report


def _enter() -> None:
    """Move to namespaces of its own, and to an overlay of all files."""
    user, group = os.getuid(), os.getgid()
    flags = linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWNET
    flags |= linux.CLONE_NEWIPC | linux.CLONE_NEWUTS
    linux.unshare(flags if user == 0 else flags | linux.CLONE_NEWUSER)
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    linux.mount("none", "/", "", linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("none", "/mnt", "tmpfs", 0)
    for name in ("upper", "inner", "root"):
        os.mkdir(f"/mnt/{name}")
    here = os.getcwd()
    if user == 0:
        layers = "lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/inner"
        linux.mount("overlay", "/mnt/root", "overlay", 0, layers)
        for name in ("dev", "proc"):
            linux.mount(f"/{name}", f"/mnt/root/{name}", "", linux.MS_BIND | linux.MS_REC)
    else:  # the kernel allows users no overlay of all files
        linux.mount("/", "/mnt/root", "", linux.MS_BIND | linux.MS_REC)
        linux.set_mount_flags("/mnt/root", linux.ATTR_RDONLY, recursive=True)
        linux.mount("none", "/mnt/root/tmp", "tmpfs", 0)
    linux.mount("none", "/mnt/root/dev/shm", "tmpfs", 0)
    os.chdir("/mnt/root")
    linux.pivot_root_here()
    os.chdir(here)


def _first_process(
    act: Callable[[Callable[[str], None]], None], writing: int, seconds: float
) -> NoReturn:
    """Start the attacked process, watch it, and report; the machine ends with this process."""
    try:
        linux.mount("proc", "/proc", "proc", 0)
        _let_names_and_connections_work()
        output, output_end = os.pipe()
        lines, lines_end = os.pipe()
        stdin, stdin_end = os.pipe()
        os.write(stdin_end, b"typed by somebody else\n" * 3)
        os.close(stdin_end)
        pid = os.fork()
        if pid == 0:
            for fd, standard in ((stdin, 0), (output_end, 1), (output_end, 2)):
                os.dup2(fd, standard)
            os.dup2(lines_end, 250)
            os.closerange(3, 250)
            # What it printed before it killed itself counts, without PYTHONUNBUFFERED, too.
            cast(io.TextIOWrapper, sys.stdout).reconfigure(line_buffering=True)
            with contextlib.suppress(BaseException):
                act(_say)
            with contextlib.suppress(BaseException):
                sys.stdout.flush()
            os._exit(0)
        for fd in (output_end, lines_end, stdin):
            os.close(fd)
        report = _watch(pid, output, lines, seconds)
        os.write(writing, json.dumps(report).encode())
    except BaseException as error:
        os.write(writing, json.dumps({"broken": repr(error)}).encode())
    finally:
        os._exit(0)


def _say(line: str) -> None:
    os.write(250, line.encode() + b"\n")


def _let_names_and_connections_work() -> None:
    """Give the machine a network that leads to itself, with a server and a name."""
    with contextlib.suppress(OSError), open("/etc/hosts", "a") as hosts:
        hosts.write("127.0.0.1 example.com\n")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        up = struct.pack("16sH14x", b"lo", 0x41)  # SIOCSIFFLAGS: IFF_UP, IFF_RUNNING
        fcntl.ioctl(control, 0x8914, up)
    global _server
    _server = socket.create_server(("127.0.0.1", 22))


_server: socket.socket | None = None


def _watch(pid: int, output: int, lines: int, seconds: float) -> Report:
    end = time.monotonic() + _START_SECONDS
    found: dict[int, bytes] = {output: b"", lines: b""}
    status = None
    while status is None and time.monotonic() < end:
        started = bool(found[lines])
        _read(found, 0.02)
        if found[lines] and not started:
            end = time.monotonic() + seconds
        done, raw = os.waitpid(pid, os.WNOHANG | os.WUNTRACED)
        status = raw if done else None
    if status is None:
        os.kill(pid, signal.SIGKILL)
    _read(found, 0.02)
    return {
        "output": found[output].decode(errors="replace"),
        "lines": found[lines].decode(errors="replace").splitlines(),
        "status": status,
        "stopped": status is not None and os.WIFSTOPPED(status),
        "signalled": status is not None and os.WIFSIGNALED(status),
    }


def _read(found: dict[int, bytes], seconds: float) -> None:
    """Read all that is there, waiting at first."""
    while True:
        ready = select.select(list(found), [], [], seconds)[0]
        got = False
        for fd in ready:
            data = os.read(fd, 1 << 20)
            got = got or bool(data)
            found[fd] = (found[fd] + data)[:_MOST_OUTPUT]
        if not got or sum(map(len, found.values())) >= _MOST_OUTPUT:
            if ready and not got:
                time.sleep(seconds)
            return
        seconds = 0
