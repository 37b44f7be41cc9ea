"""What can go wrong when the student's process is asked."""

from __future__ import annotations


class StudentGone(BaseException):
    """The student's process died or broke the protocol.

    No `Exception`, so that a test that expects some error does not take it for one.
    """


class StudentError(Exception):
    """Student code raised an exception of a class that the grader does not know."""


class CannotAskError(TypeError):
    """The test needs something that only code in the student's process could have."""
