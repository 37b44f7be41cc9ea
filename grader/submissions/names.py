"""Names of what was handed in: whose it is, and which file is the notebook."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_[a-z]+_?.*", re.DOTALL)
CANVAS = re.compile(r"(?P<name>[^_/]+?)(_LATE)?_(?P<id>\d+)_\d+_[^/]*", re.DOTALL)


def stem(name: str) -> str:
    """Return a file's name without the suffix of notebooks."""
    return name.removesuffix(".ipynb")


def choose_notebook(names: list[str], notebook: str) -> int | str:
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


def student_of(parts: list[str]) -> str:
    """Return the student that an entry of a zip belongs to, by the parts of its path."""
    moodle = MOODLE.fullmatch(parts[0])
    if moodle:
        return f"{moodle['name']}_{moodle['id']}"
    if len(parts) > 1:
        skip = 1 if parts[0] in ("submitted", "submissions") and len(parts) > 2 else 0
        return parts[skip]
    canvas = CANVAS.fullmatch(parts[0])
    if canvas:
        return f"{canvas['name']}_{canvas['id']}"
    return stem(parts[0])
