"""A copy of the working tree: what git has of it, and what is new."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from pathlib import Path

from course.config import ROOT


def copy_working_tree(folder: Path) -> None:
    """Copy the files that git does not ignore, as they are now, into a folder.

    What git ignores (a built book, caches) is written by other tests at the same time.
    """
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    for name in filter(None, files):
        with suppress(FileNotFoundError):  # removed, but not yet committed
            data = (ROOT / name).read_bytes()
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
