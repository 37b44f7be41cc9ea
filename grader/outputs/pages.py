"""The pages: a summary for the instructor, feedback for each student. Static, no scripts.

Their look is in `templates/`. Jinja2 escapes every value that a template names, and `clean` takes
out what a browser or a terminal could act on.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.notebook.titles import Language, called
from grader.outputs import languages, statistics
from grader.outputs.mistakes import Mistakes
from grader.outputs.review import Group
from grader.outputs.text import counted, number_text
from grader.records import Late, Row, not_final, open_questions

_ANSI = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|[@-Z\\-_])")
_LONGEST_NAME = 100  # bytes; file systems take 255, and archives around them less
# Names that Windows keeps for devices, and that of the list of pages.
_TAKEN = {
    "index",
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}


def clean(text: object) -> str:
    """Return text without terminal codes and control characters."""
    kept = _ANSI.sub("", str(text))
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in kept)


def points(score: float | None) -> str:
    """Return points as a page shows them."""
    return "open" if score is None else number_text(score)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        # Markup is a template's own, and already escaped.
        finalize=lambda value: value if isinstance(value, Markup) else clean(value),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = points
    environment.filters["counted"] = counted
    environment.filters["address"] = quote
    return environment


def file_names(students: Iterable[str]) -> dict[str, str]:
    """Return a file name for each student's page, readable in any script.

    Different names stay different, also where capitals or the writing of accents do not count.
    """
    stems = {student: _stem(student) for student in students}
    used = Counter(stem.casefold() for stem in stems.values())
    return {
        student: f"{stem}.html"
        if stem == student and used[stem.casefold()] == 1
        else f"{stem}-{_digest(student)}.html"
        for student, stem in stems.items()
    }


def _stem(student: str) -> str:
    text = unicodedata.normalize("NFC", student.encode("utf-8", "replace").decode())
    text = "".join(c if c.isalnum() or c in " ()@+,-_." else "_" for c in text)
    text = re.sub(r"^[ .]", "_", text).rstrip(" .") or "_"
    text = text.encode()[:_LONGEST_NAME].decode(errors="ignore")
    return f"_{text}" if text.partition(".")[0].lower() in _TAKEN else text


def _digest(student: str) -> str:
    return hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def class_languages(rows: Iterable[Row]) -> list[Language]:
    """Return the languages of the notebooks that were handed in; both where none can be read."""
    found = {row["language"] for row in rows if "language" in row}
    return sorted(found) or ["en", "zh-TW"]


def feedback(
    row: Row, mistakes: Mistakes | None = None, spoken: Sequence[Language] = ("en", "zh-TW")
) -> str:
    """Return a student's page: points, reasons, the student's own code and output.

    It is in the language of the notebook that was handed in, and has that notebook's titles. Where
    that cannot be read, all of it stands there in each of the `spoken` languages of the class.
    `mistakes`: known ones, to be named where an answer looks like them.
    """
    own = [row["language"]] if "language" in row else spoken
    parts = [_part(row, mistakes or Mistakes(), language) for language in own]
    return _templates().get_template("feedback.html").render(row=row, parts=parts)


def _part(row: Row, known: Mistakes, language: Language) -> dict[str, object]:
    """Return what the template needs to say a page in a language."""
    titles = row.get("titles", {})
    return {
        # What is put between the words is escaped.
        "words": {name: Markup(text) for name, text in languages.words(language).items()},
        "said": lambda text: languages.said(clean(text), language, titles),
        "titles": called(row["questions"], titles),
        "looks_like": {
            name: [clean(mistake.name[language]) for mistake in known.like(name, item)]
            for name, item in row["questions"].items()
        },
        "cell_titles": called([cell["id"] for cell in row["cells"] if cell["own"]], titles),
    }


def index(rows: Sequence[Row], files: Mapping[str, str]) -> str:
    """Return the instructor's list of the students' pages, by the names of their files."""
    name = rows[0]["assignment"] if rows else "no submissions"
    return (
        _templates()
        .get_template("index.html")
        .render(name=name, rows=[(row, files[row["student"]], not_final(row)) for row in rows])
    )


def summary(
    rows: Sequence[Row], problems: Sequence[str] = (), mistakes: Mistakes | None = None
) -> str:
    """Return the instructor's page: questions, messages, late work, times, failures, oddities.

    `mistakes`: known ones, to be named beside the messages that they get.
    """
    return (
        _templates()
        .get_template("summary.html")
        .render(
            name=rows[0]["assignment"] if rows else "no submissions",
            rows=rows,
            problems=problems,
            named=mistakes is not None and bool(mistakes.known),
            files=file_names(row["student"] for row in rows),
            scores=[row["score"] for row in rows if not not_final(row)],
            items=statistics.items(rows, mistakes),
            least=statistics.LEAST,
            most=statistics.MOST_MESSAGES,
            quantile=statistics.quantile,
            seconds=[row["seconds"] for row in rows],
            slowest=sorted(rows, key=lambda row: -row["seconds"])[:10],
            failed=[row for row in rows if row["status"] != "graded"],
            odd=[row for row in rows if row["notes"]],
            late=[row for row in rows if "late" in row and _of_interest(row["late"])],
            waiting=[(row, open_questions(row)) for row in rows if open_questions(row)],
        )
    )


def _of_interest(late: Late) -> bool:
    return bool(late["by"] or late["open"] or late["extended"])


def totals(**values: object) -> str:
    """Return the page of all labs, from the values that its template names."""
    return _templates().get_template("totals.html").render(**values)


def review(name: str, groups: Sequence[Group]) -> str:
    """Return the page of the answers about which the two runs disagree."""
    return _templates().get_template("review.html").render(name=name, groups=groups)
