"""What an author of a lab can get wrong, and what students see of a cell.

A lab's source is written like a chapter's. Its code cells may say `grade="solution"`,
`grade="test"` or `grade="readonly"` with an `id`, tests also `points` and, where an answer may not
call what it is to write, the names that it `forbids`; solution cells hold
`### BEGIN SOLUTION … ### END SOLUTION`, test cells
`### BEGIN HIDDEN TESTS … ### END HIDDEN TESTS`.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from course.config import ROOT, CourseError
from course.labs.model import Lab, question_of
from course.source import MAX_LINES, Code, Prose, Source, parse
from grader.notebook.cells import HIDDEN, SOLUTION, Cell, released

OPTIONS = frozenset({"grade", "id", "points", "forbids"})
KINDS = ("solution", "test", "readonly")
SEED_NAME = "HIDDEN_SEED"
TOTAL_POINTS = 100


def read_lab(lab: Lab, root: Path = ROOT) -> Source:
    """Return a lab's parsed source.

    Raises:
        CourseError: the source has problems; the text lists them all.
    """
    path = lab.source(root)
    if not path.is_file():
        raise CourseError(f"{lab.name} has no source; write labs/sources/{path.name}.")
    source = parse(path.read_text(encoding="utf-8"), OPTIONS)
    problems = [*source.problems, *lab_problems(source)]
    if problems:
        raise CourseError("\n".join(f"{lab.name}, {p}" for p in problems))
    return source


def lab_problems(source: Source) -> Iterator[str]:
    """Yield what an author got wrong, as sentences that say what to do."""
    solutions, tests, points = [], [], 0.0
    ids: Counter[str] = Counter()
    for cell in source.cells:
        if isinstance(cell, Prose):
            if "{{" in cell.english:
                yield f"prose {cell.english[:30]!r} has {{{{ … }}}}; labs have no run to fill it in"
            continue
        grade, name = cell.option("grade"), cell.option("id")
        where = f"cell {name or cell.text[:30]!r}"
        ids[name] += bool(name)
        if not grade:
            marks = [mark for mark in SOLUTION + HIDDEN if mark in cell.text]
            if marks or cell.options:
                yield f'{where}: has {marks or "id= or points="} but no grade="…"; add it'
            continue
        if grade not in KINDS:
            yield f"{where}: grade={grade!r} is unknown; choose from {', '.join(KINDS)}"
        if not re.fullmatch(r"[a-zA-Z0-9_-]+", name):
            yield f"{where}: needs an id of letters, digits, _ and -"
        yield from _marker_problems(where, cell, grade)
        if grade == "solution":
            solutions.append(question_of(name))
        if grade == "test":
            tests.append(question_of(name))
            points += float(cell.option("points") or 0)
            yield from _test_problems(where, cell, question_of(name))
        elif cell.option("points") or cell.option("forbids"):
            yield f"{where}: only test cells have points, and names that they forbid"
    for name, count in ids.items():
        if count > 1:
            yield f"id {name!r} is used {count} times; nbgrader stops at that: make it unique"
    expected = [f"q{i + 1}" for i in range(len(solutions))]
    if solutions != expected or tests != expected:
        yield (
            'questions must be q1, q2, … in order, each with one solution cell id="q1_name" '
            f'and one test cell id="q1_test"; solutions: {solutions}, tests: {tests}'
        )
    if points != TOTAL_POINTS:
        yield f"the points add up to {points:g} instead of {TOTAL_POINTS}"


def forbidden(lab: Lab, source: Source) -> dict[int, list[str]]:
    """Return what each question forbids: dotted names by its number; `given.` in full."""
    given = f"labs.stand_ins.{lab.stand_ins().stem}."
    return {
        int(question_of(cell.option("id"))[1:]): [
            re.sub(r"^given\.", given, name) for name in cell.option("forbids").split()
        ]
        for cell in source.cells
        if isinstance(cell, Code) and cell.option("forbids")
    }


def _marker_problems(where: str, cell: Code, grade: str) -> Iterator[str]:
    for (begin, end), kind in ((SOLUTION, "solution"), (HIDDEN, "test")):
        found = [m[0] for m in re.finditer(f"{begin}|{end}", cell.text)]
        wanted = [begin, end] * (len(found) // 2)
        if grade == kind and (not found or found != wanted):
            yield f"{where}: needs `### {begin}` and `### {end}` around its {kind} lines"
        if grade != kind and found:
            yield f"{where}: {begin!r} belongs into {kind} cells only"
    student = student_text(cell)
    try:
        ast.parse(cell.text)
        ast.parse(student)
    except SyntaxError as error:
        yield f"{where}: not valid Python, with or without the parts students don't see ({error})"
    if len(student.splitlines()) > MAX_LINES:
        yield f"{where}: students see {len(student.splitlines())} lines; {MAX_LINES} at most"


def _test_problems(where: str, cell: Code, question: str) -> Iterator[str]:
    points = cell.option("points")
    if not points.isdecimal() or points == "0":
        yield f"{where}: needs points=, a whole number above 0"
    number = question.removeprefix("q")
    if f"with Question({number}, points={points}) as {question}:" not in cell.text:
        yield (
            f"{where}: must begin its tests with "
            f"`with Question({number}, points={points}) as {question}:`"
        )
    if cell.text.rstrip().splitlines()[-1] != f"{question}.score":
        yield f"{where}: its last line must be `{question}.score`"
    parts = [int(m) for m in re.findall(rf'{question}\.part\("[^"]+", (\d+)\)', cell.text)]
    if parts and points.isdecimal() and sum(parts) != int(points):
        yield f"{where}: its parts have {sum(parts)} points instead of {points}"
    if SEED_NAME not in cell.text:
        yield f"{where}: its hidden tests must draw numbers from default_rng({SEED_NAME})"


def student_text(cell: Code) -> str:
    """Return what students see of a cell: no solution, no hidden test."""
    grade = cell.option("grade")
    return released(Cell("code", cell.text, grade=grade == "test", solution=grade == "solution"))
