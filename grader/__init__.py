"""Grade nbgrader notebooks (schema 3): results that cannot be forged, at class scale.

The design on one page is in `grader/README.md`. For use from Python: `from grader import grade`,
and likewise the other names of `_PUBLIC`. Each is imported when it is first asked for, since
every student's process is the image of one that has imported this package.
"""

import importlib
from typing import Any

VERSION = "2.0"

_PUBLIC = {
    "Settings": "engine",
    "grade": "engine",
    "load": "notebook.assignment",
    "calibrate": "session.trial_run",
    "require": "session.doctor",
    "Task": "records",
    "grade_submission": "session.submission",
    "Results": "outputs.results",
    "feedback": "outputs.pages",
    "write_gradebook": "outputs.nbgrader_database",
    "moodle_table": "outputs.platforms",
    "canvas_table": "outputs.platforms",
}


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"grader.{_PUBLIC[name]}"), name)
