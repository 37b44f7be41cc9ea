"""Score a lab's answers with the grader, as it would grade a class.

The grader runs a student's code in a process of its own, so this needs Linux or macOS.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode

from course.config import ROOT, CourseError
from course.labs.answers import Answer, grade_id, submission
from course.labs.model import question_of
from grader import Task, calibrate, grade_submission, load, require
from grader.notebook.names import names_in
from grader.sandbox.limits import Limits
from grader.session.pool import POOL

_names_in = cache(names_in)
# What `labs.checks` says of an answer that calls what its question forbids.
_REFUSED = re.compile(r"your answer calls `[\w.]+`, which does what you are asked to write")
# Answers are our own, so any isolation will do; a busy machine takes its time.
_ANY_LEVEL = 0
_LIMITS = Limits(question_seconds=600, notebook_seconds=3600)


@dataclass(frozen=True)
class Score:
    """What one test gave: points, the most there are, and why some are missing.

    `message` is the instructor's, which the split run decides where both runs give equally little.
    `told` is what the student reads, from the plain run: a refusal of what is ready-made shows
    there, since in the split run the answer's process does not know which question is tested.
    `hidden` says that a hidden test found the mistake, so that students read no reason.
    """

    points: float
    max_points: float
    message: str = ""
    hidden: bool = False
    told: str = ""


class Scorer:
    """Scores submissions to one instructor's notebook in warm processes of the grader.

    Attributes:
        notebook: the instructor's notebook.
        points: what each test can give; open questions, which a person grades, are not there.
        problems: what is wrong with its model solutions, as sentences; they must earn all.
    """

    def __init__(self, notebook: NotebookNode, root: Path = ROOT) -> None:
        """Run the model solutions of a notebook, which imports from the course in `root`."""
        self.notebook = notebook
        self.points: dict[str, float] = {
            grade_id(cell): cell.metadata.nbgrader.points
            for cell in notebook.cells
            if _is_test(cell)
        }
        finding = require(_ANY_LEVEL)
        (root / "build").mkdir(exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=POOL.folder(), prefix="lab-"))
        scratch.chmod(0o711)
        with tempfile.TemporaryDirectory(dir=root / "build") as folder:
            path = Path(folder) / "lab.ipynb"
            nbformat.write(notebook, path)
            assignment = load(path, scratch)
        task = Task("", b"", assignment, finding.plan, finding.level, _LIMITS, "")
        calibration = calibrate(task)
        self.problems = calibration.problems
        self._task = replace(task, assignment=replace(assignment, calibration=calibration))

    def score(
        self, cells: Mapping[str, str] | None = None, tests: Collection[str] | None = None
    ) -> dict[str, Score]:
        """Return the scores by `grade_id` of the test cell.

        Open questions are left out: a person grades them.

        Args:
            cells: text of solution cells in place of the model solution.
            tests: the test cells to run; None runs all.

        Raises:
            CourseError: the grader itself failed.
        """
        handed_in = nbformat.writes(submission(self.notebook, cells or {})).encode()
        task = replace(self._task, submission=handed_in)
        if tests is not None:
            kept = nbformat.writes(_with_tests(self.notebook, tests)).encode()
            task = replace(task, assignment=replace(task.assignment, data=kept))
        row = grade_submission(task)
        if row["status"] == "error":
            raise CourseError(f"the grader failed: {row['reason']}")
        return {
            name: Score(
                question["score"] or 0.0,
                question["max_score"],
                question["detail"] or question["reason"],
                question["reason"] == "a hidden test failed",
                question["reason"],
            )
            for name, question in row["questions"].items()
            if name in self.points and (tests is None or name in tests)
        }

    def score_answers(self, answers: Iterable[Answer]) -> list[tuple[Answer, dict[str, Score]]]:
        """Return each answer with the scores of the tests that can see it, in order.

        Answers of which no test sees two are handed in as one notebook.
        """
        packs: list[_Pack] = []
        for place, answer in enumerate(answers):
            changed = submission(self.notebook, answer.cells)
            seen = affected(self.notebook, answer.cells) | affected(changed, answer.cells)
            entry = _Entry(place, answer, seen)
            for pack in packs:
                if self._fits(pack, entry):
                    pack.append(entry)
                    break
            else:
                packs.append([entry])
        scored = {}
        for pack in packs:
            scores = self.score(_cells(pack), set().union(*(entry.seen for entry in pack)))
            for place, answer, seen in pack:
                scored[place] = answer, {i: s for i, s in scores.items() if i in seen}
        return [scored[place] for place in sorted(scored)]

    def _fits(self, pack: _Pack, new: _Entry) -> bool:
        """Tell whether each answer is seen by its own tests only, the new one included.

        One that calls what is ready-made may reach it in a way, such as `getattr`, for which the
        grader has a person look at the rest of its notebook; so it stays among its kind.
        """
        if any(new.seen & old.seen or new.answer.cells.keys() & old.answer.cells for old in pack):
            return False
        if any(old.answer.ready != new.answer.ready for old in pack):
            return False
        together = submission(self.notebook, _cells([*pack, new]))
        return all(affected(together, each.answer.cells) <= each.seen for each in [*pack, new])


class _Entry(NamedTuple):
    """An answer, its place in the list, and the tests that see it."""

    place: int
    answer: Answer
    seen: set[str]


_Pack = list[_Entry]


def _cells(pack: _Pack) -> dict[str, str]:
    return {name: text for entry in pack for name, text in entry.answer.cells.items()}


def total(scores: Mapping[str, Score]) -> float:
    """Return the points of a submission."""
    return sum(score.points for score in scores.values())


def lost(scores: Mapping[str, Score]) -> dict[str, Score]:
    """Return the scores below their maximum by question."""
    return {question_of(i): s for i, s in scores.items() if s.points < s.max_points}


def problems_of(answer: Answer, scores: Mapping[str, Score]) -> list[str]:
    """Return what contradicts the claim of an answer: points lost elsewhere, or none lost."""
    missing = lost(scores)
    if answer.right:
        return [f"{answer.name}: right, but {q} fails: {s.message}" for q, s in missing.items()]
    problems = [
        f"{answer.name}: wrong in {answer.question}, but also loses {q}: {s.message}"
        for q, s in missing.items()
        if q != answer.question
    ]
    if answer.question not in missing:
        problems.append(f"{answer.name}: wrong in {answer.question}, but loses nothing there")
    elif missing[answer.question].points != answer.points:
        score = missing[answer.question]
        problems.append(
            f"{answer.name}: earns {score.points:g} points in {answer.question} "
            f"instead of {answer.points}: {score.message}"
        )
    elif answer.ready and not _is_refused(missing[answer.question]):
        problems.append(f"{answer.name}: calls what is ready-made, but is not refused for that")
    return problems


def _is_refused(score: Score) -> bool:
    """Tell whether an answer earned nothing, and the student or the reviewer reads why."""
    told = _REFUSED.search(score.told) or _REFUSED.search(score.message)
    return score.points == 0 and told is not None


def affected(notebook: NotebookNode, cells: Collection[str]) -> set[str]:
    """Return the test cells that meet a change of these cells, perhaps through other functions."""
    uses: dict[str, set[str]] = {}
    changed: set[str] = set()
    tests: dict[str, set[str]] = {}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        names = _names_in(cell.source)
        if _is_test(cell):
            tests[grade_id(cell)] = set(names.free)
            continue
        for name in names.binds | names.changes:
            uses.setdefault(name, set()).update(names.free)
        if grade_id(cell) in cells:
            changed |= names.binds | names.changes
    return {test for test, names in tests.items() if _reached(names, uses) & changed}


def _reached(names: set[str], uses: Mapping[str, set[str]]) -> set[str]:
    """Return names and all that they use, directly or through others."""
    reached, ahead = set(names), list(names)
    while ahead:
        new = uses.get(ahead.pop(), set()) - reached
        reached |= new
        ahead += new
    return reached


def _with_tests(notebook: NotebookNode, tests: Collection[str]) -> NotebookNode:
    """Return a notebook in which the other test cells are empty, so that they cost nothing."""
    kept: NotebookNode = NotebookNode(notebook)
    kept.cells = [
        NotebookNode(cell, source="") if _is_test(cell) and grade_id(cell) not in tests else cell
        for cell in notebook.cells
    ]
    return kept


def _is_test(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(cell.metadata.get("nbgrader", {}).get("grade"))
