"""The warm processes of this process, its scratch folder, and the folders of one submission."""

from __future__ import annotations

import atexit
import contextlib
import os
import tempfile
import threading
from pathlib import Path

from grader.sandbox import cgroups, cleanup, jail
from grader.sandbox.jail import Place
from grader.session.fork_server_client import Zygote


class Pool:
    """The warm processes of this process, handed out to one task at a time."""

    def __init__(self) -> None:
        self._idle: list[Zygote] = []
        self._lock = threading.Lock()
        self._all: list[Zygote] = []
        self._folder = ""
        self.stopped = False

    def folder(self) -> Path:
        """Return this process's scratch folder."""
        with self._lock:
            if not self._folder:
                self._folder = make_scratch()
            return Path(self._folder)

    def take(self, modules: list[str]) -> Zygote:
        """Return a warm process that has imported the modules, at least.

        Raises:
            OSError: the user stopped the run.
        """
        if self.stopped:
            raise OSError("stopped")
        caches = self.folder() / "caches"
        caches.mkdir(exist_ok=True)
        with self._lock:
            zygote = self._idle.pop() if self._idle else None
        if zygote is None:
            zygote = self._start(caches)
        if not zygote.preload(modules):
            # A library started threads on import: each submission imports it for itself.
            self.drop(zygote)
            zygote = self._start(caches)
        return zygote

    def _start(self, caches: Path) -> Zygote:
        zygote = Zygote(str(caches))
        with self._lock:
            self._all.append(zygote)
        return zygote

    def put(self, zygote: Zygote) -> None:
        """Take a warm process back."""
        with self._lock:
            self._idle.append(zygote)

    def drop(self, zygote: Zygote) -> None:
        """End a warm process."""
        zygote.close()
        with self._lock, contextlib.suppress(ValueError):
            self._all.remove(zygote)

    def close(self) -> None:
        """End all warm processes and remove the scratch folder."""
        with self._lock:
            zygotes, self._all, self._idle = self._all, [], []
            folder, self._folder = self._folder, ""
        for zygote in zygotes:
            zygote.close()
        if folder:
            cleanup.remove(folder)


POOL = Pool()


atexit.register(POOL.close)


def make_scratch() -> str:
    """Make a folder for this process, and remove what processes that are gone left behind."""
    cgroups.sweep()
    base = Path(tempfile.gettempdir())
    for old in base.glob("grader-scratch-*"):
        pid = old.name.split("-")[2]
        if pid.isdigit() and old.stat().st_uid == os.getuid() and not _alive(int(pid)):
            cleanup.remove(str(old))
    folder = tempfile.mkdtemp(prefix=f"grader-scratch-{os.getpid()}-")
    os.chmod(folder, 0o711)
    return folder


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def make_place(folder: Path, helpers: str, trusted: str) -> Place:
    """Make the folders for one pair of processes; the last two have the assignment's files."""
    for name in ("root", "work", "trusted"):
        (folder / name).mkdir(parents=True)
        (folder / name).chmod(0o700)
    folder.chmod(0o711)
    for name in os.listdir(trusted):
        os.symlink(f"{trusted}/{name}", folder / "trusted" / name)
    return Place(
        str(folder / "root"),
        str(folder / "work"),
        helpers,
        str(folder / "trusted"),
        jail.library_folders(),
    )
