"""The warm processes of this process, its scratch folder, and the folders of one submission."""

from __future__ import annotations

import atexit
import contextlib
import os
import tempfile
import threading
from pathlib import Path

from grader.sandbox import cleanup, jail
from grader.sandbox.jail import Paths
from grader.session.fork_server_client import ForkServer


class Pool:
    """The warm processes of this process, handed out to one task at a time."""

    def __init__(self) -> None:
        self._idle: list[ForkServer] = []
        self._lock = threading.Lock()
        self._all: list[ForkServer] = []
        self._folder = ""
        self.stopped = False

    def folder(self) -> Path:
        """Return this process's scratch folder."""
        with self._lock:
            if not self._folder:
                self._folder = make_scratch()
            return Path(self._folder)

    def take(self, modules: list[str]) -> ForkServer:
        """Return a warm process that has imported the modules, at least.

        Raises:
            OSError: the user stopped the run.
        """
        if self.stopped:
            raise OSError("stopped")
        caches = self.folder() / "caches"
        caches.mkdir(exist_ok=True)
        with self._lock:
            fork_server = self._idle.pop() if self._idle else None
        if fork_server is None:
            fork_server = self._start(caches)
        if not fork_server.preload(modules):
            # A library started threads on import: each submission imports it for itself.
            self.drop(fork_server)
            fork_server = self._start(caches)
        return fork_server

    def warm(self, count: int, modules: list[str]) -> None:
        """Start `count` more warm processes in the background, while other work uses one core."""
        for _ in range(count):
            threading.Thread(target=self._warm, args=(modules,)).start()

    def _warm(self, modules: list[str]) -> None:
        with contextlib.suppress(OSError, EOFError):  # the pool was closed meanwhile
            self.put(self.take(modules))

    def _start(self, caches: Path) -> ForkServer:
        fork_server = ForkServer(str(caches))
        with self._lock:
            self._all.append(fork_server)
        return fork_server

    def put(self, fork_server: ForkServer) -> None:
        """Take a warm process back, unless all were ended meanwhile."""
        with self._lock:
            if fork_server in self._all:
                self._idle.append(fork_server)

    def drop(self, fork_server: ForkServer) -> None:
        """End a warm process."""
        fork_server.close()
        with self._lock, contextlib.suppress(ValueError):
            self._all.remove(fork_server)

    def close(self) -> None:
        """End all warm processes and remove the scratch folder."""
        with self._lock:
            fork_servers, self._all, self._idle = self._all, [], []
            folder, self._folder = self._folder, ""
        for fork_server in fork_servers:
            fork_server.close()
        if folder:
            cleanup.remove(folder)


POOL = Pool()


atexit.register(POOL.close)


def make_scratch() -> str:
    """Make a folder for this process, and remove what processes that are gone left behind."""
    base = Path(tempfile.gettempdir())
    for old in base.glob("grader-scratch-*"):
        pid = old.name.split("-")[2]
        with contextlib.suppress(FileNotFoundError):  # another process removes it, too
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


def make_paths(folder: Path, helpers: str, trusted: str = "") -> Paths:
    """Make the folders for one pair of processes; the files of the last two are copied there."""
    for name in ("root", "work", "trusted"):
        (folder / name).mkdir(parents=True)
        (folder / name).chmod(0o700)
    folder.chmod(0o711)
    if trusted:
        jail.copy_files(trusted, str(folder / "trusted"))
    return Paths(
        str(folder / "root"),
        str(folder / "work"),
        helpers,
        str(folder / "trusted"),
        jail.library_folders(),
    )
