"""Names of what was handed in: whose it is, and which file is the notebook."""

from __future__ import annotations

import os
import re
from pathlib import PurePosixPath

MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_[a-z]+_?.*", re.DOTALL)
CANVAS = re.compile(r"(?P<name>[^_/]+?)(?P<late>_LATE)?_(?P<id>\d+)_\d+_[^/]*", re.DOTALL)
# A student may choose a name, and a file's name, with another's number in it.
_NUMBER = re.compile(r"_\d+(?=_assignsubmission_[a-z])")

CLASS_FOLDERS = ("submitted", "submissions")
SUFFIX = ".ipynb"


def is_notebook(name: str) -> bool:
    """Return whether a file's name is a notebook's, in capitals too."""
    return name.lower().endswith(SUFFIX)


def is_renamed_notebook(name: str) -> bool:
    """Return whether a file was a notebook's before something was put behind its name."""
    return SUFFIX + "." in name.lower()


def stem(name: str) -> str:
    """Return a file's name without the suffix of notebooks."""
    return name[: -len(SUFFIX)] if is_notebook(name) else name


def choose_notebook(
    names: list[str], notebook: str, others: frozenset[str] = frozenset()
) -> int | str:
    """Return the index of the notebook to grade, or the problem.

    `others` are the names of notebooks beside it, of which no one is taken for it.
    """
    stems = [stem(PurePosixPath(name).name) for name in names]
    if stems and others.issuperset(stems):
        return f"{notebook}.ipynb was not handed in: this is {stems[0]!r}"
    kept = [i for i, name in enumerate(stems) if name not in others]
    if len(kept) < len(names):
        chosen = choose_notebook([names[i] for i in kept], notebook)
        return chosen if isinstance(chosen, str) else kept[chosen]
    exact = [i for i, name in enumerate(stems) if name == notebook]
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


def student_of(parts: list[str]) -> tuple[str, str]:
    """Return whose an entry is by the parts of its path, and the platform's number of that student.

    The number reads "moodle:4711" or "canvas:4711", or is empty outside a platform's zip.
    """
    if len(parts) > 1 and parts[0] in CLASS_FOLDERS:
        return student_of(parts[1:])
    moodle = of_moodle(parts[0])
    if moodle:
        return f"{moodle['name']}_{moodle['id']}", f"moodle:{moodle['id']}"
    if len(parts) > 1:
        return parts[0], ""
    canvas = CANVAS.fullmatch(parts[0])
    if canvas:
        return f"{canvas['name']}_{canvas['id']}", f"canvas:{canvas['id']}"
    return stem(parts[0]), ""


def of_moodle(part: str) -> re.Match[str] | None:
    """Return the student's name and number in a name that Moodle's zip gives, None if it has none.

    Nor if it could be read in two ways: then one of them is the student's own.
    """
    clear = len(_NUMBER.findall(part)) == 1 and not CANVAS.fullmatch(part)
    return MOODLE.fullmatch(part) if clear else None


def late_mark(name: str) -> bool | None:
    """Return whether Canvas calls the file in its zip late, None if it is no such file."""
    found = CANVAS.fullmatch(name)
    return bool(found["late"]) if found else None


def outer_folders(notebooks: list[list[str]]) -> int:
    """Return how many folders hold the whole class, by the paths of its notebooks.

    That is what "Compress" puts around a folder: `course/submitted/ann/lab/lab.ipynb` is Ann's.
    Inside there must be several students, all with a folder or all without.
    """
    common = len(os.path.commonprefix([parts[:-1] for parts in notebooks]))  # noqa: RUF071 - lists
    for count in range(common + 1):
        inner = [parts[count:] for parts in notebooks]
        alike = len({len(parts) == 1 for parts in inner}) == 1
        if alike and len({student_of(parts)[0] for parts in inner}) > 1:
            return count
    return 0
