"""One student's notebook as it was handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


class SubmissionsError(ValueError):
    """The submissions cannot be listed; the message says why."""


@dataclass(frozen=True)
class Submission:
    """One student's notebook, read when needed; `read` returns its bytes or the problem."""

    student: str
    read: Callable[[], bytes | str]
    notes: tuple[str, ...] = ()


def failing(text: str) -> Callable[[], bytes | str]:
    """Return a `read` that gives a problem in place of the notebook."""
    return lambda: text
