"""Prove a lab's tests: wrong answers lose exactly their question, other right ones nothing.

Submissions are scored in this process, cell by cell, by nbgrader's rule: an error or
anything on stderr is 0, a number as the cell's value is the score, else full points.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import sys
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TextIO
from unittest import mock

from nbformat import NotebookNode
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import utils.data
from course.config import ROOT
from course.labs.answers import Answer, grade_id, read_answers, submission
from course.labs.model import Lab, question_of
from course.labs.notebook import instructor_notebook, student_notebook
from labs.checks import forget


@dataclass
class Score:
    """What one test cell gave: points, the most there are, and what it printed on stderr."""

    points: float
    max_points: float
    message: str = ""


@dataclass
class Scorer:
    """Scores many submissions of one notebook, whose test cells it takes as they are.

    A test cell that can't see what a submission changed, because it mentions none of the
    changed names directly or through other functions, keeps its score of the first run. A
    cell that only shows answers, `if passed(…):`, is left out when it can't see the change.
    """

    notebook: NotebookNode
    _first: dict[str, Score] = field(default_factory=dict)

    def score(self, cells: Mapping[str, str] | None = None) -> dict[str, Score]:
        """Points by `grade_id` of each test cell, for the notebook with other answers."""
        if not self._first:
            self._first = run(self.notebook, lambda name: None)
        if not cells:
            return self._first
        changed = submission(self.notebook, cells)
        seen = _affected(self.notebook, cells) | _affected(changed, cells)
        same = {grade_id(c) for c in changed.cells if _only_shows(c)} - seen
        return run(changed, lambda name: None if name in seen else self._first[name], same)

    def affected(self, cells: Mapping[str, str]) -> set[str]:
        """List the test cells that can see a change of these solution cells."""
        shows = {grade_id(c) for c in self.notebook.cells if _only_shows(c)}
        return _affected(self.notebook, cells) - shows


def run(
    notebook: NotebookNode,
    known: Callable[[str], Score | None],
    left_out: Collection[str] = (),
) -> dict[str, Score]:
    """Execute a notebook's cells in order, but those whose ids are left out.

    `known` may spare a test cell by its score.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    scores: dict[str, Score] = {}
    forget()
    with _student_session():
        for cell in notebook.cells:
            if cell.cell_type != "code" or grade_id(cell) in left_out:
                continue
            meta = cell.metadata.get("nbgrader", {})
            if not meta.get("grade"):
                _execute(cell.source, namespace)
                continue
            name, most = meta["grade_id"], float(meta["points"])
            score = known(name)
            if score is None:
                failed, value, message = _execute(cell.source, namespace)
                points = most
                if failed or message:
                    points = 0.0
                elif value is not None:
                    points = float(value)
                score = Score(points, most, message)
            scores[name] = score
    return scores


def total(scores: Mapping[str, Score]) -> float:
    """Return the points of a submission."""
    return sum(score.points for score in scores.values())


def problems_of(answer: Answer, scores: Mapping[str, Score]) -> list[str]:
    """Say what contradicts the claim of an answer: points lost elsewhere, or none lost."""
    lost = {question_of(i): s for i, s in scores.items() if s.points < s.max_points}
    if answer.right:
        return [f"{answer.name}: right, but {q} fails: {s.message}" for q, s in lost.items()]
    problems = [
        f"{answer.name}: wrong in {answer.question}, but also loses {q}: {s.message}"
        for q, s in lost.items()
        if q != answer.question
    ]
    if answer.question not in lost:
        problems.append(f"{answer.name}: wrong in {answer.question}, but loses nothing there")
    return problems


def answer_table(lab: Lab, seed: str, root: Path = ROOT) -> tuple[Table, list[str]]:
    """Return a table of a lab's wrong and right answers with their points, and what is wrong."""
    table = Table("answer", "question", "points", "caught by", "message", title=lab.name)
    table.columns[2].justify = "right"
    whole = Scorer(instructor_notebook(lab, seed, root))
    solutions = {
        grade_id(c): c.source
        for c in whole.notebook.cells
        if c.metadata.get("nbgrader", {}).get("solution")
    }
    visible = Scorer(submission(student_notebook(lab, "en", root), solutions))
    problems = [f"model solution: {m}" for m in _messages(whole.score())]
    table.add_row("model solution", "all", f"{total(whole.score()):g}", "", "")
    for answer in read_answers(lab, root):
        scores = whole.score(answer.cells)
        problems += problems_of(answer, scores)
        caught, message = "", ""
        if lost := [i for i, s in scores.items() if s.points < s.max_points]:
            shown = visible.score(answer.cells)[lost[0]]
            caught = "visible" if shown.points < shown.max_points else "hidden"
            message = scores[lost[0]].message.splitlines()[0].partition(": ")[2]
        kind = "right: " if answer.right else ""
        row = (kind + answer.name, answer.question, f"{total(scores):g}", caught, message)
        table.add_row(*map(escape, row))
    return table, problems


def print_answers(labs: list[Lab], seed: str, root: Path = ROOT) -> bool:
    """Print the table of every lab; tells whether all answers hold."""
    console, all_hold = Console(), True
    for lab in labs:
        table, problems = answer_table(lab, seed, root)
        console.print(table)
        for problem in problems:
            console.print(problem, markup=False)
        all_hold &= not problems
    return all_hold


def _messages(scores: Mapping[str, Score]) -> list[str]:
    return [f"{i}: {s.message}" for i, s in scores.items() if s.points < s.max_points]


def _execute(code: str, namespace: dict[str, Any]) -> tuple[bool, Any, str]:
    """Run a cell: whether it failed, the value of its last line, what went to stderr."""
    err = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(err):
        try:
            tree, value = ast.parse(code), None
            last = tree.body[-1] if tree.body else None
            if isinstance(last, ast.Expr):
                tree.body.pop()
            exec(compile(tree, "<cell>", "exec"), namespace)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace)
        except Exception as error:
            return True, None, err.getvalue() + f"{type(error).__name__}: {error}"
    return False, value, err.getvalue()


@contextlib.contextmanager
def _student_session() -> Iterator[None]:
    """Set up what a fresh kernel gives: its own path, folder and warnings; MNIST loads once."""
    folder, path = os.getcwd(), list(sys.path)
    with warnings.catch_warnings(), mock.patch.object(utils.data, "load_mnist", _mnist_copy):
        warnings.simplefilter("default")
        warnings.showwarning = _print_warning
        try:
            os.chdir(ROOT / "labs")
            yield
        finally:
            os.chdir(folder)
            sys.path[:] = path


def _print_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Write a warning to stderr as a kernel does, even where pytest would collect it."""
    print(f"{category.__name__}: {message}", file=sys.stderr)


@cache
def _mnist() -> utils.data.Dataset:
    return _load_mnist()


_load_mnist = utils.data.load_mnist


def _mnist_copy() -> Any:
    """MNIST as a fresh kernel would load it: a student may have written into the last."""
    return tuple(tuple(array.copy() for array in part) for part in _mnist())


def _affected(notebook: NotebookNode, cells: Mapping[str, str]) -> set[str]:
    """List the cells that test or only show and that, through what they name, meet a change."""
    mentions: dict[str, set[str]] = {}
    changed: set[str] = set()
    tests: dict[str, set[str]] = {}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        names = _mentioned(cell.source)
        if cell.metadata.get("nbgrader", {}).get("grade"):
            tests[grade_id(cell)] = set(names)
            continue
        if _only_shows(cell):
            tests[grade_id(cell)] = set(names)
        defined = _defined(cell.source)
        for name in defined:
            mentions.setdefault(name, set()).update(names)
        if grade_id(cell) in cells:
            changed |= defined
    affected = set()
    for test, seen in tests.items():
        reached, ahead = set(seen), list(seen)
        while ahead:
            for name in mentions.get(ahead.pop(), set()) - reached:
                reached.add(name)
                ahead.append(name)
        if reached & changed:
            affected.add(test)
    return affected


def _only_shows(cell: NotebookNode) -> bool:
    """Whether a cell is a single `if passed(…):`, and nothing else."""
    return cell.cell_type == "code" and _asks_first(cell.source)


@cache
def _asks_first(code: str) -> bool:
    body = ast.parse(code).body
    return (
        len(body) == 1
        and isinstance(body[0], ast.If)
        and not body[0].orelse
        and "passed" in {n.id for n in ast.walk(body[0].test) if isinstance(n, ast.Name)}
    )


@cache
def _mentioned(code: str) -> frozenset[str]:
    """List the names that a cell mentions anywhere."""
    return frozenset(n.id for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Name))


@cache
def _defined(code: str) -> frozenset[str]:
    """List the names that a cell binds at its top level."""
    names: set[str] = set()
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(a.asname or a.name).split(".")[0] for a in node.names}
        else:
            names |= {
                n.id
                for n in ast.walk(node)
                if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
    return frozenset(names)
