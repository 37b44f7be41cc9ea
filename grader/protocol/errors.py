"""What can go wrong when the student's process is asked."""

from __future__ import annotations


class StudentGone(BaseException):
    """The student's process died or broke the protocol.

    No `Exception`, so that a test that expects some error does not take it for one.
    """


class StudentError(Exception):
    """Student code raised an exception of a class that the grader does not know."""


class CannotTellError(TypeError):
    """The test needs something that only one process with all objects in it could do.

    Raise what `Remote.refuse` returns: it notes the reason in `Remote.cannot_tell`, where the
    verdict finds it, though a test may catch the error.
    """
