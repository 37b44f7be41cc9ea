"""The grader's end of the fork server: what it starts, and what it asks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import grader
from grader.protocol import descriptors
from grader.sandbox.environment import QUIET
from grader.sandbox.jail import Paths, Plan
from grader.sandbox.limits import Limits
from grader.session import fork_server_client as module
from grader.session.fork_server_client import ForkServer


class Started:
    """The process that would have been started; its end of the connection stays open."""

    def __init__(self, command: list[str], **how: Any) -> None:
        self.command, self.how, self.ends = command, how, True
        self.control = socket.socket(fileno=os.dup(how["pass_fds"][0]))
        self.waited: list[float | None] = []

    def wait(self, timeout: float | None = None) -> None:
        """End, unless it hangs."""
        self.waited.append(timeout)
        if not self.ends:
            raise subprocess.TimeoutExpired("", 1)

    def kill(self) -> None:
        """End in any case."""
        self.ends = True

    def says(self, **answer: Any) -> None:
        """Answer before it is asked."""
        descriptors.send(self.control, answer)

    def was_asked(self) -> tuple[dict[str, Any], list[int]]:
        """Return what it was asked, with the descriptors that came along."""
        return descriptors.receive(self.control)


@contextmanager
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ForkServer, Any]]:
    """Yield a fork server's client, and the process that was not started."""
    fake = SimpleNamespace(Popen=Started, DEVNULL=subprocess.DEVNULL)
    monkeypatch.setattr(module, "subprocess", fake)
    client = ForkServer("/caches")
    process: Any = client.process
    for one in (client.control, process.control):
        one.settimeout(5)  # a question that is missing must not be waited for
    yield client, process
    client.close()
    process.control.close()


def test_the_process_runs_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.setenv("PATH", "/programs")
    digits = {"OPENBLAS_CORETYPE": "Haswell", "ONEDNN_MAX_CPU_ISA": "AVX2"}  # as utils sets them
    for name, value in digits.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NPY_DISABLE_CPU_FEATURES", raising=False)
    with started(monkeypatch) as (_, process):
        *command, code, fd = process.command
        how = process.how
        assert command == [sys.executable, "-P", "-c"] and how["pass_fds"] == (int(fd),)
        own = {"HOME": "/home/ann", "MPLCONFIGDIR": "/caches", "TMPDIR": "/caches"}
        assert how["env"] == {**QUIET, **digits, "PATH": "/programs", **own}
        assert (how["stdin"], how["stdout"]) == (subprocess.DEVNULL, subprocess.DEVNULL)
        assert (how["cwd"], how["process_group"]) == ("/", 0)
    assert repr(str(Path(grader.__file__).parents[1])) in code
    served: list[int] = []
    monkeypatch.setattr("grader.processes.fork_server.main", served.append)
    monkeypatch.setattr(sys, "argv", ["-c", fd])
    before = list(sys.path)
    exec(code, {})
    assert served == [int(fd)] and sys.path == before


def test_programs_are_found_though_nobody_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PATH")
    with started(monkeypatch) as (_, process):
        assert process.how["env"]["PATH"] == os.defpath


def test_modules_are_imported_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with started(monkeypatch) as (client, process):
        process.says(threads=1)
        assert client.preload(["json", "numpy"]) and client.preload(["numpy"])
        assert process.was_asked() == ({"op": "import", "modules": ["json", "numpy"]}, [])
        process.says(threads=2)
        assert not client.preload(["json", "keras"])
        assert process.was_asked() == ({"op": "import", "modules": ["keras"]}, [])


@contextmanager
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def same(fds: list[int], *sockets: socket.socket) -> bool:
    """Return whether descriptors are of these sockets, and close them."""
    found = [os.fstat(fd) for fd in fds]
    for fd in fds:
        os.close(fd)
    return found == [os.fstat(one.fileno()) for one in sockets]


def test_a_students_process_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan(namespaces=True, landlock=False, seccomp=True, drop_user=False)
    limits, paths = Limits(threads=7), Paths("/root", "/work", "/helpers", "/trusted", ("/lib",))
    with started(monkeypatch) as (client, process), ends() as (channel, control):
        process.says(pid=1)
        client.start_student(plan, limits, paths, 99, channel, control)
        message, fds = process.was_asked()
        assert message == {
            "op": "student",
            "plan": asdict(plan),
            "limits": asdict(limits),
            "paths": {**asdict(paths), "readable": ["/lib"]},
            "seed": 99,
        }
        assert same(fds, channel, control)
        # Its answer was taken.
        process.says(threads=1)
        assert client.preload(["json"])


def test_a_trusted_process_is_asked_for_and_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    with started(monkeypatch) as (client, process), ends() as (channel, reports):
        process.says(pid=4711)
        assert client.start_examiner(channel, reports) == 4711
        message, fds = process.was_asked()
        assert message == {"op": "examiner"} and same(fds, channel, reports)
        process.says()
        client.kill(4711)
        assert process.was_asked() == ({"op": "kill", "pid": 4711}, [])


def test_what_is_written_to_stderr_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Much of it is cut, and what is no text does no harm."""
    monkeypatch.setattr(module, "MOST_STDERR", 5)
    with started(monkeypatch) as (client, process):
        for written, read in [
            (b"one", "one"),
            (b"", ""),
            (b"123456789", "12345"),
            (b"\xff", "\ufffd"),
        ]:
            os.write(process.how["stderr"].fileno(), written)
            assert client.take_stderr() == read


@pytest.mark.parametrize("hangs", [False, True])
def test_the_process_ends_when_its_connection_does(
    hangs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(monkeypatch) as (_, process):
        process.ends = not hangs
    assert process.ends
    assert process.waited == [module.END_SECONDS, None][: 2 if hangs else 1]


def test_nobody_is_left_at_the_other_end(monkeypatch: pytest.MonkeyPatch) -> None:
    with started(monkeypatch) as (client, process):
        client.close()
        assert process.control.recv(1) == b""
