"""Stop a function of the student's that takes too much of its test's time.

The rest of the test is then still tried: for the test this is an error like any other that the
student's code may raise. It runs in the student's process, which may prevent it; then the grader's
own limit ends that process.
"""

from __future__ import annotations

import signal
import time
from collections import defaultdict
from types import CodeType, FrameType
from typing import Any

# How often a test's time is looked at: calls that are shorter are never stopped.
_LOOKS = 2000


class Stopwatch:
    """Watch the functions of a notebook whose variables are `names`.

    A function is stopped once it has taken, in all its calls of one test, as long as is left of the
    test's time. So half of it has gone when the first is stopped, and more calls of that function
    are stopped at once. Time counts while this process or the trusted one uses a processor.
    """

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.left = self.limit = 0.0
        self.elsewhere = 0.0  # seconds that the trusted process has worked
        self.taken: defaultdict[CodeType, float] = defaultdict(float)
        self.last: CodeType | None = None
        self.late: CodeType | None = None

    def start(self, seconds: float) -> None:
        """Begin to watch a test that may take so many seconds; 0: watch no more."""
        self.left = self.limit = seconds
        self.taken.clear()
        self.last = self.late = None
        self.seen = self._now()
        if hasattr(signal, "setitimer"):  # not on Windows
            signal.signal(signal.SIGPROF, self._look)
            signal.siginterrupt(signal.SIGPROF, False)
            signal.setitimer(signal.ITIMER_PROF, seconds / _LOOKS, seconds / _LOOKS)

    def _look(self, _: int, frame: FrameType | None) -> None:
        now = self._now()
        # Threads that work side by side take the processor's time several times over.
        passed = min(now[0] - self.seen[0], now[1] - self.seen[1])
        self.spend(passed, frame)
        self.seen = now

    def _now(self) -> tuple[float, float]:
        return time.process_time() + self.elsewhere, time.monotonic()

    def spend(self, seconds: float, frame: FrameType | None) -> None:
        """Note that the code of a frame has run for so long.

        Raises:
            TimeoutError: this was too long.
        """
        self.left -= seconds
        running, before = self._function(frame), self.last
        self.last, self.late = running, None
        if running is None:
            return
        self.taken[running] += seconds
        if running is before and self.taken[running] >= self.left:
            self.late = running
            if not self._in_grader(frame):
                self.check(frame)

    def check(self, frame: FrameType | None) -> None:
        """Stop what a frame belongs to if it has taken too long.

        Raises:
            TimeoutError: it has.
        """
        if self.late is not None and self._function(frame) is self.late:
            share = f"took longer than its share of {self.limit:g} s"
            raise TimeoutError(f"{share}: does its loop end?")

    def _function(self, frame: FrameType | None) -> CodeType | None:
        """Return the outermost function of the notebook that runs, without those of the test."""
        found = []
        while frame is not None:
            if frame.f_globals is self.names:
                found.append(frame.f_code)
            frame = frame.f_back
        test = found[-1].co_filename if found and found[-1].co_name == "<module>" else ""
        return next((code for code in reversed(found) if code.co_filename != test), None)

    def _in_grader(self, frame: FrameType | None) -> bool:
        """Return whether the notebook has called the grader's code, which must not be stopped."""
        while frame is not None and frame.f_globals is not self.names:
            if str(frame.f_globals.get("__name__")).startswith("grader."):
                return True
            frame = frame.f_back
        return False
