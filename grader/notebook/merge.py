"""Put the student's answers into the instructor's notebook; nothing else of a submission counts.

Pure functions: cells in, cells and remarks out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from grader.notebook.cells import Cell, NotebookError, released, title
from grader.notebook.names import names_in

# Added cells that are looked at for one that takes a given cell's place.
_MAX_LOOKED_AT = 50
# More would fill the tables of the class.
_MAX_NOTES = 30


@dataclass(frozen=True)
class Step:
    """One cell of the rebuilt notebook.

    `index` is that of the instructor's cell, -1 for a cell that the student added.
    """

    cell: Cell
    index: int
    changed: bool = True


@dataclass(frozen=True)
class Merged:
    """The notebook that will run, and what was odd about the submission."""

    steps: tuple[Step, ...]
    notes: tuple[str, ...]


def merge(assignment: Sequence[Cell], submission: Sequence[Cell]) -> Merged:
    """Return the instructor's notebook with the submission's answers and added cells.

    An answer is found by its id; of several cells with one id the last one counts (as in
    nbgrader) and the others run as added cells in their place. Without an answer, the
    released stub stands. A given cell without id may be changed, as nbgrader has it: the student's
    stands for it.

    Raises:
        NotebookError: the submission is another notebook.
    """
    _refuse_another_notebook(assignment, submission)
    notes: list[str] = []
    places = {cell.grade_id: index for index, cell in enumerate(assignment) if cell.grade_id}
    answers: dict[int, int] = {}
    for position, cell in enumerate(submission):
        index = places.get(cell.grade_id, -1)
        if cell.grade_id and index < 0:
            notes.append(f"unknown cell id {cell.grade_id!r}: taken as an added cell")
        elif index in answers:
            notes.append(f"cell {cell.grade_id!r} is there more than once")
        if index >= 0:
            answers[index] = position
            _note_changes(assignment[index], cell, notes)
    added, present = _added_cells(assignment, submission, places, answers)
    changed = _changed_cells(assignment, added, present)
    steps = [Step(cell, -1) for cell in added.get(-1, [])]
    order = [answers[index] for index in sorted(answers)]
    if order != sorted(order):
        notes.append("the cells are in another order")
    for index, cell in enumerate(assignment):
        if index in changed:
            steps.append(Step(changed[index], index))
        else:
            steps.append(_step(cell, index, submission, answers, notes))
        steps += [Step(cell, -1) for cell in added.get(index, [])]
    kept = list(dict.fromkeys(notes))
    if len(kept) > _MAX_NOTES:
        kept[_MAX_NOTES:] = [f"and {len(kept) - _MAX_NOTES} more remarks of this kind"]
    return Merged(tuple(steps), tuple(kept))


def _step(
    cell: Cell,
    index: int,
    submission: Sequence[Cell],
    answers: dict[int, int],
    notes: list[str],
) -> Step:
    stub = released(cell)
    if cell.is_test or not (cell.solution or cell.task):
        if cell.grade_id and index not in answers:
            notes.append(f"cell {cell.grade_id!r} was deleted: the instructor's is used")
        return Step(cell if cell.is_test else replace(cell, source=stub), index, changed=False)
    if index not in answers:
        notes.append(f"answer cell {cell.grade_id!r} is missing")
        return Step(replace(cell, source=stub), index, changed=False)
    source = submission[answers[index]].source
    return Step(replace(cell, source=source), index, changed=source.strip() != stub.strip())


def _note_changes(ours: Cell, theirs: Cell, notes: list[str]) -> None:
    name = repr(ours.grade_id)
    if ours.kind != theirs.kind:
        notes.append(f"cell {name} changed its type to {theirs.kind}")
    flags = ("grade", "solution", "locked", "task")
    if any(getattr(ours, flag) != getattr(theirs, flag) for flag in flags):
        notes.append(f"cell {name} changed its flags")
    if ours.points != theirs.points:
        notes.append(f"cell {name} changed its points")
    if not (ours.solution or ours.task) and theirs.source.strip() != released(ours).strip():
        notes.append(f"the text of cell {name} was changed: the instructor's is used")


def _refuse_another_notebook(assignment: Sequence[Cell], submission: Sequence[Cell]) -> None:
    ours = {cell.grade_id for cell in assignment if cell.solution or cell.task}
    theirs = {cell.grade_id for cell in submission if cell.solution or cell.task} - {""}
    names = title(assignment), title(submission)
    if theirs and not ours & theirs and all(names) and names[0] != names[1]:
        raise NotebookError(f"another notebook was handed in: this is {names[1]!r}")


def _added_cells(
    assignment: Sequence[Cell],
    submission: Sequence[Cell],
    places: dict[str, int],
    answers: dict[int, int],
) -> tuple[dict[int, list[Cell]], set[int]]:
    """Return the student's own cells, and the indices of the instructor's cells that are there.

    The first by the index of the instructor's cell before them.
    """
    unmarked: dict[str, list[int]] = {}
    for index, cell in enumerate(assignment):
        if not cell.grade_id:
            unmarked.setdefault(released(cell).strip(), []).append(index)
    added: dict[int, list[Cell]] = {}
    anchor = -1
    present = {anchor}
    for position, cell in enumerate(submission):
        index = places.get(cell.grade_id, -1)
        if index >= 0 and answers[index] == position:
            anchor = index
        elif index >= 0 and not assignment[index].solution:
            continue  # another copy of an instructor's cell
        elif index < 0 and unmarked.get(cell.source.strip()):
            anchor = unmarked[cell.source.strip()].pop(0)
        elif cell.kind != "raw" and cell.source.strip():
            added.setdefault(anchor, []).append(Cell(cell.kind, cell.source))
        present.add(anchor)
    return added, present


def _changed_cells(
    assignment: Sequence[Cell], added: dict[int, list[Cell]], present: set[int]
) -> dict[int, Cell]:
    """Take the added cells out of `added` that are given cells with another text, by its index.

    Such a cell stands in the given cell's place and binds one of its names.
    """
    changed: dict[int, Cell] = {}
    binds = cache(_binds)
    anchor = -1
    for index, ours in enumerate(assignment):
        if index in present:
            anchor = index
        if index in present or ours.grade_id or not ours.is_code or anchor not in added:
            continue
        bound = names_in(ours.source).binds
        for number, cell in enumerate(added[anchor][:_MAX_LOOKED_AT]):
            if cell.is_code and binds(cell.source) & bound:
                changed[index] = cell
                # What follows it there follows it here.
                added[index] = added[anchor][number + 1 :]
                added[anchor] = added[anchor][:number]
                anchor = index
                break
    return changed


def _binds(source: str) -> frozenset[str]:
    """Return the names that a student's code binds; none if it is nested too deeply to tell."""
    try:
        return names_in(source).binds
    except RecursionError:
        return frozenset()
