"""The log of a run: what the grader did, and the tracebacks of its own failures."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "grader.log"
LEVELS = ("debug", "info", "warning", "error")


@contextmanager
def log_file(folder: Path, level: str = "info") -> Iterator[None]:
    """Append what the package logs from `level` on to `grader.log` in the folder.

    Hidden tests and students' errors may stand in it: it is for the instructor.
    """
    logger = logging.getLogger("grader")
    handler = logging.FileHandler(folder / NAME, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    before = logger.level
    logger.setLevel(level.upper())
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
        handler.close()
