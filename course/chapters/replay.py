"""Run the cells of a chapter in a plain process, and mutations of them in forks of it.

`course.chapters.falsify` starts these processes. A fork begins with all that the cells
before the mutated one have made, so only the mutated cell and those up to the marked one run
again, and nothing that they do reaches the chapter's own run. What TensorFlow has once
started, its threads, does not survive a fork: a mutation that needs it says so, and is tried
in the chapter's own process, which then takes back what it did (`course.chapters.snapshot`).
The chapter's own cells run after it and must be green. If they are not, the mutations of
that place are tried again, each in a process of its own.
"""

from __future__ import annotations

import builtins
import json
import linecache
import math
import os
import resource
import signal
import sys
import time
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Never, TypeAlias

# Code cells in order, by their number in the notebook.
Cells: TypeAlias = Mapping[int, str]

# How many forks may run beside the chapter.
FORKS = 2
# A mutant's limit is in seconds of processor time; a busy machine may take so much longer.
PATIENCE = 10
KILLED, SURVIVED, NEEDS_TENSORFLOW = "killed", "survived", "needs TensorFlow"
# The chapter's own run: it fails by itself, or after mutations were tried in it.
FAILED, SPOILED = "failed", "spoiled"


@dataclass(frozen=True)
class Mutant:
    """A mutation to try: the cell that it changes, the new text, the cell that must fail."""

    changed: int
    text: str
    marked: int


@dataclass(frozen=True)
class Verdict:
    """What became of a mutation, or of the chapter's own run, and in words why."""

    kind: str
    note: str = ""
    # Where a chapter's run is spoiled: the cell whose mutations were tried last.
    cell: int = 0


class TensorFlowNeededError(BaseException):
    """A fork came to an operation of TensorFlow, which has threads in the chapter's run."""


class TooLongError(BaseException):
    """A mutant has had its processor time."""


def run_chapter(
    connection: Connection,
    folder: Path,
    cells: Cells,
    mutants: Sequence[Mutant],
    apart: Set[int],
    limit: int,
) -> None:
    """Run a whole chapter and its mutants, and send a verdict on each; or one on the chapter.

    Args:
        connection: where the verdicts go, as a list in the order of the mutants.
        folder: the working directory.
        cells: the chapter's code cells.
        mutants: what to try.
        apart: cells whose mutants get a process of their own if they need TensorFlow.
        limit: how many seconds of processor time a mutant may take.
    """
    _prepare(folder)
    verdicts: dict[int, Verdict] = {}
    namespace = _namespace()
    last = 0
    for number, text in cells.items():
        here = {i: mutant for i, mutant in enumerate(mutants) if mutant.changed == number}
        verdicts |= _try_in_forks(cells, here, namespace, limit)
        for i, mutant in here.items():
            if verdicts[i].kind == NEEDS_TENSORFLOW and number not in apart:
                verdicts[i] = _try_here(cells, mutant, namespace, limit)
                last = number
        try:
            run_cell(number, text, namespace)
        except BaseException as error:
            note = f"cell {number}: {_in_words(error)}"
            return connection.send(Verdict(SPOILED if last else FAILED, note, last))
    connection.send([verdicts[i] for i in range(len(mutants))])


def run_alone(
    connection: Connection, folder: Path, cells: Cells, mutant: Mutant, limit: int
) -> None:
    """Run a chapter up to a mutant, and send the verdict on it.

    Args:
        connection: where the verdict goes.
        folder: the working directory.
        cells: the chapter's code cells.
        mutant: what to try.
        limit: how many seconds of processor time the mutant may take.
    """
    _prepare(folder)
    namespace = _namespace()
    for number, text in cells.items():
        if number < mutant.changed:
            run_cell(number, text, namespace)
    _end_after(limit)
    connection.send(_try(cells, mutant, namespace))


def run_cell(number: int, text: str, namespace: dict[str, Any]) -> None:
    """Run one code cell. `inspect` can read the functions that it defines."""
    name = f"<cell {number}>"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    exec(compile(text, name, "exec", dont_inherit=True), namespace)


def _try_here(cells: Cells, mutant: Mutant, namespace: dict[str, Any], limit: int) -> Verdict:
    """Try a mutant in the chapter's own process, and take back what it did."""
    from course.chapters.snapshot import Snapshot

    snapshot = Snapshot(namespace)
    earlier = signal.signal(signal.SIGPROF, _too_long)
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        return _try(cells, mutant, namespace)
    except TooLongError:
        return _not_ended(limit)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, earlier)
        snapshot.restore()


def _too_long(*_: object) -> Never:
    raise TooLongError


def _try(cells: Cells, mutant: Mutant, namespace: dict[str, Any]) -> Verdict:
    for i, text in cells.items():
        if not mutant.changed <= i <= mutant.marked:
            continue
        try:
            run_cell(i, mutant.text if i == mutant.changed else text, namespace)
        except TensorFlowNeededError:
            return Verdict(NEEDS_TENSORFLOW)
        except TooLongError:
            raise
        except AssertionError as error:
            if i == mutant.marked:
                return Verdict(KILLED)
            return Verdict(SURVIVED, f"cell {i} fails before the marked one: {_in_words(error)}")
        except BaseException as error:
            where = "the marked cell" if i == mutant.marked else f"cell {i}"
            return Verdict(SURVIVED, f"{where} ends in an error, not a proof: {_in_words(error)}")
    return Verdict(SURVIVED, "nothing fails")


def _try_in_forks(
    cells: Cells, mutants: Mapping[int, Mutant], namespace: dict[str, Any], limit: int
) -> dict[int, Verdict]:
    """Try mutants, each in a fork; returns the verdict on each."""
    verdicts: dict[int, Verdict] = {}
    running: dict[int, tuple[int, int]] = {}
    for i, mutant in mutants.items():
        if len(running) == FORKS:
            _collect(running, verdicts, limit)
        running[i] = _fork(cells, mutant, namespace, limit)
    while running:
        _collect(running, verdicts, limit)
    return verdicts


def _fork(cells: Cells, mutant: Mutant, namespace: dict[str, Any], limit: int) -> tuple[int, int]:
    """Try a mutant in a fork; returns the fork's process id and the end of its pipe."""
    reading, writing = os.pipe()
    if process := os.fork():
        os.close(writing)
        return process, reading
    try:
        _end_after(limit)
        _refuse_tensorflow()
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:
            json.dump(asdict(_try(cells, mutant, namespace)), pipe)
    finally:
        os._exit(0)  # a fork never returns into the chapter's run


def _collect(running: dict[int, tuple[int, int]], verdicts: dict[int, Verdict], limit: int) -> None:
    """Wait for the fork that was started first, and note its verdict."""
    number = next(iter(running))
    process, reading = running.pop(number)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        report = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    verdicts[number] = Verdict(**json.loads(report)) if report else without_report(status, limit)


def without_report(status: int | None, limit: int) -> Verdict:
    """Give the verdict on a mutant whose process ended without one."""
    if status in (-signal.SIGXCPU, -signal.SIGALRM):
        return _not_ended(limit)
    return Verdict(SURVIVED, f"its process ended with status {status}")


def _not_ended(limit: int) -> Verdict:
    return Verdict(SURVIVED, f"it had not ended after {limit} s")


def _end_after(limit: int) -> None:
    """Let the system end this process, whatever it does then."""
    soft = math.ceil(time.process_time()) + limit
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    signal.alarm(PATIENCE * limit)


class _Refusing:
    """What stands for TensorFlow's context in a fork: every use of it is refused."""

    def __getattribute__(self, name: str) -> Never:
        raise TensorFlowNeededError


def _refuse_tensorflow() -> None:
    """If TensorFlow has started its threads, let every operation of it end this fork."""
    context: Any = sys.modules.get("tensorflow.python.eager.context")
    if getattr(getattr(context, "_context", None), "_context_handle", None) is not None:
        # It is kept: to free it would wait for its threads for ever.
        context._kept, context._context = context._context, _Refusing()


def _prepare(folder: Path) -> None:
    """Stand where the notebook stands, and write nothing."""
    import course.chapters.preload  # noqa: F401

    os.chdir(folder)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)


def _namespace() -> dict[str, Any]:
    return {"__name__": "__main__", "__builtins__": builtins}


def _in_words(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
