"""Grade one submission: two runs through its notebook, and one verdict.

`grade_submission` is a pure function of its task (apart from the seconds it reports), so that
any executor may run it, on this machine or on another one.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from dataclasses import replace

from grader.notebook.assignment import Assignment
from grader.notebook.cells import NotebookError, parse
from grader.notebook.merge import merge
from grader.notebook.packing import Packed, unpack
from grader.notebook.titles import language_of, titles
from grader.processes.job import Mode
from grader.records import Answer, Row, RunVerdict, Task, digest_of, empty_row
from grader.sandbox import jail
from grader.session.blind_spots import blind_spots, reached_by
from grader.session.pool import POOL
from grader.session.verdict import combined, reason
from grader.session.walls import prove
from grader.session.watch import PassResult, run_pass

_LOG = logging.getLogger(__name__)
_UNPACKING = threading.Lock()
# Characters of one answer that are kept for a person to read.
_MOST_CODE = 200_000


def grade_submission(task: Task, packed: Packed | None = None) -> Row:
    """Return the row of one submission; whatever the submission does, there is one.

    `packed` has the assignment's files where this machine does not have its folders.
    """
    started = time.monotonic()
    row = empty_row(task)
    if task.problem:
        row |= {"status": "unreadable", "reason": task.problem}
        return row
    for attempt in (1, 2):
        try:
            prove(task.plan, task.level)
            _grade(replace(task, assignment=_at_hand(task.assignment, packed)), row)
            break
        except jail.BrokenJailError as error:
            row |= {"status": "error", "reason": str(error)}
            break
        except Exception as error:
            if POOL.stopped:  # by the user: this row is not kept
                return row | {"status": "error", "reason": "stopped"}
            # The grader's own processes failed: once more with a fresh one. Whatever it is, it
            # must not stop the other submissions.
            _LOG.exception("%s: attempt %d failed", task.student, attempt)
            if attempt == 2:
                reason = f"the grader failed: {error!r}; traceback in grader.log"
                row |= {"status": "error", "reason": reason}
    row["score"] = _total(row)
    row["seconds"] = round(time.monotonic() - started, 3)
    _LOG.info("%s: %s, %g points, %g s", task.student, row["status"], row["score"], row["seconds"])
    return row


def _at_hand(assignment: Assignment, packed: Packed | None) -> Assignment:
    """Return the assignment with its files in a folder of this machine."""
    if packed is None:
        return assignment
    with _UNPACKING:
        return unpack(assignment, packed, POOL.folder() / "files")


def _total(row: Row) -> float:
    return float(sum(item["score"] or 0.0 for item in row["questions"].values()))


def _grade(task: Task, row: Row) -> None:
    questions = row["questions"]
    split = _run_all(task, "split")
    plain = PassResult() if split.unreadable else _run_all(task, "plain")
    tasks = {cell.grade_id for cell in task.assignment.cells if cell.task}
    written = written_answers(task) if split.manual else {}
    for name, changed in split.manual.items():
        changed = changed or name in tasks  # a task is answered in cells that the student adds
        why = "to be graded by a person" if changed else "no response"
        questions[name] |= {"score": None if changed else 0.0, "reason": why}
        if changed and name in written:
            questions[name]["answer"] = written[name]
    with contextlib.suppress(NotebookError):
        ours = {cell.grade_id for cell in task.assignment.cells}
        found = titles(parse(task.submission))
        row["language"] = language_of(found)
        found = {name: title for name, title in found.items() if name in ours}
        # Another notebook has other questions of the same ids.
        row["titles"] = {} if split.unreadable else found
    row["notes"] = list(dict.fromkeys([*row["notes"], *split.notes]))
    row["cells"] = [split.cells[number] for number in sorted(split.cells)]
    problem = split.problem or plain.problem
    if problem:
        row |= {"status": "unreadable" if split.unreadable else "stopped", "reason": problem}
    tests = {cell.grade_id: cell for cell in task.assignment.cells if cell.is_test}
    missing: RunVerdict = {"score": 0.0, "reason": problem, "detail": problem}
    earned = any(verdict["score"] for verdict in plain.scores.values())
    reached = reached_by(task.assignment, task.submission) if earned else {}
    blind = blind_spots(task.assignment, reached)
    for name, cell in tests.items():
        apart, beside = (run.scores.get(name, missing) for run in (split, plain))
        questions[name] = combined(cell.points, apart, beside, blind.get(name) or "")
    lost = any((questions[name]["score"] or 0.0) < tests[name].points for name in tests)
    visible = _run_all(task, "visible") if lost and not split.unreadable else PassResult()
    for name, cell in tests.items():
        ran = name in split.scores and name in plain.scores
        told = reason(cell, questions[name], visible.scores.get(name))
        questions[name]["reason"] = told if ran else problem
    if any(item["review"] for item in questions.values()):
        for name, answer in answers_of(task, reached).items():
            if questions[name]["review"]:
                questions[name]["answer"] = answer


def written_answers(task: Task) -> dict[str, Answer]:
    """Return what the student wrote in answer to the questions that a person grades."""
    merged = merge(task.assignment.cells, parse(task.submission))
    return {
        step.cell.grade_id: {
            "code": step.cell.source,
            "digest": digest_of(step.cell.source.encode("utf-8", "replace")),
        }
        for step in merged.steps
        if step.cell.is_manual and step.cell.solution
    }


def answers_of(task: Task, reached: dict[str, str]) -> dict[str, Answer]:
    """Return what the student wrote before each test: since the test above, or all of it.

    All where the code above that test could change more than its own (`reached`): a person must
    see it, and such an answer is not equal to one that looks like it.
    """
    merged = merge(task.assignment.cells, parse(task.submission))
    found: dict[str, Answer] = {}
    written: list[str] = []
    since = 0
    for step in merged.steps:
        cell = step.cell
        if cell.is_test:
            digest = digest_of("\0".join(written).encode("utf-8", "replace"))
            found[cell.grade_id] = {"code": _kept(written[since:], digest), "digest": digest}
            since = 0 if reached.get(cell.grade_id) else len(written)
        elif cell.is_code and step.changed:
            written.append(cell.source.strip())
    return found


def _kept(written: list[str], digest: str) -> str:
    """Return code of which there is not too much; what is cut off is told apart by its digest.

    The remark is no Python, so that it stays where equal answers are found by their syntax.
    """
    code = "\n\n".join(written)
    lost = len(code) - _MOST_CODE
    if lost <= 0:
        return code
    return f"{code[:_MOST_CODE]}\n[{lost} more characters were handed in: {digest}]"


def _run_all(task: Task, mode: Mode) -> PassResult:
    """Run the notebook, and again without the step that killed the student's process.

    Returns what all runs found together; its `problem` says why not all tests ran.
    """
    total = PassResult()
    seconds = task.limits.notebook_seconds
    skip: list[int] = []
    while True:
        part = run_pass(task, seconds, skip, mode=mode)
        seconds -= part.seconds
        if part.broken:
            raise OSError(part.broken)
        total.unreadable = part.unreadable
        for name, score in part.scores.items():
            total.scores.setdefault(name, score)
        total.manual |= part.manual
        for number, cell in part.cells.items():
            total.cells.setdefault(number, cell)
        total.notes += part.notes
        if part.unreadable:
            total.problem = part.unreadable
            break
        if part.ended:
            break
        if part.died_at is None or part.died_at < 0 or skip.count(part.died_at) > 1:
            raise OSError(part.detail())
        skip.append(part.died_at)
        # These were judged, and would take all of their time again.
        skip += set(part.interrupted) - set(skip)
        if part.died_id:
            lost: RunVerdict = {"score": 0.0, "reason": part.shown(), "detail": part.detail()}
            total.scores.setdefault(part.died_id, lost)
        else:
            # Which step it was and how it ended is up to code that may have seen hidden tests.
            what = "a step after hidden tests" if part.secret else f"step {part.died_at + 1}"
            total.notes.append(f"{what} was stopped: {part.shown()}")
        if seconds <= 0:
            total.problem = f"the notebook took longer than {task.limits.notebook_seconds:g} s"
            break
    return total
