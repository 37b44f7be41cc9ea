"""List answers that are alike: a reason to look, not a proof.

Compared are the syntax trees of what students wrote: comments, layout, docstrings and the names of
their own variables do not count, nor does what was given. A tree that many have weighs little.
Nothing of a submission is run.
"""

from __future__ import annotations

import ast
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from grader.notebook.assignment import find_all
from grader.notebook.cells import Cell, NotebookError, parse, released
from grader.notebook.merge import merge
from grader.submissions.listing import submissions

# Smaller trees, such as `return z`, say nothing.
MIN_NODES = 8
# Pairs below this are hardly more alike than independent right answers.
LIKENESS = 0.4
# Characters of a cell; the trees in it are compared at each level, and may be a hundred times that.
MOST_CODE = 100_000

# What all names of a student's own become.
_ANY = "_"

# What is compared of one student: by place, which is a question's cell, the trees in it.
Trees = Mapping[str, Counter[str]]


@dataclass(frozen=True)
class Pair:
    """Two students, how alike their answers are (0 to 1), and the cells that are equal."""

    likeness: float
    students: tuple[str, str]
    equal: tuple[str, ...]


def similar(assignment: str, handed_in: Path) -> list[Pair]:
    """Return the pairs of students whose answers are alike, the most alike first.

    Args:
        assignment: a lab's name or number, or an instructor notebook.
        handed_in: the submissions, as for grading.

    Raises:
        AssignmentError: there is no such assignment.
        SubmissionsError: there is nothing of the kind.
    """
    paths = find_all(assignment)
    found: list[Pair] = []
    for path in paths:
        cells = parse(path.read_bytes())
        others = frozenset(other.stem for other in paths) - {path.stem}
        students: dict[str, Trees] = {}
        for item in submissions(handed_in, path.stem, path.resolve().parent.name, others):
            data = item.read()
            if isinstance(data, bytes):
                students[item.student] = _trees_of(cells, data)
        found += pairs(students)
    return sorted(found, key=lambda pair: (-pair.likeness, pair.students))


def pairs(students: Mapping[str, Trees]) -> list[Pair]:
    """Return the pairs that are alike, by the weight of what both have in what either has."""
    everyone = {name: sum(trees.values(), Counter[str]()) for name, trees in students.items()}
    common = Counter(tree for trees in everyone.values() for tree in trees)
    # What only one has weighs no more than what two share.
    weight = {t: math.log((len(students) + 1) / max(n, 2)) for t, n in common.items()}
    result = []
    for one, other in combinations(sorted(everyone), 2):
        a, b = everyone[one], everyone[other]
        shared, either = (sum(weight[t] * n for t, n in trees.items()) for trees in (a & b, a | b))
        if either and shared / either >= LIKENESS:
            places = students[one].keys() & students[other].keys()
            equal = sorted(p for p in places if students[one][p] == students[other][p])
            result.append(Pair(round(shared / either, 2), (one, other), tuple(equal)))
    return result


def as_text(found: Sequence[Pair]) -> str:
    """Return the pairs as lines."""
    if not found:
        return "there are no answers that are alike"
    lines = []
    for pair in found:
        equal = f"equal: {', '.join(pair.equal)}" if pair.equal else "no answer as a whole"
        lines.append(f"{pair.likeness:.2f}  {'  '.join(pair.students)}  {equal}")
    return "\n".join([*lines, "a reason to look, not a proof"])


def _trees_of(cells: Sequence[Cell], submission: bytes) -> Trees:
    """Return the trees of what a student wrote, by cell; added cells are one place."""
    try:
        steps = merge(cells, parse(submission)).steps
    except (NotebookError, RecursionError, MemoryError):
        return {}
    given = Counter(tree for cell in cells if cell.is_code for tree in trees_in([released(cell)]))
    sources: dict[str, list[str]] = {}
    for step in steps:
        if step.cell.is_code and (step.cell.solution or step.index < 0):
            sources.setdefault(step.cell.grade_id or "added cells", []).append(step.cell.source)
    found = {place: Counter(trees_in(texts)) for place, texts in sources.items()}
    for trees in found.values():
        for tree in given:
            del trees[tree]
    return {place: trees for place, trees in found.items() if trees}


def trees_in(sources: Iterable[str]) -> Iterator[str]:
    """Yield each statement as a text without names of its own; functions by what is in them."""
    for source in sources:
        if len(source) > MOST_CODE:
            continue
        # IPython's own lines are no Python.
        lines = [
            "" if line.lstrip().startswith(("%", "!")) else line for line in source.split("\n")
        ]
        try:
            module = ast.parse("\n".join(lines))
            yield from _statements(_anonymous(module))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue


def _anonymous(module: ast.Module) -> ast.Module:
    """Return code in which all that it binds itself has one name, without docstrings and types."""
    own = {node.arg for node in ast.walk(module) if isinstance(node, ast.arg)}
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            own.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            own.add(node.name)
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and node.id in own:
            node.id = _ANY
        elif isinstance(node, ast.arg):
            node.arg, node.annotation = _ANY, None
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            node.name = _ANY
            if ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]
            if isinstance(node, ast.FunctionDef):
                node.returns = None
    return module


def _statements(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        is_one = isinstance(node, ast.stmt) and not isinstance(node, ast.FunctionDef | ast.ClassDef)
        if is_one and sum(1 for _ in ast.walk(node)) >= MIN_NODES:
            yield ast.dump(node)
