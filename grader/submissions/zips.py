"""Submissions in the zip of a learning platform; nothing is unpacked to disk."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

from grader.notebook.outputs import MAX_FILE, fitting
from grader.submissions.names import (
    choose_notebook,
    is_notebook,
    is_renamed_notebook,
    late_mark,
    outer_folders,
    student_of,
)
from grader.submissions.submission import RENAMED, Submission, SubmissionsError, failing

MAX_ENTRIES = 200_000


def from_zip(path: Path, notebook: str, others: frozenset[str] = frozenset()) -> list[Submission]:
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
    files: list[tuple[zipfile.ZipInfo, list[str]]] = []
    for entry in entries:
        parts = [
            p for p in entry.filename.replace("\\", "/").split("/") if p not in ("", ".", "..")
        ]
        if entry.is_dir() or not parts or "__MACOSX" in parts or parts[-1].startswith("."):
            continue
        files.append((entry, parts))
    outer = outer_folders([parts for _, parts in files if is_notebook(parts[-1])])
    groups: dict[tuple[str, str], list[zipfile.ZipInfo]] = {}
    for entry, parts in files:
        groups.setdefault(student_of(parts[outer:] or parts), []).append(entry)
    if len(groups) == 1:
        _refuse_a_class_as_one(path, [e.filename for e, _ in files if is_notebook(e.filename)])
    found = []
    for (student, platform), members in groups.items():
        notebooks = [entry for entry in members if is_notebook(entry.filename)]
        chosen = choose_notebook([entry.filename for entry in notebooks], notebook, others)
        entry = members[0] if isinstance(chosen, str) else notebooks[chosen]
        if isinstance(chosen, str):
            renamed = any(is_renamed_notebook(entry.filename) for entry in members)
            read = failing(RENAMED if renamed and not notebooks else chosen)
        else:
            read = _zip_reader(path, entry)
        mark = late_mark(entry.filename.rpartition("/")[2]) if platform[:7] == "canvas:" else None
        found.append(Submission(student, read, platform=platform, entry=entry.filename, late=mark))
    return found


def _refuse_a_class_as_one(path: Path, notebooks: list[str]) -> None:
    names = [name.rpartition("/")[2] for name in notebooks]
    if len(set(names)) < len(names):
        raise SubmissionsError(
            f"{path}: one student with several notebooks of the same name; put one folder for "
            "each student, or <student>.ipynb, at the top of the zip"
        )


def _zip_reader(path: Path, entry: zipfile.ZipInfo) -> Callable[[], bytes | str]:
    def read() -> bytes | str:
        if stat.S_ISLNK(entry.external_attr >> 16):
            return "the submission is a link"
        try:
            with zipfile.ZipFile(path) as archive, archive.open(entry) as file:
                data = file.read(MAX_FILE + 1)
        except Exception as error:
            return f"cannot be unpacked: {type(error).__name__}: {error}"
        return fitting(data)

    return read
