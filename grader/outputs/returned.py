"""Zips of the feedback pages, in the forms in which Moodle and Canvas take them back.

Moodle's "upload multiple feedback files in a zip" finds a student by the folder that its download
has, `NAME_NUMBER_assignsubmission_file_`; a NAME with an underscore would hide the number. Canvas's
"upload submissions" reads the student's and the attachment's numbers from the names of the files
that were downloaded and does not look at what comes behind them; a student sees the page under the
name of the file that was handed in.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.outputs import mistakes, pages
from grader.outputs.reports import final_rows
from grader.records import Row, not_final
from grader.submissions.names import late_mark, of_moodle, stem
from utils.files import write_whole

# In anonymous assignments Canvas gives out letters in place of a student's number.
_ANONYMOUS = re.compile(r"anon(_LATE)?_\w+?_\d+_.+", re.DOTALL)


@dataclass(frozen=True)
class Returned:
    """The zips with how many pages each holds, and who has none in them.

    `held`: why a student's page is not in, by student. `elsewhere`: students who did not come in
    a platform's zip.
    """

    zips: dict[Path, int]
    held: dict[str, str]
    elsewhere: list[str]


def give_back(out: Path) -> Returned:
    """Write `moodle-feedback.zip` and `canvas-feedback.zip` as far as the folder has such students.

    Raises:
        BusyError: another process writes to `out`, or there are no results.
        ReviewError: what was decided cannot be read.
        MistakesError: the file of known mistakes is damaged.
        OSError: a zip cannot be written.
    """
    rows = final_rows(out)
    held = {row["student"]: why for row in rows if (why := not_final(row))}
    known, spoken = mistakes.kept(out), pages.class_languages(rows)
    found: dict[str, list[tuple[str, str]]] = {}
    elsewhere = []
    for row in rows:
        platform, name = place(row)
        if not platform:
            elsewhere.append(row["student"])
        elif row["student"] not in held:
            found.setdefault(platform, []).append((name, pages.feedback(row, known, spoken)))
    zips = {}
    for platform, members in found.items():
        path = out / f"{platform}-feedback.zip"
        write_whole(path, _zipped(members))
        zips[path] = len(members)
    for platform in {"moodle", "canvas"} - found.keys():
        (out / f"{platform}-feedback.zip").unlink(missing_ok=True)
    return Returned(zips, held, elsewhere)


def place(row: Row) -> tuple[str, str]:
    """Return the platform that a row came from, and its page's name in the platform's zip.

    Both are empty where the submission came from elsewhere.
    """
    entry = row["handed_in"]["entry"] if "handed_in" in row else ""
    parts = entry.replace("\\", "/").split("/")
    for part in parts:
        if match := of_moodle(part):
            name = _printable(match["name"]).replace("_", " ")
            (page,) = pages.file_names([f"{row['assignment']} feedback"]).values()
            return "moodle", f"{name}_{match['id']}_assignsubmission_file_/{page}"
    of_canvas = late_mark(parts[-1]) is not None or _ANONYMOUS.fullmatch(parts[-1])
    # A folder for each student is nothing of Canvas, whatever its files are called.
    if of_canvas and (row.get("platform") or len(parts) == 1):
        return "canvas", _printable(stem(parts[-1])) + ".html"
    return "", ""


def _printable(name: str) -> str:
    text = name.encode("utf-8", "replace").decode()
    return "".join(char if char.isprintable() else " " for char in text)


def _zipped(members: Iterable[tuple[str, str]]) -> bytes:
    """Return a zip that is the same for the same pages; a name that is taken gets a number."""
    out, used = io.BytesIO(), set()
    with zipfile.ZipFile(out, "w") as archive:
        for name, page in members:
            path, count = PurePosixPath(name), 1
            while str(path).casefold() in used:
                count += 1
                path = path.with_name(f"{PurePosixPath(name).stem} ({count}).html")
            used.add(str(path).casefold())
            info = zipfile.ZipInfo(str(path))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, page.encode())
    return out.getvalue()
