"""The results: one line of JSON per submission is the truth, and tables are derived from it."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from grader.records import Row
from utils.files import FolderInUseError, only_writer, write_whole

# The status of a line that says: the student took the submission back.
WITHDRAWN = "withdrawn"


class BusyError(RuntimeError):
    """Another grader writes to the same folder, or it has another assignment's results."""


def write_file(path: Path, text: str) -> None:
    """Write a text whole; what is not valid Unicode in it becomes question marks."""
    write_whole(path, text.encode("utf-8", "replace"))


class Results:
    """The file `results.jsonl` of a folder; only one process at a time may write it."""

    def __init__(self, folder: Path, assignment: str = "") -> None:
        """Name the folder, and the assignment whose results it must have (any if none)."""
        self.folder = folder
        self.assignment = assignment
        self.path = folder / "results.jsonl"
        self.rows: dict[str, Row] = {}
        self.withdrawn: dict[str, Row] = {}  # of submissions that were taken back
        self.unwritten: list[str] = []

    @contextmanager
    def writing(self) -> Iterator[Results]:
        """Hold the folder, read what it has, and drop a last line that was cut off.

        Raises:
            BusyError: another process holds it.
        """
        try:
            with only_writer(self.folder):
                self.read()
                yield self
        except FolderInUseError:
            raise BusyError(f"another grader is writing to {self.folder}") from None

    def read(self) -> None:
        """Read the rows; the last one of a student counts. A damaged line counts as missing.

        Raises:
            BusyError: they belong to another assignment.
        """
        if not self.path.exists():
            return
        with open(self.path, "r+b") as file:
            end = 0
            for line in file:
                if not line.endswith(b"\n"):
                    file.truncate(end)
                    break
                end += len(line)
                row = _row(line)
                if row is None:
                    continue
                if self.assignment not in ("", row["assignment"]):
                    raise BusyError(
                        f"{self.folder} has the results of {row['assignment']!r}; "
                        "name another folder with --out"
                    )
                self._take(row)

    def _take(self, row: Row) -> None:
        if row["status"] == WITHDRAWN:
            if before := self.rows.pop(row["student"], None):
                self.withdrawn[row["student"]] = before
            return
        self.rows[row["student"]] = row
        self.withdrawn.pop(row["student"], None)

    def append(self, row: Row) -> None:
        """Add one row, safe on disk when this returns; what cannot be written is named.

        A full disk, say, must not stop the others: such a row is graded again by the next run.
        """
        line = json.dumps(row).encode() + b"\n"
        try:
            with open(self.path, "ab", buffering=0) as file:
                end = file.tell()
                try:
                    if file.write(line) < len(line):
                        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                    os.fsync(file.fileno())
                except OSError:
                    file.truncate(end)  # no part of a line stays before the next
                    raise
        except OSError as error:
            self.unwritten.append(f"the row of {row['student']}: {error}")
            return
        self._take(row)

    def write(self, path: Path, text: str) -> None:
        """Write a text that is derived from the rows; what cannot be written is named."""
        try:
            write_file(path, text)
        except OSError as error:
            self.unwritten.append(f"{path}: {error}")

    def keep(self, students: Iterable[str], questions: Sequence[str]) -> None:
        """Mark the rows of others, who took their submissions back; the file keeps them.

        The questions of those that stay come in the notebook's order.
        """
        for name in self.rows.keys() - set(students):
            mark = {"student": name, "assignment": self.rows[name]["assignment"]}
            self.append(cast(Row, mark | {"status": WITHDRAWN, "questions": {}, "key": ""}))
        for row in self.rows.values():
            order = sorted(
                row["questions"],
                key=lambda q: questions.index(q) if q in questions else len(questions),
            )
            row["questions"] = {name: row["questions"][name] for name in order}

    def sorted(self) -> list[Row]:
        """Return the rows in the order of the students' names."""
        return [self.rows[student] for student in sorted(self.rows)]


def _row(line: bytes) -> Row | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    needed = {"student", "assignment", "status", "questions", "key"}
    return cast(Row, row) if isinstance(row, dict) and needed <= set(row) else None
