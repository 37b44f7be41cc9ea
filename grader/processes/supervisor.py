"""Start one student's process in its jail, watch it, and end all of it."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import sys
from typing import Any, NoReturn

from grader.processes import interruption, student
from grader.processes.interpreter import Interpreter
from grader.protocol import descriptors
from grader.protocol.channel import Channel
from grader.protocol.codec import encode
from grader.sandbox import cleanup, jail, linux
from grader.sandbox.environment import QUIET, environment
from grader.sandbox.limits import MIB, Limits, mapped_bytes, threads_of


def supervise(message: dict[str, Any], fds: list[int], interpreter: Interpreter) -> None:
    """Start the student's process in its jail, watch it, and kill all of it at the end.

    The end is when the other end of the control socket is closed, or the student's process gone.
    A byte that comes over it says that the call that runs has taken too long.
    """
    channel_fd, control_fd = fds
    control = socket.socket(fileno=control_fd)
    plan = jail.Plan(**message["plan"])
    limits = Limits(**message["limits"])
    paths = jail.Paths(**message["paths"])
    channel = Channel(socket.socket(fileno=channel_fd))
    info = jail.ProcessInfo(os.getpid(), mapped_bytes(), message["seed"])
    if linux.known_machine():
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    try:
        if plan.namespaces:
            jail.enter_namespaces(limits, paths)
            if not os.path.exists(jail.CANARY):
                raise jail.BrokenJailError("isolation is broken: the old root is in sight")
        else:
            jail.copy_files(paths.helpers, paths.work)
        pid = os.fork()
        if pid == 0:
            control.close()
            _become_student(plan, limits, paths, channel, info, interpreter)
        channel.close()
        status, why = _watch(pid, control, plan, limits, paths)
    except (OSError, jail.BrokenJailError) as error:
        kind = "broken" if isinstance(error, OSError) else "unsafe"
        with contextlib.suppress(OSError):
            channel.send(encode((kind, f"before the start: {error}")))
        return
    with contextlib.suppress(OSError):
        descriptors.send(control, {"status": status, "why": why})


def _become_student(
    plan: jail.Plan,
    limits: Limits,
    paths: jail.Paths,
    channel: Channel,
    info: jail.ProcessInfo,
    interpreter: Interpreter,
) -> NoReturn:
    try:
        jail.confine(plan, limits, paths, channel.fileno(), info)
        os.environ.clear()
        os.environ.update(environment(paths.inside(plan)))
        os.environ.update(QUIET)
        sys.path.insert(0, paths.inside(plan).work)
    except BaseException as error:
        with contextlib.suppress(Exception):
            kind = "unsafe" if isinstance(error, jail.BrokenJailError) else "broken"
            channel.send(encode((kind, f"{type(error).__name__}: {error}")))
        os._exit(1)
    try:
        student.serve(channel, interpreter, limits.output_chars, info.seed)
    finally:
        os._exit(0)


def _watch(
    pid: int, control: socket.socket, plan: jail.Plan, limits: Limits, paths: jail.Paths
) -> tuple[int, str]:
    """Wait for the end of the student; return its wait status and why it was ended."""
    why = ""
    waiter = select.poll()
    waiter.register(control, select.POLLIN | select.POLLHUP)
    if hasattr(os, "pidfd_open"):
        waiter.register(os.pidfd_open(pid), select.POLLIN)
    watched = not plan.namespaces
    counted = plan.counts_threads()
    given = cleanup.folder_size(paths.work) if watched else 0
    in_sight = 1 if plan.namespaces else pid  # its number in the /proc that it has mounted
    pause = 0.1 if watched or not counted or not hasattr(os, "pidfd_open") else 60.0
    ended, status, usage = 0, 0, None
    while not ended:
        events = waiter.poll(pause * 1000)
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            break
        if any(fd == control.fileno() for fd, _ in events):
            if not control.recv(1):
                break
            with contextlib.suppress(OSError):
                os.kill(pid, interruption.SIGNAL)
        if watched and cleanup.folder_size(paths.work) > given + limits.disk_mb * MIB:
            why = f"wrote more than {limits.disk_mb} MiB to its folder"
            break
        if not counted and threads_of(in_sight) > limits.threads:
            why = f"started more than {limits.threads} threads"
            break
    if not ended:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
        _, status, usage = os.wait4(pid, 0)
    if not plan.namespaces:  # else all of the namespace died with its first process
        cleanup.kill_tree(pid)
    if not why and os.WIFSIGNALED(status):
        cpu = usage.ru_utime + usage.ru_stime if usage else 0.0
        if (
            os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)
            and cpu >= limits.cpu_seconds - 1
        ):
            why = f"used more than {limits.cpu_seconds} s of processor time"
    return status, why
