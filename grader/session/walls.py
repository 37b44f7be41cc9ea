"""Try the walls: let a student's process under a plan try to get out."""

from __future__ import annotations

import os
import platform
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader.protocol.channel import Channel
from grader.protocol.decoder import decode
from grader.protocol.errors import StudentGone
from grader.protocol.remote import Remote
from grader.sandbox import cleanup, jail
from grader.sandbox.jail import Plan
from grader.sandbox.limits import Limits
from grader.session.pool import POOL, make_paths

# The plans whose walls were tried on this machine, by this process.
PROVEN: set[Plan] = set()
_PROOF = threading.Lock()


def prove(plan: Plan, level: int) -> None:
    """Try the walls, unless this process has done so: a cluster's machines may differ.

    Raises:
        BrokenJailError: the walls do not hold here.
    """
    with _PROOF:
        if plan in PROVEN:
            return
        try:
            found = try_plan(plan)[0]
        except (UnsafeError, StudentGone) as error:
            raise jail.BrokenJailError(f"{platform.node()}: {error}") from None
        if found < level:
            raise jail.BrokenJailError(f"{platform.node()}: isolation level {found}, not {level}")


class UnsafeError(RuntimeError):
    """This machine does not isolate student code well enough; the message says what to do."""


# Each entry of `held` says that an attempt to get out failed, as it should.
_PROBE = """
import os, socket, resource, importlib
held = {}
def fails(name, act):
    try:
        act()
    except (OSError, MemoryError, ValueError):
        held[name] = True
    else:
        held[name] = False
def connect():
    with socket.socket() as s:
        s.settimeout(2)
        s.connect(("127.0.0.1", PORT))
def unix():
    with socket.socket(socket.AF_UNIX) as s:
        s.connect("\\0" + ABSTRACT)
def fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
def signal_parent():
    os.kill(PARENT, 0)
    if os.getpid() == PARENT:
        raise OSError
site = os.path.dirname(os.path.dirname(importlib.import_module("traitlets").__file__))
fails("reads no file outside", lambda: open(CANARY).read())
fails("lists no folder outside", lambda: os.listdir(os.path.dirname(CANARY)))
fails("writes no file outside", lambda: open(CANARY, "a").close())
fails("makes no file outside", lambda: open(CANARY + ".new", "w").close())
mode = os.stat(CANARY).st_mode if os.path.exists(CANARY) else None
os.path.exists(CANARY) and fails("changes no mode outside", lambda: os.chmod(CANARY, 0o600))
if mode is not None:
    held["changes no mode outside"] = os.stat(CANARY).st_mode == mode
fails("changes no library", lambda: open(site + "/grader_probe", "w").close())
fails("opens no TCP connection", connect)
fails("opens no Unix socket", unix)
fails("sends no signal outside", signal_parent)
fails("starts no process", fork)
fails("reads no other process", lambda: open(f"/proc/{PARENT}/environ").read())
fails("memory is limited", lambda: bytearray(64 * 2**40))
held["memory is limited"] = resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY
fails("file size is limited", lambda: os.truncate(open("big", "w").fileno(), 2**45))
held["sees no environment"] = "GRADER_PROBE" not in os.environ
first = os.getpid() == 1
inner = True
if first:
    try:
        open("/canary/file").read()
        inner = False
    except OSError:
        pass
"""


@dataclass(frozen=True)
class _Trials:
    """What a student's process found when it tried to get out.

    `held`: the walls by name, and whether each held. `first`: it is the first process of its own
    namespace. `inner`: Landlock hides a file that the namespaces leave in sight.
    """

    held: dict[str, bool]
    first: bool
    inner: bool


def try_plan(plan: Plan) -> tuple[int, dict[str, bool]]:
    """Return the level of a plan, and what each trial under it showed.

    Raises:
        StudentGone: the plan is not available here.
        UnsafeError: a layer went up without an error, and does not hold.
    """
    with _probe(plan) as trials:
        level = _level(plan, trials)
    PROVEN.add(plan)
    return level, trials.held


def _level(plan: Plan, trials: _Trials) -> int:
    """Return the level that the trials show.

    Raises:
        UnsafeError: a layer of the plan went up without an error, and does not hold.
    """
    failed = [name for name, held in trials.held.items() if not held]
    if not (plan.namespaces or plan.landlock or plan.seccomp):
        return 1 if trials.held["memory is limited"] and trials.held["sees no environment"] else 0
    if plan.namespaces and not trials.first:
        failed.append("is the first process of its own namespace")
    if plan.namespaces and plan.landlock and not trials.inner:
        failed.append("Landlock hides files")
    if failed:
        raise UnsafeError(
            f"isolation is broken here: {' + '.join(plan.layers())} went up without an error, but "
            f"does not hold. Not held: {', '.join(failed)}"
        )
    return 3 if plan.namespaces and plan.landlock else 2


@contextmanager
def _probe(plan: Plan) -> Iterator[_Trials]:
    """Start a student's process under `plan` and let it try to get out.

    Raises:
        StudentGone: it cannot be started.
    """
    folder = POOL.folder() / "probe"
    helpers = folder / "none"
    helpers.mkdir(parents=True)
    canary = folder / "open" / "canary"
    canary.parent.mkdir(mode=0o777)
    os.chmod(canary.parent, 0o777)
    canary.write_text("must not be read")
    canary.chmod(0o666)
    abstract = f"grader-probe-{os.getpid()}"
    fork_server = POOL.take([])
    student_end, own_end = socket.socketpair()
    control, control_end = socket.socketpair()
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_UNIX) as unix,
        own_end,
        control,
    ):
        if sys.platform == "linux":
            unix.bind("\0" + abstract)
            unix.listen()
        paths = make_paths(folder / "place", str(helpers))
        fork_server.start_student(plan, Limits(), paths, 0, student_end, control_end)
        student_end.close()
        control_end.close()
        try:
            with Channel(own_end, timeout=60) as channel:
                yield _ask(channel, canary, server.getsockname()[1], abstract)
        finally:
            control.shutdown(socket.SHUT_WR)
            control.settimeout(10)
            control.recv(1)
            POOL.put(fork_server)
            cleanup.remove(str(folder))


def _ask(channel: Channel, canary: Path, port: int, abstract: str) -> _Trials:
    try:
        greeting = decode(channel.receive())
    except Exception as error:
        raise StudentGone(str(error)) from None
    if isinstance(greeting, tuple) and greeting[0] == "unsafe":
        raise UnsafeError(str(greeting[1]))
    if greeting != "ready":
        raise StudentGone(str(greeting[1]) if isinstance(greeting, tuple) else "no greeting")
    settings = f"CANARY={str(canary)!r}; PORT={port}; ABSTRACT={abstract!r}; PARENT={os.getpid()}\n"
    remote = Remote(channel, {})
    answer = remote.ask("run", settings + _PROBE)
    if answer[0] is not True:
        raise StudentGone(f"the trial itself failed: {answer[1]}: {answer[2]}")
    found = remote.ask("names", ["held", "first", "inner"])
    return _Trials(found["held"], found["first"], found["inner"])
