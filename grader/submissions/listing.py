"""List the submissions: a folder, nbgrader's tree, or the zip of a learning platform.

Names are labels only. Nothing is unpacked to disk, no link is followed, nothing is executed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path

from grader.submissions.folders import from_folder
from grader.submissions.submission import Submission, SubmissionsError
from grader.submissions.zips import from_zip


def submissions(
    path: Path, notebook: str, assignment: str, others: frozenset[str] = frozenset()
) -> list[Submission]:
    """Return all submissions at `path`, in the order of the students' names.

    `notebook` is the notebook's name without suffix, `assignment` that of nbgrader's folder,
    `others` the names of the assignment's other notebooks.

    Raises:
        SubmissionsError: there is nothing of the kind.
    """
    if path.is_dir():
        found = from_folder(path, notebook, assignment, others)
    elif path.is_file() and zipfile.is_zipfile(path):
        found = from_zip(path, notebook, others)
    else:
        raise SubmissionsError(
            f"{path} is neither a folder nor a zip; name nbgrader's `submitted`, a folder of "
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
            names = (f"{item.student} ({number})" for number in count(2))
            item = replace(item, student=next(n for n in names if n not in taken), notes=notes)
            taken.add(item.student)
        seen.add(item.student)
        result.append(item)
    return result


def by_name(found: Iterable[Submission]) -> dict[str, Submission]:
    """Return the submissions by student."""
    return {item.student: item for item in found}
