"""What an author of a lab can get wrong, and what students see of a cell.

A lab's source is written like a chapter's. Its code cells may say `grade="solution"`,
`grade="test"` or `grade="readonly"` with an `id`, tests also `points` and, where an answer may not
call what it is to write, the names that it `forbids`, where `@sigmoid` is a group of names in
`labs/sources/ready_made.toml`; solution cells hold
`### BEGIN SOLUTION … ### END SOLUTION`, test cells
`### BEGIN HIDDEN TESTS … ### END HIDDEN TESTS`. A cell with `grade="manual"`, an `id` and `points`
is the answer to an open question: comment lines, of which the build makes a Markdown cell.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from course.config import ROOT, CourseError
from course.labs.model import Lab, question_of
from course.source import MAX_LINES, Code, Prose, Source, parse
from grader.notebook.cells import HIDDEN, SOLUTION, TEXT_STUB, Cell, released

OPTIONS = frozenset({"grade", "id", "points", "forbids"})
KINDS = ("solution", "test", "readonly", "manual")
GIVES_POINTS = ("test", "manual")
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
    solutions, tests, points = [], [], 0
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
        if grade == "manual":
            solutions.append(question_of(name))
            yield from _manual_problems(where, cell)
        if grade in GIVES_POINTS:
            tests.append(question_of(name))
            worth = cell.option("points")
            if worth.isdecimal() and int(worth):
                points += int(worth)
            else:
                yield f"{where}: needs points=, a whole number above 0"
        elif cell.option("points"):
            yield f"{where}: only test cells and open questions have points"
        if grade == "test":
            yield from _test_problems(where, cell, question_of(name))
        elif cell.option("forbids"):
            yield f"{where}: only test cells have names that they forbid"
    for name, count in ids.items():
        if count > 1:
            yield f"id {name!r} is used {count} times; nbgrader stops at that: make it unique"
    expected = [f"q{i + 1}" for i in range(len(solutions))]
    if solutions != expected or tests != expected:
        yield (
            'questions must be q1, q2, … in order, each with one solution cell id="q1_name" '
            'and one test cell id="q1_test", or with one cell grade="manual" id="q1_name"; '
            f"solutions: {solutions}, tests: {tests}"
        )
    if points != TOTAL_POINTS:
        yield f"the points add up to {points} instead of {TOTAL_POINTS}"


def forbidden(lab: Lab, source: Source, root: Path = ROOT) -> dict[int, list[str]]:
    """Return what each question forbids: dotted names by its number; groups, `given.` in full.

    Raises:
        CourseError: there is no group of such a name.
    """
    path = root / "labs" / "sources" / "ready_made.toml"
    groups = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    found = {}
    for cell in source.cells:
        if not isinstance(cell, Code) or not cell.option("forbids"):
            continue
        names: list[str] = []
        for name in cell.option("forbids").split():
            if name.startswith("@") and name[1:] not in groups:
                raise CourseError(
                    f"{lab.name}: question {question_of(cell.option('id'))[1:]} forbids {name}, "
                    f"but ready_made.toml has no {name[1:]}; choose from {', '.join(groups)}."
                )
            names += groups[name[1:]].split() if name.startswith("@") else [name]
        given = f"labs.stand_ins.{lab.stand_ins().stem}."
        found[int(question_of(cell.option("id"))[1:])] = [
            re.sub(r"^given\.", given, name) for name in dict.fromkeys(names)
        ]
    return found


def _marker_problems(where: str, cell: Code, grade: str) -> Iterator[str]:
    for (begin, end), kind in ((SOLUTION, "solution"), (HIDDEN, "test")):
        found = [m[0] for m in re.finditer(f"{begin}|{end}", cell.text)]
        wanted = [begin, end] * (len(found) // 2)
        if grade == kind and (not found or found != wanted):
            yield f"{where}: needs `### {begin}` and `### {end}` around its {kind} lines"
        if grade != kind and found:
            yield f"{where}: {begin!r} belongs into {kind} cells only"
    if grade == "manual":
        return
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
    number = question.removeprefix("q")
    if f"with Question({number}, points={points}) as {question}:" not in cell.text:
        yield (
            f"{where}: must begin its tests with "
            f"`with Question({number}, points={points}) as {question}:`"
        )
    if not cell.text.endswith(f"\n{question}.score"):
        yield f"{where}: its last line must be `{question}.score`"
    parts = [int(m) for m in re.findall(rf'{question}\.part\("[^"]+", (\d+)\)', cell.text)]
    if parts and points.isdecimal() and sum(parts) != int(points):
        yield f"{where}: its parts have {sum(parts)} points instead of {points}"
    if SEED_NAME not in cell.text:
        yield f"{where}: its hidden tests must draw numbers from default_rng({SEED_NAME})"


def _manual_problems(where: str, cell: Code) -> Iterator[str]:
    if any(not line.startswith("#") for line in cell.text.splitlines()):
        yield f"{where}: the answer to an open question is text; begin each of its lines with #"
    if not written_answer(cell):
        yield f"{where}: has no model answer; write one, as comment lines"


def written_answer(cell: Code) -> str:
    """Return the model answer to an open question, which is Markdown behind `# `."""
    return re.sub(r"^# ?", "", cell.text, flags=re.MULTILINE).strip()


def student_text(cell: Code) -> str:
    """Return what students see of a cell: no solution, no hidden test."""
    grade = cell.option("grade")
    if grade == "manual":
        return TEXT_STUB
    return released(Cell("code", cell.text, grade=grade == "test"))
