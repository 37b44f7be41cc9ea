"""Small assignments of the tests' own: instructor notebooks, answers, damaged submissions."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from grader.notebook.cells import MAX_BYTES, parse, released

FOLDER = Path(__file__).parent / "assignments"
NAMES = ("basics", "vectors", "networks")
Raw = dict[str, Any]


def sections(text: str) -> list[tuple[list[str], str]]:
    """Split a percent file into its cells: words of the heading, source."""
    parts = re.split(r"^# %%(.*)\n", text, flags=re.MULTILINE)[1:]
    return [
        (heading.split(), source.rstrip("\n"))
        for heading, source in zip(parts[::2], parts[1::2], strict=True)
    ]


def cell(source: str, kind: str = "code", **marks: Any) -> Raw:
    """Return a raw notebook cell; `marks` become nbgrader's metadata."""
    raw: Raw = {"cell_type": kind, "metadata": {}, "source": source}
    if kind == "code":
        raw |= {"outputs": [], "execution_count": None}
    if marks:
        full = {"schema_version": 3, "grade": False, "solution": False, "locked": False}
        raw["metadata"]["nbgrader"] = {**full, "task": False, **marks}
    return raw


def solution(name: str, source: str) -> Raw:
    return cell(source, grade_id=name, solution=True)


def test_cell(name: str, points: float, source: str) -> Raw:
    return cell(source, grade_id=name, grade=True, locked=True, points=points)


def notebook(cells: list[Raw]) -> Raw:
    """Return a raw notebook."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [{"id": f"cell-{number}", **raw} for number, raw in enumerate(cells)]
    return {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def as_bytes(raw: Raw) -> bytes:
    return json.dumps(raw).encode()


def instructor(name: str) -> Raw:
    """Return the instructor notebook of a sample."""
    cells = []
    for words, source in sections((FOLDER / name / "source.txt").read_text()):
        if not words:
            cells.append(cell(source))
        elif words[0] == "[markdown]":
            cells.append(cell(source.replace("# ", "", 1), "markdown"))
        elif words[0] == "solution":
            cells.append(solution(words[1], source))
        elif words[0] == "test":
            cells.append(test_cell(words[1], float(words[2]), source))
        else:
            marks = {"grade": True, "solution": True, "points": float(words[2])}
            cells.append(cell(source, "markdown", grade_id=words[1], **marks))
    return notebook(cells)


def answers(name: str, variant: str) -> dict[str, str]:
    """Return the answers of one variant by cell id."""
    text = (FOLDER / name / f"{variant}.txt").read_text()
    return {words[0]: source for words, source in sections(text)}


def submission(raw: Raw, given: dict[str, str] | None) -> Raw:
    """Return the released notebook with answers filled in (None: the model solutions)."""
    if given is None:
        return raw
    cells = []
    for one, known in zip(raw["cells"], parse(as_bytes(raw)), strict=True):
        source = given.get(known.grade_id, released(known)) if known.grade_id else known.source
        if known.is_test:
            source = released(known)
        cells.append({**one, "source": source})
    return {**raw, "cells": cells}


def variants(name: str) -> dict[str, Raw]:
    """Return the solutions, blanks, wrong and right answers of a sample."""
    raw = instructor(name)
    return {
        "solution": submission(
            raw, {c.grade_id: _model(c.source) for c in parse(as_bytes(raw)) if c.solution}
        ),
        "blank": submission(raw, {}),
        "right": submission(raw, answers(name, "right")),
        "wrong": submission(raw, answers(name, "wrong")),
    }


def _model(source: str) -> str:
    return "\n".join(line for line in source.split("\n") if "### " not in line)


def write_assignment(name: str, folder: Path) -> Path:
    """Write a sample with its files; return the notebook's path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.ipynb"
    path.write_bytes(as_bytes(instructor(name)))
    files = FOLDER / name / "files"
    if files.is_dir():
        for file in files.iterdir():
            if file.is_file():
                shutil.copyfile(file, folder / file.name)
    return path


HONEST = "def total(values):\n    return sum(values)\n"
SECOND = "def shout(text):\n    return text.upper()"


def notebook_with(first: str, second: str = SECOND, third: str = "answer = 42") -> bytes:
    raw = instructor("target")
    given = {"first": first, "second": second, "third": third}
    return as_bytes(submission(raw, given))


DAMAGED: dict[str, bytes] = {
    "empty": b"",
    "spaces": b"  \n ",
    "NUL": b"\0" * 100,
    "bad UTF-8": b'{"cells": "\xff\xfe"}',
    "UTF-16": '{"cells": []}'.encode("utf-16"),
    "no JSON": b"my homework",
    "cut off": notebook_with(HONEST)[:-40],
    "a number": b"3",
    "a list": b"[1, 2]",
    "no cells": b'{"nbformat": 4}',
    "cells of another type": b'{"cells": {"a": 1}}',
    "deep nesting": b"[" * 200_000,
    "deep nesting inside": b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "huge": b" " * (MAX_BYTES + 1),
    "many cells": b'{"cells": [' + b"{}," * 10_000 + b"{}]}",
    "much source": json.dumps({"cells": [cell("#" * 5_000_000)]}).encode(),
    "huge number": b'{"cells": [], "nbformat": ' + b"9" * 100_000 + b"}",
    "a zip": b"PK\x03\x04" + b"x" * 50,
    "a pickle": b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix",
}


def with_cell(cell: Raw) -> bytes:
    """Return an honest submission of the target with one cell added at the end."""
    raw = json.loads(notebook_with(HONEST))
    return as_bytes({**raw, "cells": [*raw["cells"], {"id": "added", **cell}]})
