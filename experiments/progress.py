"""A bar with jobs and time left."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import TypeAlias

Report: TypeAlias = Callable[[str], None]


@contextlib.contextmanager
def progress_bar(name: str, total: int, done: int = 0, transient: bool = False) -> Iterator[Report]:
    """Show a bar with jobs and time left; yields what to call after each job."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    # A notebook that is being built or tested keeps no trace of the bar.
    quiet = transient and os.environ.get("COURSE_STATIC") == "1"
    with Progress(*columns, transient=transient, disable=quiet) as progress:
        task = progress.add_task(name, total=total, completed=done)

        def report(line: str) -> None:
            progress.advance(task)
            if not transient:
                count = int(progress.tasks[0].completed)
                progress.console.print(f"[dim]{count}/{total}[/dim] {line}", highlight=False)

        yield report
