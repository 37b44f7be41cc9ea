"""What the labs' test cells use, in the student's notebook and in the grader alike."""

from labs.checks.comparisons import exactly, has_dtype, near, parts, refuses, require
from labs.checks.messages import CheckError, show
from labs.checks.question import Question, forget, passed, summary
from labs.checks.ready_made import ReadyMadeError, forbid, reference

__all__ = [
    "CheckError",
    "Question",
    "ReadyMadeError",
    "exactly",
    "forbid",
    "forget",
    "has_dtype",
    "near",
    "parts",
    "passed",
    "reference",
    "refuses",
    "require",
    "show",
    "summary",
]
