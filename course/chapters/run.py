"""`make run`: execute the chapters as a student would, and say how it went."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import nbformat
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from course.chapters.execute import RunError, execute
from course.command_line import command_line
from course.config import ROOT, Chapter, select_chapters


def run(chapters: list[Chapter], root: Path = ROOT) -> bool:
    """Execute each chapter's notebook in a clean kernel, leaving the files alone.

    Prints a progress bar, then a table: chapter, seconds, state. Returns whether all
    chapters ran to their end.
    """
    table = Table("chapter", "seconds", "state", title="Chapters")
    table.columns[1].justify = "right"
    all_ran = True
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} cells"),
        TimeElapsedColumn(),
    )
    with Progress(*columns) as progress:
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
    progress.console.print(table)
    return all_ran


@command_line
def main(arguments: list[str]) -> int:
    """Run the chapters that the command line names; the exit status is 0 when all ran."""
    parser = argparse.ArgumentParser(prog="python -m course.chapters.run", description=__doc__)
    parser.add_argument("chapters", nargs="*", metavar="NN", help="01, 02, … (all)")
    return 0 if run(select_chapters(parser.parse_args(arguments).chapters)) else 1


if __name__ == "__main__":
    sys.exit(main())
