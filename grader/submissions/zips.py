"""Submissions in the zip of a learning platform; nothing is unpacked to disk."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

from grader.notebook.cells import MAX_BYTES
from grader.submissions.names import choose_notebook, student_of
from grader.submissions.submission import Submission, SubmissionsError, failing

MAX_ENTRIES = 200_000


def from_zip(path: Path, notebook: str) -> list[Submission]:
    """Return the submissions in the zip of a platform, or of a folder.

    Raises:
        SubmissionsError: the zip cannot be read, or has too many entries.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SubmissionsError(f"{path}: not a readable zip: {error}") from None
    if len(entries) > MAX_ENTRIES:
        raise SubmissionsError(f"{path}: more than {MAX_ENTRIES} entries")
    groups: dict[str, list[zipfile.ZipInfo]] = {}
    for entry in entries:
        parts = [
            p for p in entry.filename.replace("\\", "/").split("/") if p not in ("", ".", "..")
        ]
        if entry.is_dir() or not parts or "__MACOSX" in parts or parts[-1].startswith("."):
            continue
        groups.setdefault(student_of(parts), []).append(entry)
    found = []
    for student, members in groups.items():
        notebooks = [entry for entry in members if entry.filename.endswith(".ipynb")]
        chosen = choose_notebook([entry.filename for entry in notebooks], notebook)
        if isinstance(chosen, str):
            found.append(Submission(student, failing(chosen)))
        else:
            found.append(Submission(student, _zip_reader(path, notebooks[chosen])))
    return found


def _zip_reader(path: Path, entry: zipfile.ZipInfo) -> Callable[[], bytes | str]:
    def read() -> bytes | str:
        if stat.S_ISLNK(entry.external_attr >> 16):
            return "the submission is a link"
        try:
            with zipfile.ZipFile(path) as archive, archive.open(entry) as file:
                data = file.read(MAX_BYTES + 1)
        except Exception as error:
            return f"cannot be unpacked: {type(error).__name__}: {error}"
        if len(data) > MAX_BYTES:
            return f"the file is larger than {MAX_BYTES // 2**20} MiB"
        return data

    return read
