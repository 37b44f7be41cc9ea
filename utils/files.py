"""Write files whole or not at all, and let one process at a time write to a folder."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


class FolderInUseError(RuntimeError):
    """Another process, or another part of this one, writes to the folder."""


def write_whole(path: Path, content: str | bytes, *, durable: bool = False) -> None:
    """Write a file under a temporary name, then rename it; folders are made as needed.

    Whoever reads the path meets the old content or the new, never a part.

    Args:
        path: the file.
        content: bytes, or text to be written as UTF-8.
        durable: whether the content must outlast a loss of power, for what took hours.
    """
    data = content.encode() if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold a folder for this process, and remove what a killed writer left half-written.

    The folder is made as needed. The lock is a file `.lock` in it, since some network file
    systems cannot lock folders; it ends with the process, however that ends. Windows has no
    such lock: there this does nothing.

    Raises:
        FolderInUseError: it is held already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with open(folder / ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise FolderInUseError(f"{folder} is in use: another run writes to it") from None
        for left in folder.glob(".*.tmp"):
            left.unlink()
        yield
