"""The log of a run: what the grader did, and the tracebacks of its own failures."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.outputs.text import plain_text

NAME = "grader.log"
LEVELS = ("debug", "info", "warning", "error")


class _Formatter(logging.Formatter):
    """Formats a record so that no text in it looks like another record or moves a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's lines without control characters, all but the first indented."""
        return "\n    ".join(map(plain_text, super().format(record).split("\n")))


@contextmanager
def log_file(folder: Path, level: str = "info") -> Iterator[None]:
    """Append what the package logs from `level` on to `grader.log` in the folder.

    Hidden tests and students' errors may stand in it: it is for the instructor. That the user
    stopped the run is a line.
    """
    logger = logging.getLogger("grader")
    handler = logging.FileHandler(folder / NAME, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    before = logger.level
    logger.setLevel(level.upper())
    logger.addHandler(handler)
    try:
        yield
    except KeyboardInterrupt:
        logger.info("stopped; the next call goes on from here")
        raise
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
        handler.close()
