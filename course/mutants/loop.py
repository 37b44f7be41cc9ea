"""Test mutants: pytest collects the tests once, and a process is forked for each mutant.

This runs as a script in the copy of the course that `course/mutants/room.py` makes, and imports
nothing of the course, since that is what is changed. Each process runs the tests that reach the
changed function, the shortest first, until one fails. TensorFlow hangs in the fork of a process
that has computed with it: tests must not do that when they are collected.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state

_NO_MUTANT = "no.module.x_and_no_function__mutmut_0"
# By the process's exit; any other: it was stopped, or ended itself.
_VERDICTS: dict[int | None, str] = {0: "survived", 1: "noticed"}
# Seconds that a mutant's tests may take, and the multiple of what they take without a mutant. The
# first are of the processor, so that another's work stops nothing; the second for one that waits.
_CPU, _WALL, _TIMES = 10, 100, 20

_say = partial(print, flush=True)


class _Running(NamedTuple):
    name: str
    process: BaseProcess
    deadline: float


class Loop:
    """A pytest plugin that tests mutants instead of running the tests once.

    Args:
        mutants: their names, with the version of the function that each changes.
        results: the file to which a line is added for each: its name, version and verdict.
        workers: how many processes may run at a time.
    """

    def __init__(self, mutants: dict[str, str], results: Path, workers: int) -> None:
        self._mutants = mutants
        self._results = results
        self._workers = workers
        self._items: dict[str, Any]  # pytest.Item, with the names of its fixtures
        self._seconds: dict[str, float]
        self._reached: dict[str, set[str]] = defaultdict(set)  # function: tests
        self._of_fixture: dict[str, set[str]] = defaultdict(set)  # fixture: functions

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """Let Hypothesis stop at the first example that fails, not look for a smaller one."""
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", parent=settings.default, phases=phases)
        settings.load_profile("mutants")

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        """Note what a fixture calls: that reaches all of its tests, not only the first."""
        before = set(state()._stats)
        state()._stats.clear()
        try:
            return (yield)
        finally:
            self._of_fixture[fixturedef.argname] |= state()._stats
            state()._stats.update(before)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Find out which tests reach which function, then test the mutants."""
        if session.testsfailed:
            return None  # pytest says which files it could not collect
        self._items = {item.nodeid: item for item in session.items}
        self._survey()
        running: list[_Running] = []
        try:
            self._test_all(running)
        finally:
            for one in running:
                kill(one.process)
        return True

    def _survey(self) -> None:
        measured = self._ask("stats", self._measure)
        self._seconds = {test: one["seconds"] for test, one in measured.items()}
        # Again, in the order of the mutants' tests.
        red = {test for test, one in measured.items() if one["failed"]}
        red |= set(self._ask(_NO_MUTANT, self._failing))
        for test in sorted(red):
            _say(f"left out, since it fails without a mutant: {test}")
            del self._seconds[test]
        for test in self._seconds:
            for function in measured[test]["reached"]:
                self._reached[function].add(test)
        _say(f"{len(self._seconds)} tests, {sum(self._seconds.values()):.0f} s")

    def _ask(self, mutant: str, question: Callable[[], Any]) -> Any:
        answer = self._results.with_name("survey.json")
        answer.unlink(missing_ok=True)
        process = forked(mutant, lambda: answer.write_text(json.dumps(question())))
        process.join()
        if not answer.exists():
            raise pytest.UsageError(f"The tests ended their process ({process.exitcode}).")
        return json.loads(answer.read_text())

    def _measure(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for test in self._items:
            state()._stats.clear()
            start = time.perf_counter()
            failed = not self._passes([test])
            fixtures = self._items[test].fixturenames
            reached = state()._stats.union(*(self._of_fixture[name] for name in fixtures))
            found[test] = {
                "seconds": time.perf_counter() - start,
                "failed": failed,
                "reached": sorted(reached),
            }
        return found

    def _failing(self) -> list[str]:
        return [test for test in self._shortest_first(self._seconds) if not self._passes([test])]

    def _shortest_first(self, tests: Iterable[str]) -> list[str]:
        return sorted(self._seconds.keys() & tests, key=lambda test: (self._seconds[test], test))

    def _passes(self, tests: list[str]) -> bool:
        items = [self._items[test] for test in tests]
        for item, following in zip(items, [*items[1:], None], strict=True):
            if any(r.failed for r in runtestprotocol(item, log=False, nextitem=following)):
                return False
        return True

    def _tests_for(self, mutant: str) -> list[str]:
        module, _, function = mutant.partition("__mutmut_")[0].rpartition(".")
        if not (tests := self._reached.get(f"{module}.{function}")):
            # Perhaps a process calls it that a test of the module starts.
            file = f"test_{module.rpartition('.')[2].removeprefix('_')}.py"
            tests = {test for test, item in self._items.items() if item.path.name == file}
        return self._shortest_first(tests)

    def _test_all(self, running: list[_Running]) -> None:
        todo, counts, shown = list(self._mutants), Counter(survived=0, noticed=0), 0.0
        with open(self._results, "a", encoding="utf-8") as results:
            while todo or running:
                while todo and len(running) < self._workers:
                    running.append(self._start(todo.pop(0)))
                until = min(one.deadline for one in running)
                wait([one.process.sentinel for one in running], until - time.monotonic())
                now = time.monotonic()
                for one in [r for r in running if not r.process.is_alive() or r.deadline <= now]:
                    kill(one.process)
                    running.remove(one)
                    verdict = _VERDICTS.get(one.process.exitcode, "stopped")
                    counts[verdict] += 1
                    line = {"mutant": one.name, "version": self._mutants[one.name]}
                    results.write(json.dumps(line | {"verdict": verdict}) + "\n")
                    results.flush()
                if time.monotonic() > shown + 10 or not (todo or running):
                    shown = time.monotonic()
                    text = ", ".join(f"{n} {verdict}" for verdict, n in counts.items())
                    _say(f"{counts.total()} of {len(self._mutants)}: {text}")

    def _start(self, mutant: str) -> _Running:
        tests = self._tests_for(mutant)
        cpu, wall = limits(sum(self._seconds[test] for test in tests))

        def test() -> bool:
            resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
            return self._passes(tests)

        return _Running(mutant, forked(mutant, test), time.monotonic() + wall)


def limits(usual: float) -> tuple[int, float]:
    """Tell how many seconds of the processor, and how many in all, a mutant's tests may take.

    Args:
        usual: what they take without a mutant.
    """
    return int(_CPU + _TIMES * usual), _WALL + _TIMES * usual


def forked(mutant: str, task: Callable[[], object]) -> BaseProcess:
    """Do a task with a mutant in a process and group of its own; exit with 0 if it is true."""

    def run() -> None:
        os.setpgid(0, 0)
        set_mutant_under_test(mutant)
        try:
            done = task()
        except BaseException:
            os._exit(1)
        os._exit(0 if done else 1)

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    return process


def kill(process: BaseProcess) -> None:
    """End a process, and those that it left behind."""
    process.kill()  # it may not lead a group yet
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)  # type: ignore[arg-type]
    process.join()


def main(job: Path) -> int:
    """Do what a file says: `tests`, `mutants`, `results` and `workers`."""
    asked = json.loads(job.read_text(encoding="utf-8"))
    sys.path.insert(0, os.getcwd())
    loop = Loop(asked["mutants"], Path(asked["results"]), asked["workers"])
    options = ["-q", "-p", "no:cacheprovider", "--assert=plain", "--tb=native"]
    return pytest.main([*options, "-m", "not proof and not weekly", *asked["tests"]], [loop])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
