"""Falsify the claims of a chapter: each recorded mutation must turn its cell red.

A mutation that stays green, or breaks something else than the assertion of the cell that
carries it, has survived: the assertion does not prove what the text says.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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

# A mutant may loop for ever: how many seconds of processor time it may take.
LIMIT = 120


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
    try:
        verdicts = _judge(cells, mutants, folder, limit)
    except CourseError as error:
        raise CourseError(f"{chapter.name}, {error}") from None
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
    print(f"mutations: {total}, survived: {survived}")
    return survived


def code_cells(source: Source) -> dict[int, str]:
    """Return the code cells of a chapter by their number in the notebook, setup first."""
    cells = {FIRST_CELL - 1: setup_cell(repository()).text}
    for number, cell in enumerate(source.cells, FIRST_CELL):
        if isinstance(cell, Code):
            cells[number] = cell.text
    return cells


def _trials(source: Source, cells: Cells) -> Iterator[tuple[Mutation, Mutant]]:
    """Yield the recorded mutations, each with the mutant that tries it."""
    numbers, texts = list(cells), list(cells.values())
    for number, cell in enumerate(source.cells, FIRST_CELL):
        for mutation in cell.directives.mutations if isinstance(cell, Code) else ():
            changed = mutated_cell(texts, numbers.index(number), mutation)
            text = texts[changed].replace(mutation.old, mutation.new)
            yield mutation, Mutant(numbers[changed], text, number)


def _judge(cells: Cells, mutants: list[Mutant], folder: Path, limit: int) -> list[Verdict]:
    """Try all mutants beside one run of the chapter; alone, where that spoils it."""
    apart: set[int] = set()
    while True:
        found = _in_process(replay.run_chapter, folder, cells, mutants, apart, limit)
        if isinstance(found, list):
            break
        if found.kind != replay.SPOILED:
            raise CourseError(found.note)
        apart.add(found.cell)
    for i, verdict in enumerate(found):
        if verdict.kind == replay.NEEDS_TENSORFLOW:
            found[i] = _in_process(replay.run_alone, folder, cells, mutants[i], limit)
    return found


def _in_process(function: Callable[..., None], *arguments: Any) -> Any:
    """Return what a function sends from a process of its own, or a verdict on its end.

    The last argument is a mutant's limit in seconds.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["course.chapters.preload"])
    receiving, sending = context.Pipe()
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
