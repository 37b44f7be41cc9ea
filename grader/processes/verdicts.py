"""What a test cell's outcome is worth, and what the student and the instructor read about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from numbers import Real

from grader.notebook.cells import Cell, hidden_lines
from grader.processes.interpreter import Outcome
from grader.protocol.errors import StudentError
from grader.protocol.proxy import Proxy

# What Python says of a cell that it cannot parse; code that a cell passes to `eval` is elsewhere.
_UNPARSED = re.compile(r"(.*) \(<ipython-input-[^()]*>, line \d+\)", re.DOTALL)


@dataclass(frozen=True)
class Trouble:
    """What stopped a cell, in a sentence, and the cell's text."""

    sentence: str
    source: str


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


def trouble(cell: Cell, kind: str, text: str, line: int, *, added: bool = False) -> Trouble:
    """Return what stopped a cell, to be told where a later test misses a name.

    `line` is as IPython reports it, `text` what the error of this kind says. `added`: the student
    added the cell.
    """
    where = f"cell {cell.grade_id!r}" if cell.grade_id else "a cell"
    if cell.grade_id and cell.solution:
        where = f"answer {where}"
    elif added and not cell.grade_id:
        where = "an added cell"
    line = line_of(cell, line)
    lines = cell.source.split("\n")
    unparsed = _UNPARSED.fullmatch(text)
    if unparsed and kind.endswith(("SyntaxError", "IndentationError", "TabError")):
        code = lines[line - 1].strip() if 0 < line <= len(lines) else ""
        sentence = f"{where} has a syntax error in line {line}: {code} ({unparsed[1]})"
    else:
        sentence = f"{where} stopped{f' at line {line}' if line else ''} with {kind}: {text}"
    return Trouble(sentence[:300], cell.source)


def judge(
    cell: Cell,
    outcome: Outcome,
    text_of: Callable[[object], str],
    *,
    graded: bool,
    troubles: Sequence[Trouble],
) -> Verdict:
    """Return the verdict on a test cell that has run.

    `text_of` shows a value as a notebook does. `graded`: the cell must give a number of points.
    `troubles`: what stopped earlier cells.
    """
    if outcome.error is None:
        verdict = _points(cell, outcome.result, text_of, graded)
        if outcome.caught_output and verdict.score < cell.points:
            text = outcome.caught_output.strip()
            unwritten = isinstance(outcome.caught_error, NotImplementedError)
            if isinstance(outcome.caught_error, NameError):
                text = "\n".join(filter(None, [_cause(troubles, outcome.caught_error), text]))
            reason = "not written yet" if unwritten else text[:1000]
            return replace(verdict, reason=reason, detail=text[:2000])
        return verdict
    return _failure(cell, outcome.error, line_of(cell, outcome.line), troubles)


def _cause(troubles: Sequence[Trouble], error: BaseException) -> str:
    """Return the last trouble that can be why a name is missing: the cell mentions the name."""
    found = re.match(r"name '(\w+)'", _text(error))
    name = re.compile(rf"\b{found[1]}\b" if found else "")
    return next((one.sentence for one in reversed(troubles) if name.search(one.source)), "")


def _failure(cell: Cell, error: BaseException, line: int, troubles: Sequence[Trouble]) -> Verdict:
    message = _text(error.args[0] if isinstance(error, StudentError) and error.args else error)
    kind = type(error).__name__
    reason, detail = f"{kind}: {message}" if message else kind, f"line {line}: {kind}: {message}"
    if isinstance(error, (NameError, NotImplementedError)) and (why := _cause(troubles, error)):
        reason, detail = f"{reason} ({why})", f"{detail} ({why})"
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
