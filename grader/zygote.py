"""The warm process: it has imported the libraries once and forks a pair for each submission.

It knows no tests, no submissions and no results, since every student's process is its image.
It runs no library code beyond imports: TensorFlow survives a fork only before its first operation.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
import traceback
from typing import Any, NoReturn

from grader import cgroups, examiner, jail, linux, shell, student, wire
from grader.channel import Channel
from grader.plain import encode


def main(control_fd: int) -> None:
    """Serve the requests that come over the control socket until it closes."""
    control = socket.socket(fileno=control_fd)
    kernel = shell.make_shell()
    children: set[int] = set()
    while True:
        try:
            message, fds = wire.receive(control)
        except EOFError:
            return
        _reap(children)
        if message["op"] == "import":
            wire.send(control, {"threads": _import(message["modules"])})
            continue
        if message["op"] == "kill":
            if message["pid"] in children:
                os.kill(message["pid"], signal.SIGKILL)
                os.waitpid(message["pid"], 0)
                children.discard(message["pid"])
            wire.send(control, {})
            continue
        pid = os.fork()
        if pid == 0:
            control.close()
            _child(message, fds, kernel)
        children.add(pid)
        for fd in fds:
            os.close(fd)
        wire.send(control, {"pid": pid})


def _import(modules: list[str]) -> int:
    """Import modules, as far as they exist; return the number of threads there are then."""
    gc.unfreeze()
    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # else a collection in each child would copy all pages
    gc.disable()
    return _threads()


def _threads() -> int:
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1


def _reap(children: set[int]) -> None:
    for pid in list(children):
        if os.waitpid(pid, os.WNOHANG)[0]:
            children.discard(pid)


def _child(message: dict[str, Any], fds: list[int], kernel: shell.Shell) -> NoReturn:
    try:
        gc.enable()
        if linux.known_machine():
            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        if message["op"] == "student":
            _keeper(message, fds, kernel)
        else:
            examiner.main(fds, kernel)
    except BaseException:
        with contextlib.suppress(OSError):
            os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(0)


def _keeper(message: dict[str, Any], fds: list[int], kernel: shell.Shell) -> None:
    """Start the student's process in its jail, watch it, and kill all of it at the end.

    The end is when the leash is let go (or pulled), or when the student's process is gone.
    """
    channel_fd, leash_fd = fds
    leash = socket.socket(fileno=leash_fd)
    plan = jail.Plan(**message["plan"])
    limits = jail.Limits(**message["limits"])
    place = jail.Place(**message["place"])
    channel = Channel(socket.socket(fileno=channel_fd))
    start = jail.Start(os.getpid(), jail.mapped_bytes(), message["seed"])
    if linux.known_machine():
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    group: cgroups.Group | None = None
    try:
        if plan.cgroups:
            group = jail.make_group(limits)
        if plan.namespaces:
            jail.enter_namespaces(limits, place)
            if not os.path.exists(jail.CANARY):
                raise jail.BrokenJailError("isolation is broken: the old root is in sight")
        pid = os.fork()
        if pid == 0:
            leash.close()
            _become_student(plan, limits, place, channel, start, kernel, group)
        channel.close()
        status, why = _watch(pid, leash, plan, limits, place)
        if group and os.WIFSIGNALED(status) and group.out_of_memory():
            why = why or f"used more than {limits.memory_mb} MiB of memory"
    except (OSError, jail.BrokenJailError) as error:
        kind = "broken" if isinstance(error, OSError) else "unsafe"
        with contextlib.suppress(OSError):
            channel.send(encode((kind, f"before the start: {error}")))
        return
    finally:
        if group:
            group.close()
    with contextlib.suppress(OSError):
        wire.send(leash, {"status": status, "why": why})


def _become_student(
    plan: jail.Plan,
    limits: jail.Limits,
    place: jail.Place,
    channel: Channel,
    start: jail.Start,
    kernel: shell.Shell,
    group: cgroups.Group | None,
) -> NoReturn:
    try:
        if group:
            group.enter()
            if not group.entered():
                raise jail.BrokenJailError("isolation is broken: not in the control group")
        jail.confine(plan, limits, place, channel.sock.fileno(), start)
        os.environ.clear()
        os.environ.update(jail.environment(place.inside(plan)))
        os.environ.update(QUIET)
        sys.path.insert(0, place.inside(plan).work)
    except BaseException as error:
        with contextlib.suppress(Exception):
            kind = "unsafe" if isinstance(error, jail.BrokenJailError) else "broken"
            channel.send(encode((kind, f"{type(error).__name__}: {error}")))
        os._exit(1)
    try:
        student.serve(channel, kernel, limits.output_chars, start.seed)
    finally:
        os._exit(0)


def _watch(
    pid: int, leash: socket.socket, plan: jail.Plan, limits: jail.Limits, place: jail.Place
) -> tuple[int, str]:
    """Wait for the end of the student; return its wait status and why the keeper ended it."""
    why = ""
    waiter = select.poll()
    waiter.register(leash, select.POLLIN | select.POLLHUP)
    if hasattr(os, "pidfd_open"):
        waiter.register(os.pidfd_open(pid), select.POLLIN)
    watched = not plan.namespaces
    pause = 0.1 if watched or not hasattr(os, "pidfd_open") else 60.0
    ended, status, usage = 0, 0, None
    while not ended:
        events = waiter.poll(pause * 1000)
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended or any(fd == leash.fileno() for fd, _ in events):
            break
        if watched and jail.folder_size(place.work) > limits.disk_mb * jail.MIB:
            why = f"wrote more than {limits.disk_mb} MiB to its folder"
            break
    if not ended:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
        _, status, usage = os.wait4(pid, 0)
    if not plan.namespaces:  # else all of the namespace died with its first process
        jail.kill_tree(pid)
    if not why and os.WIFSIGNALED(status):
        cpu = usage.ru_utime + usage.ru_stime if usage else 0.0
        if (
            os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)
            and cpu >= limits.cpu_seconds - 1
        ):
            why = f"used more than {limits.cpu_seconds} s of processor time"
    return status, why


QUIET = {
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}


class Zygote:
    """The grader's end: starts the warm process and asks it for pairs of processes."""

    def __init__(self, folder: str) -> None:
        """Start the process; `folder` is a place for caches of libraries."""
        import subprocess

        package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        code = (
            f"import sys; sys.path.insert(0, {package!r}); from grader.zygote import main; "
            f"sys.path.remove({package!r}); main(int(sys.argv[1]))"
        )
        self.control, other = socket.socketpair()
        environment = {**QUIET, "PATH": os.environ.get("PATH", os.defpath)}
        environment |= {"HOME": os.path.expanduser("~"), "MPLCONFIGDIR": folder, "TMPDIR": folder}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", code, str(other.fileno())],
            env=environment,
            pass_fds=(other.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
        )
        other.close()
        self.imported: set[str] = set()

    def preload(self, modules: list[str]) -> bool:
        """Import modules once; return False if that started threads, which a fork would lose."""
        missing = [name for name in modules if name not in self.imported]
        if not missing:
            return True
        wire.send(self.control, {"op": "import", "modules": missing})
        self.imported.update(missing)
        return int(self._answer()["threads"]) == 1

    def _answer(self) -> dict[str, Any]:
        return wire.receive(self.control)[0]

    def start_student(
        self,
        plan: jail.Plan,
        limits: jail.Limits,
        place: jail.Place,
        seed: int,
        channel: socket.socket,
        leash: socket.socket,
    ) -> None:
        """Start a student's process that serves `channel`; closing `leash`'s other end kills it."""
        from dataclasses import asdict

        message = {
            "op": "student",
            "plan": asdict(plan),
            "limits": asdict(limits),
            "place": asdict(place),
            "seed": seed,
        }
        wire.send(self.control, message, (channel.fileno(), leash.fileno()))
        self._answer()

    def start_examiner(self, channel: socket.socket, reports: socket.socket) -> int:
        """Start the trusted process for one submission; return its pid for `kill`."""
        wire.send(self.control, {"op": "examiner"}, (channel.fileno(), reports.fileno()))
        return int(self._answer()["pid"])

    def kill(self, pid: int) -> None:
        """Kill a process that this one started; nothing happens if it is gone."""
        wire.send(self.control, {"op": "kill", "pid": pid})
        self._answer()

    def close(self) -> None:
        """End the warm process and all that it started."""
        self.control.close()
        try:
            self.process.wait(5)
        except Exception:
            self.process.kill()
            self.process.wait()
