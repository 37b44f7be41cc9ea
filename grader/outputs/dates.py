"""Tables of dates: an instructor's own, and the times in Moodle's grading worksheet."""

from __future__ import annotations

import csv
import io
import re
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
# In Chinese: "2026年 12月 1日(二) 23:59", or "2026年12月1日 星期二 下午 11:59".
_CHINESE = re.compile(
    r"(\d{4})年 ?(\d{1,2})月 ?(\d{1,2})日,? ?"
    r"(?:[(（]?(?:星期|週|周)?[一二三四五六日][)）]?)?,? ?"
    r"(?P<half>上午|下午)? ?(\d{1,2}:\d\d)"
)
_HALVES = {"上午": "AM", "下午": "PM"}


def dates(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return times of handing in and extensions, by student, of a table with such columns.

    Raises:
        LateError: the table cannot be read, has other columns, or two times for one student.
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
                _add(found, values["student"], values[name], f"{path}: ")
    return times, extensions


def extensions_of(words: Iterable[str]) -> dict[str, str]:
    """Return the extensions of STUDENT=DATE, by student; a name may hold the sign itself.

    Raises:
        LateError: a word has no such form, or a student has two.
    """
    found: dict[str, str] = {}
    for word in words:
        student, sign, text = word.rpartition("=")
        if not sign or not student:
            raise LateError(f"{word!r} is not an extension; write STUDENT=2026-12-05")
        _add(found, student, text)
    return found


def _add(found: dict[str, str], student: str, text: str, where: str = "") -> None:
    if found.setdefault(student, text) != text:
        raise LateError(
            f"{where}{student} has two times, {found[student]} and {text}; leave one of them"
        )


def moodle_times(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the times of a Moodle's worksheet; what has an unknown form is left out."""
    return {name: time for name, text in texts.items() if (time := moodle_time(text))}


def moodle_time(text: str) -> str:
    """Return a time of an English or Chinese Moodle as ISO 8601, "" for anything else."""
    # Some systems put a narrow space before AM and PM.
    plain, forms = " ".join(text.split()), _FORMS
    if match := _CHINESE.fullmatch(plain):
        year, month, day, half, clock = match.groups()
        plain = f"{year}-{month}-{day} {clock} {_HALVES.get(half, '')}".strip()
        forms = ("%Y-%m-%d %I:%M %p",) if half else ("%Y-%m-%d %H:%M",)
    for form in forms:
        try:
            return datetime.strptime(plain, form).isoformat()
        except ValueError:
            continue
    return ""
