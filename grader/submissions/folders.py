"""Submissions in a folder: nbgrader's tree, or one file per student."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from grader.notebook.outputs import MAX_FILE, fitting
from grader.submissions.names import (
    SUFFIX,
    choose_notebook,
    is_notebook,
    is_renamed_notebook,
    stem,
    student_of,
)
from grader.submissions.submission import RENAMED, Submission, failing

_TIME = re.compile(
    rb"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?P<part>\.\d{1,6})? (?P<zone>UTC|[+-]\d{4})"
)


def from_folder(
    path: Path, notebook: str, assignment: str, others: frozenset[str] = frozenset()
) -> list[Submission]:
    """Return the submissions in a folder: a file or a folder for each student."""
    found = []
    for entry in sorted(path.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            found.append(Submission(stem(entry.name), failing("the submission is a link")))
        elif entry.is_dir():
            found.append(_from_student_folder(entry, notebook, assignment, others))
        elif is_notebook(entry.name):
            found.append(Submission(stem(entry.name), _reader(entry)))
        elif is_renamed_notebook(entry.name):
            student = entry.name[: entry.name.lower().index(SUFFIX)]
            found.append(Submission(student, failing(RENAMED)))
    return found


def _from_student_folder(
    folder: Path, notebook: str, assignment: str, others: frozenset[str]
) -> Submission:
    paths: list[Path] = []
    linked = renamed = False
    for place, folders, files in os.walk(folder):
        linked = linked or any(os.path.islink(os.path.join(place, name)) for name in folders)
        depth = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(n for n in folders if not n.startswith(".") and depth < 3)
        paths += [Path(place, name) for name in sorted(files) if is_notebook(name)]
        renamed = renamed or any(is_renamed_notebook(name) for name in files)
    student, platform = student_of([folder.name, ""])
    inside = [item for item in paths if item.parent.name == assignment] or paths
    chosen = choose_notebook([str(item.relative_to(folder)) for item in inside], notebook, others)
    time = _time(folder / assignment / "timestamp.txt")
    if isinstance(chosen, str):
        problem = RENAMED if renamed and not paths else chosen
        problem = "the submission is a link" if linked else problem
        return Submission(student, failing(problem), platform=platform, time=time)
    return Submission(student, _reader(inside[chosen]), platform=platform, time=time)


def _reader(path: Path) -> Callable[[], bytes | str]:
    def read() -> bytes | str:
        try:
            # Without O_NONBLOCK a pipe would hold up the class.
            fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            linked = os.path.islink(path)
            return "the submission is a link" if linked else f"cannot be read: {error.strerror}"
        with os.fdopen(fd, "rb") as file:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):
                return "the submission is not a regular file"
            try:
                return fitting(file.read(MAX_FILE + 1))
            except OSError as error:
                return f"cannot be read: {error.strerror}"

    return read


def _time(path: Path) -> datetime | None:
    """Return when a student handed in (UTC), as a file of nbgrader's collected tree says it.

    The students' own programs write these files: what is not in nbgrader's form counts nothing.
    """
    text = _reader(path)()
    match = _TIME.fullmatch(text.strip()) if isinstance(text, bytes) else None
    if match:
        with contextlib.suppress(ValueError, OverflowError):  # the 31st of February
            parts = (match["time"], match["part"] or b".0", match["zone"])
            written = b"".join(parts).replace(b"UTC", b"+0000").decode()
            time = datetime.strptime(written, "%Y-%m-%d %H:%M:%S.%f%z")
            return time.astimezone(UTC).replace(tzinfo=None)
    return None
