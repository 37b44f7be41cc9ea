"""Run the source of a cell as a notebook does, and say what came of it.

Both sides use it: the student's process for solutions, the trusted one for test cells.
"""

from __future__ import annotations

import contextlib
import io
import sys
import types
from dataclasses import dataclass
from typing import Any, TextIO, cast

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config


@dataclass(frozen=True)
class Outcome:
    """What came of one cell: the error if there was one, the last line's value, the output.

    `caught_output` is what the cell printed about an error that it caught itself, `caught_error`
    the last such error. Lines count from 1; 0 is unknown.
    """

    error: BaseException | None
    result: object
    output: str
    line: int = 0
    caught_output: str = ""
    caught_error: BaseException | None = None

    @property
    def caught_line(self) -> int:
        """Return the line that the error came from which the cell caught."""
        return _line(self.caught_error)


class BoundedStream(io.TextIOBase):
    """A text stream that keeps the first `limit` characters and counts the rest."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.parts: list[str] = []
        self.kept = 0
        self.lost = 0
        self.caught = 0
        self.caught_output: list[str] = []
        self.caught_error: BaseException | None = None

    def write(self, text: str) -> int:
        """Keep what still fits."""
        part = text[: self.limit - self.kept]
        caught = sys.exc_info()[1]
        if caught is not None and self.caught < self.limit:
            # There is room for it however much was printed before.
            self.caught_output.append(text[: self.limit - self.caught])
            self.caught += len(text)
            self.caught_error = caught
        if part:
            self.parts.append(part)
            self.kept += len(part)
        self.lost += len(text) - len(part)
        return len(text)

    def writable(self) -> bool:
        """Return True: the stream can be written to."""
        return True

    def take(self) -> str:
        """Return what was kept and start again from nothing."""
        text = "".join(self.parts)
        if self.lost:
            text += f"\n[{self.lost} more characters]"
        self.parts, self.kept, self.lost = [], 0, 0
        self.caught, self.caught_output, self.caught_error = 0, [], None
        return text


class Interpreter:
    """An IPython without history, terminal or tracebacks, and one namespace."""

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.cache_size = 0
        config.InteractiveShell.colors = "nocolor"
        module = types.ModuleType("__main__")
        self.ip: Any = cast(Any, InteractiveShell).instance(config=config, user_module=module)
        self.names: dict[str, Any] = self.ip.user_ns
        for name in ("showtraceback", "showsyntaxerror", "showindentationerror"):
            setattr(self.ip, name, self._show)
        self.ip.displayhook.write_output_prompt = _nothing
        # IPython keeps all output for its history, without a bound.
        self.ip._tee = lambda channel: contextlib.nullcontext()
        # Plots go to Matplotlib's Agg, whatever `%matplotlib` asks for.
        self.ip.enable_gui = _nothing
        self.ip.enable_matplotlib = lambda gui=None: (gui, gui)
        # No process can be started; a line like `!pip install` must not stop the cell.
        self.ip.system = self.ip.getoutput = _no_command
        self.stream = BoundedStream(20_000)
        self.shown: BaseException | None = None

    def _show(self, about: object = None, *_: object, **__: object) -> None:
        """Note an error in place of showing it; one told by a tuple is of a value's display."""
        if not isinstance(about, tuple):
            self.shown = sys.exc_info()[1]

    def capture(self, limit: int) -> None:
        """Send everything that is printed from now on to `stream`."""
        self.stream = BoundedStream(limit)
        sys.stdout = sys.stderr = cast(TextIO, self.stream)

    def run(self, source: str) -> Outcome:
        """Run one cell; every exception becomes part of the outcome."""
        self.stream.take()
        self.shown = None
        try:
            result = self.ip.run_cell(source, store_history=False)
            error = result.error_before_exec or result.error_in_exec
            value = result.result
        except BaseException as caught:
            error, value = caught, None
        line = _line(error)
        # `%%capture` and `%run` show an error, and the cell goes on; its line counts from theirs.
        error, self.shown = error or self.shown, None
        sys.stdout = sys.stderr = cast(TextIO, self.stream)
        caught_output, caught_error = "".join(self.stream.caught_output), self.stream.caught_error
        return Outcome(error, value, self.stream.take(), line, caught_output, caught_error)

    def text_of(self, value: object) -> str:
        """Return a value as a notebook's output shows it."""
        return str(self.ip.display_formatter.format(value, include=["text/plain"])[0]["text/plain"])


def _no_command(command: str, *_: object, **__: object) -> list[str]:
    """Take the place of shell commands."""
    print(f"not run when grading: {command}")
    return []


def _nothing(*_: object, **__: object) -> None:
    """Take the place of IPython's prompts."""


def _line(error: BaseException | None) -> int:
    """Return the line of the cell (from 1) that an error came from, 0 if unknown."""
    if isinstance(error, SyntaxError):
        return error.lineno or 0
    trace = error.__traceback__ if error else None
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") == "__main__":
            return trace.tb_lineno
        trace = trace.tb_next
    return 0
