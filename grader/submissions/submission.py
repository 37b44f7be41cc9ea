"""One student's notebook as it was handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

RENAMED = "the file is not named as a notebook: its name must end in .ipynb"


class SubmissionsError(ValueError):
    """The submissions cannot be listed; the message says why."""


@dataclass(frozen=True)
class Submission:
    """One student's notebook, read when needed; `read` returns its bytes or the problem.

    `platform`: the number that a platform's zip gives the student, such as "moodle:4711". `entry`:
    where the notebook lies in a zip. `time`: of handing in (UTC), where it is known; a zip's own
    times are those of the download. `late`: whether Canvas calls it late, None without Canvas.
    """

    student: str
    read: Callable[[], bytes | str]
    notes: tuple[str, ...] = ()
    platform: str = ""
    entry: str = ""
    time: datetime | None = None
    late: bool | None = None


def failing(text: str) -> Callable[[], bytes | str]:
    """Return a `read` that gives a problem in place of the notebook."""
    return lambda: text
