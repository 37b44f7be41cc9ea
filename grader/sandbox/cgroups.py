"""Control groups: limits on memory and threads that count the whole of a student's process tree.

Resource limits count each process by itself and know nothing of memory that lies in the
kernel or in a temporary file system; a control group counts all of it. Making one needs a
folder below /sys/fs/cgroup that this user may write: root outside a container has it, a user
gets it from `systemd-run --user --scope -p Delegate=yes`.

Sources: cgroups(7) and the kernel's documentation of both versions.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from grader.sandbox.limits import MIB

_CONTROLLERS = ("memory", "pids")
PREFIX = "grader-"
# In a group of one thread and 48 MiB: a second thread must fail, and 96 MiB must kill.
_TRIAL = """
import sys, threading
for path in sys.argv[1:]:
    with open(path, "w") as procs:
        procs.write("0")
try:
    threading.Thread(target=print).start()
except RuntimeError:
    memory = b"x" * (96 * 2**20)
"""


class Group:
    """A control group; it lives from here to `close`, whatever happens to the file system."""

    def __init__(self, parents: Sequence[str], *, memory: int, threads: int) -> None:
        """Make the group below `parents`, of at most `memory` bytes and `threads` threads.

        Raises:
            OSError: the kernel refuses.
        """
        # A process id means something only within its namespace.
        self.name = f"{_own_prefix()}{os.getpid()}-{secrets.token_hex(4)}"
        self._parents: list[int] = []
        self._groups: list[int] = []
        self._procs_fds: list[int] = []
        try:
            for path in dict.fromkeys(parents):
                self._parents.append(os.open(path, os.O_PATH | os.O_DIRECTORY))
                os.mkdir(self.name, dir_fd=self._parents[-1])
                group = os.open(self.name, os.O_PATH | os.O_DIRECTORY, dir_fd=self._parents[-1])
                self._groups.append(group)
                # Opened here: from another namespace the kernel may refuse it.
                self._procs_fds.append(os.open("cgroup.procs", os.O_WRONLY, dir_fd=group))
            self._write("pids.max", threads)
            if not self._write("memory.max", memory, needed=False):
                self._write("memory.limit_in_bytes", memory)
            # Swapped memory counts as well, where the kernel can count it.
            if not self._write("memory.swap.max", 0, needed=False):
                self._write("memory.memsw.limit_in_bytes", memory, needed=False)
        except OSError:
            self.close()
            raise

    def enter(self) -> None:
        """Move this process into the group.

        Raises:
            OSError: the kernel refuses.
        """
        for fd in self._procs_fds:
            os.write(fd, b"0")

    def entered(self) -> bool:
        """Return whether this process is in the group; ask before it leaves its namespaces."""
        own = Path("/proc/self/cgroup").read_text().splitlines()
        inside = [line for line in own if line.rpartition("/")[2] == self.name]
        return len(inside) == len(self._groups)

    def paths(self) -> list[str]:
        """Return the files that take the number of a process to move here."""
        return [f"/proc/{os.getpid()}/fd/{group}/cgroup.procs" for group in self._groups]

    def out_of_memory(self) -> bool:
        """Return whether a process of the group was ended for the group's own memory.

        Not for the machine's: then the group never reached its limit.
        """
        events = dict(line.split() for line in self._read("memory.events").splitlines())
        if events:
            return int(events.get("oom", 0)) > 0 and int(events.get("oom_kill", 0)) > 0
        control = dict(line.split() for line in self._read("memory.oom_control").splitlines())
        # Newer kernels no longer count how often the limit was reached (memory.failcnt).
        most, limit = (
            int(self._read(f"memory.{name}_in_bytes") or 0) for name in ("max_usage", "limit")
        )
        reached = most > limit - MIB
        return reached and int(control.get("oom_kill", 0)) > 0

    def close(self) -> None:
        """Kill what is left in the group, and remove it."""
        for parent, group in zip(self._parents, self._groups, strict=False):
            for _ in range(200):
                with contextlib.suppress(OSError):
                    os.rmdir(self.name, dir_fd=parent)
                    break
                for pid in self._members(group):
                    with contextlib.suppress(OSError):
                        os.kill(pid, signal.SIGKILL)
                time.sleep(0.01)
        for fd in (*self._procs_fds, *self._groups, *self._parents):
            os.close(fd)
        self._procs_fds, self._groups, self._parents = [], [], []

    def _members(self, group: int) -> list[int]:
        with contextlib.suppress(OSError):
            return [int(number) for number in _read(group, "cgroup.procs").split()]
        return []

    def _write(self, name: str, value: int, *, needed: bool = True) -> bool:
        """Set a limit; return False if no folder of the group has it and it is not `needed`."""
        for group in self._groups:
            with contextlib.suppress(FileNotFoundError):
                fd = os.open(name, os.O_WRONLY, dir_fd=group)
                try:
                    os.write(fd, str(value).encode())
                finally:
                    os.close(fd)
                return True
        if needed:
            raise OSError(f"this kernel's control groups have no {name}")
        return False

    def _read(self, name: str) -> str:
        for group in self._groups:
            with contextlib.suppress(OSError):
                return _read(group, name)
        return ""


def _read(group: int, name: str) -> str:
    with open(os.open(name, os.O_RDONLY, dir_fd=group)) as file:
        return file.read()


def _own_prefix() -> str:
    return f"{PREFIX}{os.stat('/proc/self/ns/pid').st_ino}-"


@cache
def parents() -> tuple[str, ...]:
    """Return the folders to make groups in, one per controller; empty where that is impossible.

    Whether groups made there hold is another question: `held`.
    """
    try:
        mounts, own = _mounts(), _own()
    except (OSError, ValueError):
        return ()
    if all(name in mounts for name in _CONTROLLERS):  # version 1: a hierarchy per controller
        found = [_folder(mounts[name], own.get(name, "/")) for name in _CONTROLLERS]
        return tuple(map(str, found)) if all(map(_writable, found)) else ()
    if "" in mounts:
        top = Path(mounts[""][1])
        folder = _folder(mounts[""], own.get("", "/"))
        # A group with processes cannot also have groups with limits: they go beside or above.
        for path in (folder, *folder.parents):
            if path.is_relative_to(top) and _writable(path) and _delegates_controllers(path):
                return (str(path),)
    return ()


def _mounts() -> dict[str, tuple[str, str]]:
    """Return the root and the place of each hierarchy, by controller ("" for version 2)."""
    found = {}
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        fields, _, rest = line.partition(" - ")
        root, place = fields.split()[3:5]
        # Drives of Windows have a blank in the middle of their options, or no source at all.
        kind, options = rest.split(" ")[0], rest.split(" ")[-1]
        if kind == "cgroup2":
            found[""] = (root, place)
        elif kind == "cgroup":
            found |= {n: (root, place) for n in _CONTROLLERS if n in options.split(",")}
    return found


def _own() -> dict[str, str]:
    """Return the group of this process by controller ("" for version 2)."""
    found: dict[str, str] = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, names, path = line.split(":", 2)
        found |= dict.fromkeys(names.split(","), path)
    return found


def _folder(mount: tuple[str, str], path: str) -> Path:
    root, place = mount
    return Path(place, path.removeprefix(root.rstrip("/")).lstrip("/"))


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and os.access(folder / "cgroup.procs", os.W_OK)


def _delegates_controllers(folder: Path) -> bool:
    try:
        names = (folder / "cgroup.subtree_control").read_text().split()
    except OSError:
        return False
    return all(name in names for name in _CONTROLLERS)


@cache
def held() -> bool:
    """Return whether, when tried, groups can be made here and their limits hold."""
    if not parents():
        return False
    try:
        group = Group(parents(), memory=48 * MIB, threads=1)
    except OSError:
        return False
    try:
        command = [sys.executable, "-I", "-S", "-c", _TRIAL, *group.paths()]
        ended = subprocess.run(command, capture_output=True, timeout=60).returncode
        return ended == -signal.SIGKILL and group.out_of_memory()
    except subprocess.TimeoutExpired:
        return False
    finally:
        group.close()


def sweep() -> None:
    """Remove the groups of graders that were killed."""
    for folder in dict.fromkeys(parents()):
        for path in Path(folder).glob(f"{_own_prefix()}*"):
            pid = path.name.removeprefix(_own_prefix()).partition("-")[0]
            if pid.isdigit() and not Path("/proc", pid).exists():
                with contextlib.suppress(OSError):
                    path.rmdir()
