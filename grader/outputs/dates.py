"""Tables of dates: an instructor's own, and the times in Moodle's grading worksheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from grader.outputs.late import LateError

# As Moodle writes them in English: "Tuesday, 1 December 2026, 11:59 PM".
_FORMS = tuple(
    f"{day}{order}, {clock}"
    for day in ("%A, ", "")
    for order in ("%d %B %Y", "%B %d, %Y")
    for clock in ("%I:%M %p", "%H:%M")
)


def dates(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return times of handing in and extensions, by student, of a table with such columns.

    Raises:
        LateError: the table cannot be read, or has other columns.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LateError(f"{path}: cannot be read as UTF-8: {error}") from None
    reader = csv.DictReader(io.StringIO(text))
    head = [name.strip() for name in reader.fieldnames or ()]
    if "student" not in head or not {"handed_in", "extension"} & set(head):
        raise LateError(
            f"{path}: the columns must be student and handed_in, extension or both; they are: "
            f"{', '.join(head) or 'none'}"
        )
    times: dict[str, str] = {}
    extensions: dict[str, str] = {}
    for line in reader:
        values = {str(key).strip(): str(value or "").strip() for key, value in line.items()}
        for name, found in (("handed_in", times), ("extension", extensions)):
            if values.get(name) and values["student"]:
                found[values["student"]] = values[name]
    return times, extensions


def extensions_of(words: Iterable[str]) -> dict[str, str]:
    """Return the extensions of STUDENT=DATE, by student; a name may hold the sign itself.

    Raises:
        LateError: a word has no such form.
    """
    found = {}
    for word in words:
        student, sign, text = word.rpartition("=")
        if not sign or not student:
            raise LateError(f"{word!r} is not an extension; write STUDENT=2026-12-05")
        found[student] = text
    return found


def moodle_times(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the times of an English Moodle's worksheet; what has another form is left out."""
    return {name: time for name, text in texts.items() if (time := _time(text))}


def _time(text: str) -> str:
    # Some systems put a narrow space before AM and PM.
    plain = " ".join(text.split())
    for form in _FORMS:
        try:
            return datetime.strptime(plain, form).isoformat()
        except ValueError:
            continue
    return ""
