"""The warm process: it has imported the libraries once and forks a pair for each submission.

It knows no tests, no submissions and no results, since every student's process is its image.
It runs no library code beyond imports: TensorFlow survives a fork only before its first operation.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
import traceback
from typing import Any, NoReturn

from grader.processes import examiner
from grader.processes.interpreter import Interpreter
from grader.processes.supervisor import supervise
from grader.protocol import descriptors
from grader.sandbox import linux


def main(control_fd: int) -> None:
    """Serve the requests that come over the control socket until it closes."""
    control = socket.socket(fileno=control_fd)
    interpreter = Interpreter()
    children: set[int] = set()
    while True:
        try:
            message, fds = descriptors.receive(control)
        except EOFError:
            return
        _reap(children)
        if message["op"] == "import":
            descriptors.send(control, {"threads": _import(message["modules"])})
            continue
        if message["op"] == "kill":
            if message["pid"] in children:
                os.kill(message["pid"], signal.SIGKILL)
                os.waitpid(message["pid"], 0)
                children.discard(message["pid"])
            descriptors.send(control, {})
            continue
        pid = os.fork()
        if pid == 0:
            control.close()
            _child(message, fds, interpreter)
        children.add(pid)
        for fd in fds:
            os.close(fd)
        descriptors.send(control, {"pid": pid})


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


def _child(message: dict[str, Any], fds: list[int], interpreter: Interpreter) -> NoReturn:
    try:
        gc.enable()
        if linux.known_machine():
            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        if message["op"] == "student":
            supervise(message, fds, interpreter)
        else:
            examiner.main(fds, interpreter)
    except BaseException:
        with contextlib.suppress(OSError):
            os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(0)
