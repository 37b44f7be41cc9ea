"""`make run`: execute the chapters as a student would, and say how it went."""

from __future__ import annotations

import time
from pathlib import Path

import nbformat
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from course.chapters.execute import RunError, execute
from course.config import ROOT, Chapter


def run(chapters: list[Chapter], root: Path = ROOT) -> bool:
    """Execute each chapter's notebook in a clean kernel, leaving the files alone.

    Prints a progress bar, then a table: chapter, seconds, state. Returns whether all
    chapters ran to their end.
    """
    console = Console()
    table = Table("chapter", "seconds", "state", title="Chapters")
    table.columns[1].justify = "right"
    all_ran = True
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} cells"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        for chapter in chapters:
            path = chapter.notebook("en", root)
            state, started = "ok", time.monotonic()
            try:
                notebook = nbformat.read(path, as_version=4)
                task = progress.add_task(chapter.name, total=len(notebook.cells))

                def advance(done: int, total: int, task: object = task) -> None:
                    progress.update(task, completed=done)  # type: ignore[arg-type]

                execute(notebook, path.parent, advance)
            except FileNotFoundError:
                state = f"{path.name} is missing; run `make notebooks`"
            except RunError as error:
                state = f"failed in {error}"
            all_ran &= state == "ok"
            table.add_row(chapter.name, f"{time.monotonic() - started:.0f}", state)
    console.print(table)
    return all_ran
