"""How a command of the course fails: in one sentence, with the traceback of a bug in a log."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from functools import wraps

from course.config import ROOT, CourseError

LOG = ROOT / "build" / "course.log"


def command_line(main: Callable[[list[str]], int | None]) -> Callable[..., int]:
    """Make a function a command: it reads the command line and returns an exit status.

    A `CourseError` is printed. Any other failure is a bug of the course's tools: its traceback
    is appended to `build/course.log`, and one sentence names that file.
    """

    @wraps(main)
    def run(arguments: list[str] | None = None) -> int:
        words = sys.argv[1:] if arguments is None else arguments
        try:
            return main(words) or 0
        except CourseError as error:
            print(error, file=sys.stderr)
        except Exception as error:
            _log(f"{main.__module__} {' '.join(words)}")
            print(
                f"The course's own tools failed ({type(error).__name__}: {error}); "
                f"the traceback stands at the end of {LOG}. Please report it.",
                file=sys.stderr,
            )
        return 1

    return run


def _log(message: str) -> None:
    LOG.parent.mkdir(exist_ok=True)
    handler = logging.FileHandler(LOG, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("course")
    logger.addHandler(handler)
    logger.exception(message)
    logger.removeHandler(handler)
    handler.close()
