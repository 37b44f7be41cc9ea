"""What the labs' test cells use, in the student's notebook and in the grader alike."""

from labs.checks.comparisons import exactly, has_dtype, near, parts, refuses, require
from labs.checks.messages import CheckError, show
from labs.checks.question import Question, forget, passed, summary

__all__ = [
    "CheckError",
    "Question",
    "exactly",
    "forget",
    "has_dtype",
    "near",
    "parts",
    "passed",
    "refuses",
    "require",
    "show",
    "summary",
]
