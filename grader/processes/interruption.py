"""Stop the code of the notebook when its test has taken too long, so that the test can go on.

For the test this is an error like any other that the student's code may raise. It happens in the
student's process, which may prevent it: then the grader's own limit ends that process.
"""

from __future__ import annotations

import signal
from collections.abc import Collection
from types import CodeType, FrameType
from typing import Any

# Sent only when the question would be lost otherwise; until then nothing of this runs.
SIGNAL = signal.SIGUSR1
# Frames that sending or reading a message may have; the notebook's recursion may fill the memory.
DEEPEST = 1000


class Interruption:
    """Raise an error where the notebook's code runs, and wait where a message is sent or read.

    Args:
        module: the globals of the module that serves the other side.
        runs: those of its functions that run the notebook's code.
    """

    def __init__(self, module: dict[str, Any], runs: Collection[CodeType]) -> None:
        self.module, self.runs = module, runs
        self.noted = False

    def watch(self) -> None:
        """Take the signal from now on."""
        signal.signal(SIGNAL, self._take)

    def _take(self, _: int, frame: FrameType | None) -> None:
        self.noted = True
        for _ in range(DEEPEST):
            if frame is None or frame.f_globals is self.module:
                break
            frame = frame.f_back
        if frame is not None and (frame.f_globals is not self.module or frame.f_code in self.runs):
            self.check()

    def check(self) -> None:
        """Stop the notebook's code, which goes on now, if the signal came before.

        Raises:
            TimeoutError: it did.
        """
        if self.noted:
            self.noted = False
            raise TimeoutError("took longer than the grader waits")

    def forget(self) -> None:
        """Begin something new, which must not be stopped for what was before."""
        self.noted = False
