"""Score a lab's answers with the grader, as it would grade a class.

The grader runs a student's code in a process of its own, so this needs Linux or macOS.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course.config import ROOT, CourseError
from course.labs.answers import Answer, grade_id, submission
from course.labs.model import question_of
from grader import Task, calibrate, grade_submission, load, require
from grader.notebook.names import names_in
from grader.sandbox.limits import Limits
from grader.session.pool import POOL

# Answers are our own, so any isolation will do; a busy machine takes its time.
_ANY_LEVEL = 0
_LIMITS = Limits(question_seconds=600, notebook_seconds=3600)


@dataclass(frozen=True)
class Score:
    """What one test gave: points, the most there are, and why some are missing.

    `hidden` says that a hidden test found the mistake, so that students read no reason.
    """

    points: float
    max_points: float
    message: str = ""
    hidden: bool = False


class Scorer:
    """Scores submissions to one instructor's notebook in warm processes of the grader.

    Attributes:
        notebook: the instructor's notebook.
        problems: what is wrong with its model solutions, as sentences; they must earn all.
    """

    def __init__(self, notebook: NotebookNode, root: Path = ROOT) -> None:
        """Run the model solutions of a notebook, which imports from the course in `root`."""
        self.notebook = notebook
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
            )
            for name, question in row["questions"].items()
            if tests is None or name in tests
        }

    def score_answers(self, answers: Iterable[Answer]) -> list[tuple[Answer, dict[str, Score]]]:
        """Return each answer with the scores of the tests that can see it, in order.

        Answers that no test sees together are handed in as one notebook.
        """
        packs: list[_Pack] = []
        for place, answer in enumerate(answers):
            changed = submission(self.notebook, answer.cells)
            seen = affected(self.notebook, answer.cells) | affected(changed, answer.cells)
            for pack in packs:
                if not (pack.tests & seen or pack.cells.keys() & answer.cells.keys()):
                    break
            else:
                pack = _Pack()
                packs.append(pack)
            pack.tests |= seen
            pack.cells |= answer.cells
            pack.answers.append((place, answer, seen))
        scored = []
        for pack in packs:
            scores = self.score(pack.cells, pack.tests)
            for place, answer, seen in pack.answers:
                scored.append((place, answer, {i: s for i, s in scores.items() if i in seen}))
        scored.sort(key=lambda item: item[0])
        return [(answer, scores) for _, answer, scores in scored]


@dataclass
class _Pack:
    """Answers handed in together, each with its place in the list and the tests that see it."""

    tests: set[str] = field(default_factory=set)
    cells: dict[str, str] = field(default_factory=dict)
    answers: list[tuple[int, Answer, set[str]]] = field(default_factory=list)


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
    return problems


def affected(notebook: NotebookNode, cells: Collection[str]) -> set[str]:
    """Return the test cells that meet a change of these cells, perhaps through other functions."""
    uses: dict[str, set[str]] = {}
    changed: set[str] = set()
    tests: dict[str, set[str]] = {}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        names = names_in(cell.source)
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
    return bool(cell.metadata.get("nbgrader", {}).get("grade"))
