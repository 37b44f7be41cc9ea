"""Falsify the claims of a chapter: each recorded mutation must turn its cell red.

A mutation that stays green, or breaks something else than the assertion of the cell that
carries it, has survived: the assertion does not prove what the text says.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from course.chapters import replay
from course.chapters.build import read_source
from course.chapters.replay import Cells, Mutant, Verdict
from course.chapters.slides import FIRST_CELL
from course.config import ROOT, Chapter, CourseError, repository
from course.directives import Mutation, mutated_cell
from course.opening import setup_cell
from course.source import Code, Source
from grader.notebook.names import names_in

# A mutant may loop for ever: how many seconds of processor time it may take.
LIMIT = 120
# Beside the chapter's own process, or without it.
WORKERS = 2


@dataclass(frozen=True)
class Survivor:
    """A mutation that proved nothing: its cell in the notebook, and what happened instead."""

    cell: int
    mutation: Mutation
    note: str


def falsify(
    chapter: Chapter, root: Path = ROOT, *, limit: int = LIMIT
) -> tuple[int, list[Survivor]]:
    """Run all mutations that a chapter records.

    Args:
        chapter: whose mutations to run.
        root: the course's folder.
        limit: how many seconds a mutant may take.

    Returns:
        How many there are, and those that survived.

    Raises:
        CourseError: the source has problems, or the chapter itself fails.
    """
    source = read_source(chapter, root)
    cells = code_cells(source)
    trials = list(_trials(source, cells))
    if not trials:
        return 0, []
    mutants = [mutant for _, mutant in trials]
    folder = chapter.notebook("en", root).parent
    verdicts = _judge(cells, mutants, folder, limit)
    if failed := [v for v in verdicts if v.kind == replay.FAILED]:
        raise CourseError(f"{chapter.name}, {failed[0].note}")
    return len(trials), [
        Survivor(mutant.marked, mutation, verdict.note)
        for (mutation, mutant), verdict in zip(trials, verdicts, strict=True)
        if verdict.kind != replay.KILLED
    ]


def report_survivors(chapters: list[Chapter], root: Path = ROOT) -> int:
    """Run the mutations of chapters, print the survivors, and return how many there are."""
    total = survived = 0
    for chapter in chapters:
        count, survivors = falsify(chapter, root)
        total, survived = total + count, survived + len(survivors)
        for s in survivors:
            print(f"{chapter.name}, cell {s.cell}: {s.mutation}: {s.note}", flush=True)
    print(f"{total} mutations, {survived} survived")
    return survived


def code_cells(source: Source) -> dict[int, str]:
    """Return the code cells of a chapter by their number in the notebook, setup first."""
    cells = {FIRST_CELL - 1: setup_cell(repository()).text}
    for number, cell in enumerate(source.cells, FIRST_CELL):
        if isinstance(cell, Code):
            cells[number] = cell.text
    return cells


def needed_cells(cells: Cells, changed: int, marked: int) -> dict[int, str]:
    """Return those cells that define what the cells from `changed` to `marked` use.

    Only names are looked at, so a cell may be missing: see that the rest runs unchanged.
    """
    wanted: set[str] = set()
    kept = {}
    for number in sorted(cells, reverse=True):
        if number > marked:
            continue
        names = names_in(cells[number])
        first = number == min(cells)
        if first or number >= changed or (names.binds | names.changes) & wanted:
            kept[number] = cells[number]
            wanted = (wanted - names.binds) | names.free
    return dict(sorted(kept.items()))


def _trials(source: Source, cells: Cells) -> Iterator[tuple[Mutation, Mutant]]:
    """Yield the recorded mutations, each with the mutant that tries it."""
    numbers, texts = list(cells), list(cells.values())
    for number, cell in enumerate(source.cells, FIRST_CELL):
        for mutation in cell.directives.mutations if isinstance(cell, Code) else ():
            changed = mutated_cell(texts, numbers.index(number), mutation)
            text = texts[changed].replace(mutation.old, mutation.new)
            yield mutation, Mutant(numbers[changed], text, number)


def _judge(cells: Cells, mutants: list[Mutant], folder: Path, limit: int) -> list[Verdict]:
    """Try all mutants beside one run of the chapter; alone, where TensorFlow asks for it."""
    verdicts = _in_process(replay.run_chapter, folder, cells, mutants, limit)
    if isinstance(verdicts, Verdict):
        raise CourseError(f"the chapter's own run: {verdicts.note}")
    left = {i: mutants[i] for i, v in enumerate(verdicts) if v.kind == replay.NEEDS_TENSORFLOW}
    places = sorted({(mutant.changed, mutant.marked) for mutant in left.values()})
    with ThreadPoolExecutor(WORKERS) as pool:
        found = pool.map(partial(_setting, cells, folder), places)
        settings = dict(zip(places, found, strict=True))
        alone = pool.map(partial(_alone, settings, folder, limit), left.values())
        for i, verdict in zip(left, alone, strict=True):
            verdicts[i] = verdict
    return list(verdicts)


def _setting(cells: Cells, folder: Path, place: tuple[int, int]) -> Cells:
    """Return the cells that a mutant of the place needs; unchanged, they must be green."""
    changed, marked = place
    needed = needed_cells(cells, changed, marked)
    unchanged = Mutant(changed, cells[changed], marked)
    if _in_process(replay.run_alone, folder, needed, unchanged, LIMIT) == replay.NOTHING_FAILS:
        return needed
    return {number: text for number, text in cells.items() if number <= marked}


def _alone(
    settings: Mapping[tuple[int, int], Cells], folder: Path, limit: int, mutant: Mutant
) -> Any:
    """Return the verdict on a mutant that runs in a process of its own."""
    cells = settings[mutant.changed, mutant.marked]
    return _in_process(replay.run_alone, folder, cells, mutant, limit)


def _in_process(function: Callable[..., None], *arguments: Any) -> Any:
    """Return what a function sends from a process of its own, or a verdict on its end.

    The last argument is a mutant's limit in seconds.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["course.chapters.preload"])
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=function, args=(sending, *arguments))
    process.start()
    sending.close()
    try:
        return receiving.recv()
    except EOFError:
        process.join()
        return replay.without_report(process.exitcode, arguments[-1])
    finally:
        process.kill()
        process.join()
