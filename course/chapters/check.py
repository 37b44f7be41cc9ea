"""Find what is stale or broken in the committed notebooks, without running them.

Each rule is one small function that returns problems as sentences; `check` adds the
chapter's name. Numbers that no longer hold need a run: `check_run`.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course.chapters.build import assemble_all, read_source
from course.chapters.execute import RunError, execute
from course.chapters.notebook import cell_ids, chinese_alts, translate_alts
from course.chapters.results import Run, apply_run, computed_of, figures_of, run_of
from course.chapters.sections import heading_problems, main_line
from course.chapters.slides import ledger_problems, load_ledger
from course.config import IGNORE, LANGUAGES, ROOT, Chapter, CourseError
from course.source import Code, Source

MAX_BYTES = 1_500_000
MIN_COMPARED = 0.8
REBUILD = "run `make notebooks`"
# What the main line of a chapter of the second edition may hold.
LIMITS = {"English words": 5500, "open code cells": 45, "figures": 16}


def check(chapter: Chapter, root: Path = ROOT) -> list[str]:
    """All problems of a chapter that show without running it."""
    try:
        source = read_source(chapter, root)
        fresh = assemble_all(source, chapter, root)
        ledger = load_ledger(root)
    except CourseError as error:
        return str(error).splitlines()
    problems = [
        f"{chapter.name}, {p}"
        for p in (*row_problems(chapter, source), *ledger_problems(chapter, source, ledger))
    ]
    stored: dict[str, NotebookNode] = {}
    for language in LANGUAGES:
        path = chapter.notebook(language, root)
        name = path.relative_to(root).as_posix()
        try:
            stored[language] = nbformat.read(path, as_version=4)
        except FileNotFoundError:
            problems.append(f"{name}: not built yet; {REBUILD}")
            continue
        except Exception:
            problems.append(f"{name}: not a readable notebook; {REBUILD}")
            continue
        notebook = stored[language]
        found = [
            *execution_problems(notebook),
            *stale_problems(notebook, fresh[language]),
            *output_problems(notebook),
            *link_problems(notebook, path.parent),
        ]
        if path.stat().st_size > MAX_BYTES:
            found.append(
                f"{path.stat().st_size / 1e6:.1f} MB; make figures fewer or smaller, "
                f"{MAX_BYTES / 1e6:.1f} MB at most"
            )
        compared, with_output = compared_share(notebook)
        if compared < MIN_COMPARED * with_output:
            found.append(
                f"nbval compares {compared} of {with_output} outputs; "
                f"untag cells until it is {MIN_COMPARED:.0%}"
            )
        problems += [f"{name}, {p}" for p in found]
    if len(stored) == 2:
        found = [
            *alt_problems(stored["en"], source, every_figure=chapter.edition == 2),
            *language_problems(stored["en"], stored["zh-TW"], source),
        ]
        if chapter.edition == 2:
            found += [*heading_problems(source), *length_problems(stored["en"], source)]
        problems += [f"{chapter.name}, {p}" for p in found]
    return problems


def check_run(chapter: Chapter, root: Path = ROOT) -> list[str]:
    """Run a chapter and name the stored numbers in its prose that no longer hold."""
    stored = nbformat.read(chapter.notebook("en", root), as_version=4)
    notebook = assemble_all(read_source(chapter, root), chapter, root)["en"]
    try:
        run = execute(notebook, chapter.notebook("en", root).parent)
    except RunError as error:
        return [f"{chapter.name}, {error}"]
    return [f"{chapter.name}, {p}" for p in number_problems(stored, run)]


def number_problems(stored: NotebookNode, run: Run) -> Iterator[str]:
    """Numbers in prose that a fresh run contradicts."""
    for i, cell in enumerate(stored.cells):
        for c, value in computed_of(cell):
            fresh = run.values.get(cell.id, {}).get(c, "nothing")
            if not c.agrees(value, fresh):
                yield (
                    f"cell {i + 1}: the prose says {value}, a fresh run gives {fresh} "
                    f"for {c.expression}; {REBUILD} and read what it now claims"
                )


def row_problems(chapter: Chapter, source: Source) -> Iterator[str]:
    """Syllabus rows that no cell shows, and rows that the chapter does not have."""
    shown = {row for cell in source.cells if isinstance(cell, Code) for row in cell.rows}
    for row in chapter.rows:
        if row not in shown:
            yield f'row {row}: no cell shows it; write one and mark it rows="{row}"'
    for row in sorted(shown - set(chapter.rows)):
        yield f"row {row}: not a row of this chapter; correct rows= or chapters.toml"


def execution_problems(notebook: NotebookNode) -> Iterator[str]:
    """Code cells that were not executed, or not in order."""
    count = 0
    for i, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        count += 1
        if cell.execution_count is None:
            yield f"cell {i + 1}: not executed, so nbval would not compare it; {REBUILD}"
        elif cell.execution_count != count:
            yield (
                f"cell {i + 1}: executed as number {cell.execution_count} instead of "
                f"{count}; {REBUILD}"
            )


def stale_problems(notebook: NotebookNode, fresh: NotebookNode) -> Iterator[str]:
    """Cells that are not what the source builds, and numbers changed by hand."""
    run = run_of(notebook)
    for i, cell in enumerate(fresh.cells):
        if cell.cell_type == "code":
            run.outputs.setdefault(cell.id, [])
        elif missing := [c for c, _ in computed_of(cell) if c not in run.values.get(cell.id, {})]:
            yield f"cell {i + 1}: a computed number is missing ({missing[0].expression}); {REBUILD}"
            return
    apply_run(fresh, run)
    if len(notebook.cells) != len(fresh.cells):
        yield (
            f"{len(notebook.cells)} cells instead of the {len(fresh.cells)} that the "
            f"source builds; {REBUILD}"
        )
    for i, (cell, wanted) in enumerate(zip(notebook.cells, fresh.cells, strict=False)):
        if cell.source != wanted.source:
            yield f"cell {i + 1}: not what the source builds; edit the source, then {REBUILD}"
        elif (cell.id, cell.cell_type) != (wanted.id, wanted.cell_type):
            yield f"cell {i + 1}: its id or type is not what the source builds; {REBUILD}"
        elif cell.metadata != wanted.metadata:
            yield f"cell {i + 1}: its metadata are not what the source builds; {REBUILD}"


def output_problems(notebook: NotebookNode) -> Iterator[str]:
    """Find outputs that no reader should see: errors, stderr, figures without alt text."""
    for i, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            where = f"cell {i + 1}:"
            if output.output_type == "error":
                yield f"{where} ends in {output.ename}; correct its code, then {REBUILD}"
            elif output.get("name") == "stderr":
                yield f"{where} writes to stderr ({output.text.strip()[:60]!r}); silence its cause"
            elif output in figures_of(cell) and not (
                output.metadata.get("image/png", {}).get("alt")
            ):
                yield f'{where} a figure without alt text; use show(fig, alt="…")'


def link_problems(notebook: NotebookNode, folder: Path) -> Iterator[str]:
    """Links to files that are not there."""
    for i, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)\s]+)\)", cell.source):
                if not (folder / target.split("#")[0]).exists():
                    yield f"cell {i + 1}: links to {target}, which is not there; correct the link"


def language_problems(
    english: NotebookNode, chinese: NotebookNode, source: Source
) -> Iterator[str]:
    """Code or outputs in which the two languages differ; alt texts are translated."""
    wanted = copy.deepcopy(english)
    translate_alts(wanted, source)
    pairs = zip(wanted.cells, chinese.cells, strict=False)
    if len(english.cells) != len(chinese.cells):
        yield f"the two languages have different numbers of cells; {REBUILD}"
    for i, (one, other) in enumerate(pairs):
        if one.cell_type != other.cell_type or one.id != other.id:
            yield f"cell {i + 1}: the two languages differ in their cells; {REBUILD}"
            return
        if one.cell_type == "code" and (one.source, one.outputs) != (
            other.source,
            other.outputs,
        ):
            yield f"cell {i + 1}: the two languages differ in code or output; {REBUILD}"


def alt_problems(notebook: NotebookNode, source: Source, *, every_figure: bool) -> Iterator[str]:
    """Cells whose Chinese alt texts are not one for each figure.

    Args:
        notebook: the chapter in English.
        source: its source.
        every_figure: whether cells without any are a problem too.
    """
    alts = chinese_alts(source)
    for i, cell in enumerate(notebook.cells):
        count, wanted = len(alts.get(cell.id, ())), len(figures_of(cell))
        if count != wanted and (count or every_figure):
            yield (
                f"cell {i + 1}: figures: {wanted}, Chinese alt texts: {count}; "
                "write one line `#! alt zh-TW: …` for each figure, in order"
            )


def length_problems(notebook: NotebookNode, source: Source) -> Iterator[str]:
    """Limits that the main line of a chapter passes."""
    figures = {cell.id: len(figures_of(cell)) for cell in notebook.cells}
    counts = main_line(source, [figures.get(name, 0) for name in cell_ids(source)])
    for count, (what, limit) in zip(counts, LIMITS.items(), strict=True):
        if count > limit:
            yield (
                f"{count} {what} in the main line, {limit} at most; cut some, or move what "
                "only some readers want to an optional section"
            )


def compared_share(notebook: NotebookNode) -> tuple[int, int]:
    """How many of the code cells with output nbval compares, and how many there are."""
    with_output = [c for c in notebook.cells if c.get("outputs")]
    compared = [c for c in with_output if IGNORE not in c.metadata.get("tags", [])]
    return len(compared), len(with_output)


def compared_counts(chapter: Chapter, root: Path = ROOT) -> tuple[int, int]:
    """`compared_share` of a chapter's stored notebook."""
    return compared_share(nbformat.read(chapter.notebook("en", root), as_version=4))
