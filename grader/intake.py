"""Finds the submissions: a folder, nbgrader's tree, or the zip of a learning platform.

Names are labels only. Nothing is unpacked to disk, no link is followed, nothing is executed.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from grader.notebook import MAX_BYTES

MAX_ENTRIES = 200_000
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_[a-z]+_?.*", re.DOTALL)
_TIME = re.compile(
    rb"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?P<part>\.\d{1,6})? (?P<zone>UTC|[+-]\d{4})"
)
_CANVAS = re.compile(r"(?P<name>[^_/]+?)(_LATE)?_(?P<id>\d+)_\d+_[^/]*", re.DOTALL)


class SubmissionsError(ValueError):
    """The submissions cannot be listed; the message says why."""


@dataclass(frozen=True)
class Submission:
    """One student's notebook, read when needed; `read` returns its bytes or the problem."""

    student: str
    read: Callable[[], bytes | str]
    notes: tuple[str, ...] = ()


def submissions(path: Path, notebook: str, assignment: str) -> list[Submission]:
    """Return all submissions at `path`, in the order of the students' names.

    `notebook` is the notebook's name without suffix, `assignment` that of nbgrader's folder.

    Raises:
        SubmissionsError: there is nothing of the kind.
    """
    if path.is_dir():
        found = _from_folder(path, notebook, assignment)
    elif path.is_file() and zipfile.is_zipfile(path):
        found = _from_zip(path, notebook)
    else:
        raise SubmissionsError(
            f"{path} is no folder and no zip; name nbgrader's `submitted`, a folder of "
            "<student>.ipynb, or the zip from your learning platform"
        )
    if not found:
        raise SubmissionsError(f"{path}: no submission found")
    return _distinct(sorted(found, key=lambda item: item.student))


def _distinct(found: list[Submission]) -> list[Submission]:
    taken = {item.student for item in found}
    seen: set[str] = set()
    result = []
    for item in found:
        if item.student in seen:
            notes = (*item.notes, "a second submission under the same name")
            names = (f"{item.student} ({count})" for count in range(2, len(found) + 3))
            item = Submission(next(n for n in names if n not in taken), item.read, notes)
            taken.add(item.student)
        seen.add(item.student)
        result.append(item)
    return result


def _problem(text: str) -> Callable[[], bytes | str]:
    return lambda: text


def _from_folder(path: Path, notebook: str, assignment: str) -> list[Submission]:
    found = []
    for entry in sorted(path.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            found.append(Submission(_stem(entry.name), _problem("the submission is a link")))
        elif entry.is_dir():
            found.append(_from_student_folder(entry, notebook, assignment))
        elif entry.suffix == ".ipynb":
            found.append(Submission(entry.stem, _reader(entry)))
    return found


def _stem(name: str) -> str:
    return name.removesuffix(".ipynb")


def _from_student_folder(folder: Path, notebook: str, assignment: str) -> Submission:
    paths: list[Path] = []
    linked = False
    for place, folders, files in os.walk(folder):
        linked = linked or any(os.path.islink(os.path.join(place, name)) for name in folders)
        depth = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(n for n in folders if not n.startswith(".") and depth < 3)
        paths += [Path(place, name) for name in sorted(files) if name.endswith(".ipynb")]
    moodle = _MOODLE.fullmatch(folder.name)
    student = moodle["name"] + "_" + moodle["id"] if moodle else folder.name
    inside = [item for item in paths if item.parent.name == assignment] or paths
    chosen = _choose([str(item.relative_to(folder)) for item in inside], notebook)
    if isinstance(chosen, str):
        return Submission(student, _problem("the submission is a link" if linked else chosen))
    return Submission(student, _reader(inside[chosen]))


def _choose(names: list[str], notebook: str) -> int | str:
    """Return the index of the notebook to grade, or the problem."""
    exact = [i for i, name in enumerate(names) if PurePosixPath(name).stem == notebook]
    if len(exact) == 1:
        return exact[0]
    if len(names) == 1:
        return 0
    if not names:
        return "no notebook was handed in"
    close = [i for i, name in enumerate(names) if notebook.lower() in name.lower()]
    if close:  # platforms number what is handed in again: the last one counts
        return max(close, key=lambda i: (len(names[i]), names[i]))
    return f"several notebooks were handed in, none is named {notebook}.ipynb"


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
                return "the submission is no regular file"
            if status.st_size > MAX_BYTES:
                return f"the file is larger than {MAX_BYTES // 2**20} MiB"
            try:
                return file.read(MAX_BYTES + 1)
            except OSError as error:
                return f"cannot be read: {error.strerror}"

    return read


def _from_zip(path: Path, notebook: str) -> list[Submission]:
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
        groups.setdefault(_student_of(parts), []).append(entry)
    found = []
    for student, members in groups.items():
        notebooks = [entry for entry in members if entry.filename.endswith(".ipynb")]
        chosen = _choose([entry.filename for entry in notebooks], notebook)
        if isinstance(chosen, str):
            found.append(Submission(student, _problem(chosen)))
        else:
            found.append(Submission(student, _zip_reader(path, notebooks[chosen])))
    return found


def _student_of(parts: list[str]) -> str:
    moodle = _MOODLE.fullmatch(parts[0])
    if moodle:
        return f"{moodle['name']}_{moodle['id']}"
    if len(parts) > 1:
        skip = 1 if parts[0] in ("submitted", "submissions") and len(parts) > 2 else 0
        return parts[skip]
    canvas = _CANVAS.fullmatch(parts[0])
    if canvas:
        return f"{canvas['name']}_{canvas['id']}"
    return _stem(parts[0])


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


def times(path: Path, assignment: str) -> dict[str, datetime]:
    """Return when each student handed in (UTC), as nbgrader's collected tree `path` says it.

    The students' own programs write these files: what is not in nbgrader's form counts nothing.
    """
    found = {}
    for folder in path.iterdir() if path.is_dir() else ():
        text = _reader(folder / assignment / "timestamp.txt")()
        match = _TIME.fullmatch(text.strip()) if isinstance(text, bytes) else None
        if match:
            with contextlib.suppress(ValueError, OverflowError):  # the 31st of February
                parts = (match["time"], match["part"] or b".0", match["zone"])
                text = b"".join(parts).replace(b"UTC", b"+0000").decode()
                time = datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f%z")
                found[folder.name] = time.astimezone(UTC).replace(tzinfo=None)
    return found


def by_name(found: Iterable[Submission]) -> dict[str, Submission]:
    """Return the submissions by student."""
    return {item.student: item for item in found}
