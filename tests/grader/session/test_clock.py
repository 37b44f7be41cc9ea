"""The time that counts: not while others have the processor."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from grader.notebook.assignment import Assignment
from grader.sandbox.limits import Limits
from grader.session import clock
from grader.session.clock import Clock
from tests.grader.conftest import Grade, processes_below
from tests.grader.samples import HONEST, notebook_with

WORK_SECONDS = 1.5


@contextmanager
def loaded() -> Iterator[None]:
    """Keep each processor busy with two processes."""
    count = 2 * (os.cpu_count() or 1)
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def counted(code: str, until: Callable[[float], bool]) -> tuple[float, float]:
    """Return what a clock counts of a process until its end, or until a time; and the time."""
    shell = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])"
    with subprocess.Popen([sys.executable, "-c", shell], start_new_session=True) as parent:
        read, started = Clock(parent.pid), time.monotonic()
        while parent.poll() is None and not until(time.monotonic() - started):
            time.sleep(0.02)
            read.read()
        passed = time.monotonic() - started
        with suppress(ProcessLookupError):  # all of it has ended
            os.killpg(parent.pid, signal.SIGKILL)
    return read.seconds, passed


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how long a process waits")
def test_waiting_for_a_processor_does_not_count() -> None:
    with loaded():
        seconds, passed = counted(
            "import time\nwhile time.process_time() < 1: pass", lambda _: False
        )
    assert passed > 1.6, "the load has to slow it down"
    assert 1.0 <= seconds < 1.0 + 0.5 * (passed - 1.0)


@pytest.mark.parametrize(
    "code", ["import time; time.sleep(99)", "import os; os.read(os.pipe()[0], 1)"]
)
def test_sleeping_counts_on_a_busy_machine(code: str) -> None:
    with loaded():
        seconds, passed = counted(code, lambda passed: passed > 2)
    assert seconds > 0.7 * passed


def test_own_threads_do_not_stop_the_clock() -> None:
    """Threads that keep each other waiting use the processor, which counts."""
    many = (
        "import os, threading\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "import hashlib\ndef work():\n    while True: hashlib.sha256(bytes(10**6))\n"
        "for _ in range(8): threading.Thread(target=work).start()"
    )
    fork = f"import os\nif os.fork() == 0:\n exec({many!r})\nos.wait()"
    parent = subprocess.Popen([sys.executable, "-c", fork], start_new_session=True)
    try:
        time.sleep(0.5)
        read, found = Clock(parent.pid), clock._children(parent.pid)
        assert found is not None
        (pid,) = found
        before, waited = clock._cpu(pid), clock._waits(pid)
        time.sleep(2)
        read.read()
        used = clock._cpu(pid) - before
        assert max(clock._waits(pid)[name] - waited[name] for name in waited) > 1
        assert used > 0.25, "it has to get a processor"
        assert read.seconds >= 0.9 * used
    finally:
        os.killpg(parent.pid, signal.SIGKILL)
        parent.wait()


def test_the_clock_never_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long they wait, at least a twentieth of the time counts."""
    moments = iter([0.0, 50.0, 100.0])
    waits = iter([0.0, 50.0, 120.0])
    monkeypatch.setattr("grader.session.clock.time.monotonic", lambda: next(moments))
    monkeypatch.setattr(clock, "_usage", lambda pid: {7: (0.0, {"7": next(waits)})})
    read = Clock(1)
    assert [read.read(), read.read()] == [2.5, 5.0]


def test_all_time_counts_where_waiting_cannot_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0.0, 3.0, 7.5])
    monkeypatch.setattr("grader.session.clock.time.monotonic", lambda: next(moments))
    monkeypatch.setattr(clock, "Path", lambda name: Path(f"/nowhere{name}"))
    read = Clock(os.getpid())
    assert [read.read(), read.read()] == [3.0, 7.5]
    assert not clock.can_see_waiting()


@pytest.mark.proof
def test_a_right_answer_passes_on_a_busy_machine(grade: Grade, target: Assignment) -> None:
    """It needs nearly all of its time, and has to share the processors with four others."""
    work = f"import time\nend = time.process_time() + {WORK_SECONDS}\n"
    code = f"{work}while time.process_time() < end: pass\n{HONEST}"
    limits = Limits(question_seconds=2 * WORK_SECONDS, notebook_seconds=60, memory_mb=512)
    with loaded():
        started = time.monotonic()
        row = grade(target, notebook_with(code), limits)
        passed = time.monotonic() - started
    assert (row["status"], row["score"]) == ("graded", 10.0), row
    assert passed > 2 * limits.question_seconds, "the load has to slow it down"


@pytest.mark.proof
@pytest.mark.parametrize("rest", ["import time\ntime.sleep(999)", "while True: pass"])
def test_what_goes_on_is_stopped_on_a_busy_machine(
    rest: str, grade: Grade, target: Assignment
) -> None:
    limits = Limits(question_seconds=2, notebook_seconds=60, memory_mb=512)
    with loaded():
        row = grade(target, notebook_with(f"{HONEST}{rest}"), limits)
    assert any("took longer than 2 s" in note for note in row["notes"]), row
    assert processes_below() == []
