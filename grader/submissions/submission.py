"""One student's notebook as it was handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

RENAMED = "the file is not named as a notebook: its name must end in .ipynb"


class SubmissionsError(ValueError):
    """The submissions cannot be listed; the message says why."""


@dataclass(frozen=True)
class Submission:
    """One student's notebook, read when needed; `read` returns its bytes or the problem.

    `platform`: the number that a platform's zip gives the student, such as "moodle:4711".
    """

    student: str
    read: Callable[[], bytes | str]
    notes: tuple[str, ...] = ()
    platform: str = ""


def failing(text: str) -> Callable[[], bytes | str]:
    """Return a `read` that gives a problem in place of the notebook."""
    return lambda: text
