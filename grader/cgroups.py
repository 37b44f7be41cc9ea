"""Control groups: limits on memory and threads that count the whole of a student's process tree.

Resource limits count each process by itself and know nothing of memory that lies in the
kernel or in a temporary file system; a control group counts all of it. Making one needs a
folder below /sys/fs/cgroup that this user may write: root outside a container has it, a user
gets it from `systemd-run --user --scope`.

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
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

MIB = 2**20
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
    """A control group; it lives from here to `close`, whatever becomes of the file system."""

    def __init__(self, parents: Sequence[str], *, memory: int, threads: int) -> None:
        """Make the group below `parents`, of at most `memory` bytes and `threads` threads.

        Raises:
            OSError: the kernel refuses.
        """
        self.name = f"{PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
        self._folders: list[tuple[int, int]] = []  # of the parent, of the group
        try:
            for path in dict.fromkeys(parents):
                parent = os.open(path, os.O_PATH | os.O_DIRECTORY)
                os.mkdir(self.name, dir_fd=parent)
                group = os.open(self.name, os.O_PATH | os.O_DIRECTORY, dir_fd=parent)
                self._folders.append((parent, group))
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
        for _, group in self._folders:
            self._open_write(group, "cgroup.procs", "0")

    def paths(self) -> list[str]:
        """Return the files that take the number of a process to move here."""
        return [f"/proc/{os.getpid()}/fd/{group}/cgroup.procs" for _, group in self._folders]

    def out_of_memory(self) -> bool:
        """Tell whether the kernel ended a process of the group for its memory."""
        for name in ("memory.events", "memory.oom_control"):
            for line in self._read(name).splitlines():
                if line.startswith("oom_kill "):
                    return int(line.split()[1]) > 0
        return False

    def close(self) -> None:
        """Kill what is left in the group, and remove it."""
        for parent, group in self._folders:
            for _ in range(200):
                with contextlib.suppress(OSError):
                    os.rmdir(self.name, dir_fd=parent)
                    break
                for pid in self._members(group):
                    with contextlib.suppress(OSError):
                        os.kill(pid, signal.SIGKILL)
                time.sleep(0.01)
            os.close(group)
            os.close(parent)
        self._folders = []

    def _members(self, group: int) -> list[int]:
        with contextlib.suppress(OSError):
            return [int(number) for number in _read(group, "cgroup.procs").split()]
        return []

    def _write(self, name: str, value: int, *, needed: bool = True) -> bool:
        """Set a limit; return False if no folder of the group has it and it is not `needed`."""
        for _, group in self._folders:
            with contextlib.suppress(FileNotFoundError):
                self._open_write(group, name, str(value))
                return True
        if needed:
            raise OSError(f"this kernel's control groups have no {name}")
        return False

    @staticmethod
    def _open_write(group: int, name: str, value: str) -> None:
        fd = os.open(name, os.O_WRONLY, dir_fd=group)
        try:
            os.write(fd, value.encode())
        finally:
            os.close(fd)

    def _read(self, name: str) -> str:
        for _, group in self._folders:
            with contextlib.suppress(OSError):
                return _read(group, name)
        return ""


def _read(group: int, name: str) -> str:
    with open(os.open(name, os.O_RDONLY, dir_fd=group)) as file:
        return file.read()


@cache
def parents() -> tuple[str, ...]:
    """Return the folders to make groups in, one per controller; empty where that is impossible.

    Whether groups made there hold is another question: `held`.
    """
    try:
        mounts, own = _mounts(), _own()
    except OSError:
        return ()
    if all(name in mounts for name in _CONTROLLERS):  # version 1: a hierarchy per controller
        found = [_folder(mounts[name], own.get(name, "/")) for name in _CONTROLLERS]
        return tuple(map(str, found)) if all(map(_writable, found)) else ()
    if "" in mounts:
        top = Path(mounts[""][1])
        folder = _folder(mounts[""], own.get("", "/"))
        # A group with processes cannot also have groups with limits: they go beside or above.
        for path in (folder, *folder.parents):
            if path.is_relative_to(top) and _writable(path) and _hands_down(path):
                return (str(path),)
    return ()


def _mounts() -> dict[str, tuple[str, str]]:
    """Return the root and the place of each hierarchy, by controller ("" for version 2)."""
    found = {}
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        fields, _, rest = line.partition(" - ")
        root, place = fields.split()[3:5]
        kind, _, options = rest.split()
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


def _hands_down(folder: Path) -> bool:
    try:
        names = (folder / "cgroup.subtree_control").read_text().split()
    except OSError:
        return False
    return all(name in names for name in _CONTROLLERS)


@cache
def held() -> bool:
    """Tell, by trying, whether groups can be made here and their limits hold."""
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
    for path in _left_over():
        with contextlib.suppress(OSError):
            path.rmdir()


def _left_over() -> Iterator[Path]:
    for folder in dict.fromkeys(parents()):
        for path in Path(folder).glob(f"{PREFIX}*"):
            pid = path.name.removeprefix(PREFIX).partition("-")[0]
            if pid.isdigit() and not Path("/proc", pid).exists():
                yield path
