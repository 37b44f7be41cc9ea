"""What a test cell's outcome is worth, and what the student and the instructor read about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from numbers import Real

from grader.notebook.cells import Cell, hidden_lines
from grader.processes.interpreter import Outcome
from grader.protocol.errors import StudentError
from grader.protocol.proxy import Proxy


@dataclass(frozen=True)
class Verdict:
    """The points of a test, what it says of itself, and that with the line for the instructor.

    The student reads the former of a run without hidden tests only.

    `is_number` says that the cell's last value gave the points.
    """

    score: float
    reason: str = ""
    detail: str = ""
    is_number: bool = False


def line_of(cell: Cell, line: int) -> int:
    """Return the line of a cell's source for a line that IPython reports; 0 is unknown."""
    return line + _leading_blank(cell.source) if line else 0


def reaches_hidden(cell: Cell, line: int) -> bool:
    """Return whether a cell that stopped at a line (0: unknown) has come to its hidden tests."""
    hidden = hidden_lines(cell.source)
    return bool(hidden) and (line == 0 or line >= min(hidden))


def judge(
    cell: Cell,
    outcome: Outcome,
    text_of: Callable[[object], str],
    *,
    graded: bool,
    trouble: str,
) -> Verdict:
    """Return the verdict on a test cell that has run.

    `text_of` shows a value as a notebook does. `graded`: the cell must give a number of points.
    `trouble`: what went wrong in an earlier cell.
    """
    if outcome.error is None:
        verdict = _points(cell, outcome.result, text_of, graded)
        if outcome.caught_output and verdict.score < cell.points:
            text = outcome.caught_output.strip()
            unwritten = isinstance(outcome.caught_error, NotImplementedError)
            if trouble and isinstance(outcome.caught_error, NameError):
                text = f"{trouble}\n{text}"
            reason = "not written yet" if unwritten else text[:1000]
            return replace(verdict, reason=reason, detail=text[:2000])
        return verdict
    return _failure(cell, outcome.error, line_of(cell, outcome.line), trouble)


def _failure(cell: Cell, error: BaseException, line: int, trouble: str) -> Verdict:
    message = _text(error.args[0] if isinstance(error, StudentError) and error.args else error)
    kind = type(error).__name__
    reason, detail = f"{kind}: {message}" if message else kind, f"line {line}: {kind}: {message}"
    if trouble and isinstance(error, (NameError, NotImplementedError)):
        reason, detail = f"{reason} ({trouble})", f"{detail} ({trouble})"
    lines = cell.source.split("\n")
    text = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return Verdict(0.0, (f"{reason} at: {text}" if text else reason)[:1000], detail[:2000])


def _points(cell: Cell, value: object, text_of: Callable[[object], str], graded: bool) -> Verdict:
    """Return the points of a test cell that ran to its end: its last value, if a number."""
    otherwise = (
        Verdict(0.0, "the test gave no number of points") if graded else Verdict(cell.points)
    )
    if value is None or isinstance(value, (Proxy, bool)):
        return otherwise
    try:
        # NumPy writes its numbers with their type: `np.int64(2)`.
        number = float(value) if isinstance(value, Real) else float(text_of(value))
    except Exception:  # a value may hold a student's object
        return otherwise
    if not 0 <= number <= cell.points:
        return Verdict(0.0, f"the test gave {number} of {cell.points} points")
    reason = "" if number == cell.points else "part of the points"
    return Verdict(number, reason, is_number=True)


def _text(value: object) -> str:
    """Return a value as text; what a test says may hold a student's object."""
    try:
        return str(value)
    except Exception:
        return "(cannot be shown)"


def _leading_blank(source: str) -> int:
    """Return how many blank lines IPython drops at the start of a cell."""
    lines = source.split("\n")
    return next((number for number, line in enumerate(lines) if line.strip()), 0)
