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
from grader.sandbox import cleanup
from grader.sandbox.limits import Limits
from grader.session import clock
from grader.session.clock import Clock
from tests.grader.conftest import Grade, processes_below
from tests.grader.samples import HONEST, notebook_with

WORK_SECONDS = 1.0


@contextmanager
def loaded(others: int) -> Iterator[None]:
    """Let the grader, and what is started meanwhile, share one processor with others.

    However many processors there are, and whoever else has work for them, a process gets at most
    its share of one. Each of the others is a session of its own: Linux may share out by sessions.
    """
    allowed = os.sched_getaffinity(0)
    _keep_to({min(allowed)})
    busy = [sys.executable, "-c", "while True: pass"]
    running = [subprocess.Popen(busy, start_new_session=True) for _ in range(others)]
    try:
        yield
    finally:
        for other in running:
            other.kill()
            other.wait()
        _keep_to(allowed)


def _keep_to(processors: set[int]) -> None:
    for pid in (os.getpid(), *cleanup.descendants(os.getpid())):
        with suppress(ProcessLookupError):
            os.sched_setaffinity(pid, processors)


@contextmanager
def child_of_a_process(code: str) -> Iterator[tuple[subprocess.Popen[bytes], Clock]]:
    """Yield a process whose child is about to run some code, and a clock of that child."""
    child = f"os.write(1, b'.'); os.read(0, 1); exec({code!r})"
    fork = f"import os\nif os.fork():\n os.wait()\nelse:\n {child}"
    with subprocess.Popen(
        [sys.executable, "-c", fork],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
    ) as parent:  # fmt: skip
        assert parent.stdin is not None and parent.stdout is not None
        try:
            assert parent.stdout.read(1) == b"."
            clock = Clock(parent.pid)
            parent.stdin.write(b".")
            parent.stdin.flush()
            yield parent, clock
        finally:
            with suppress(ProcessLookupError):  # all of it has ended
                os.killpg(parent.pid, signal.SIGKILL)


def counted(code: str, until: Callable[[float], bool]) -> tuple[float, float]:
    """Return what a clock counts of a process until its end, or until a time; and the time."""
    with child_of_a_process(code) as (parent, read):
        started = time.monotonic()
        while parent.poll() is None and not until(time.monotonic() - started):
            time.sleep(0.02)
            read.read()
        passed = time.monotonic() - started
    return read.seconds, passed


@pytest.mark.proof
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how long a process waits")
def test_waiting_for_a_processor_does_not_count() -> None:
    with loaded(3):
        seconds, passed = counted(
            "import time\nend = time.process_time() + 1\nwhile time.process_time() < end: pass",
            lambda _: False,
        )
    assert passed > 2, "the load has to slow it down"
    # A tick of the processor's time is not counted.
    assert 0.98 <= seconds < 1.0 + 0.5 * (passed - 1.0)


@pytest.mark.proof
@pytest.mark.parametrize(
    "code", ["import time; time.sleep(99)", "import os; os.read(os.pipe()[0], 1)"]
)
def test_sleeping_counts_on_a_busy_machine(code: str) -> None:
    with loaded(3):
        seconds, passed = counted(code, lambda passed: passed > 2)
    assert seconds > 0.7 * passed


def test_own_threads_do_not_stop_the_clock() -> None:
    """Threads that keep each other waiting use the processor, which counts."""
    many = (
        "import os, threading\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "import hashlib\ndef work():\n    while True: hashlib.sha256(bytes(10**6))\n"
        "for _ in range(8): threading.Thread(target=work).start()"
    )
    with child_of_a_process(many) as (parent, read):
        found = clock._children(parent.pid)
        assert found is not None
        (pid,) = found
        before, used, waited = clock._cpu(pid), 0.0, 0.0
        while used < 1 or waited < 1:
            time.sleep(0.02)
            used = clock._cpu(pid) - before
            waited = max(clock._waits(pid).values(), default=0.0)
        assert read.read() >= 0.9 * used


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


@pytest.mark.parametrize(("passed", "counted"), [(10.0, 7.75), (3.0, 2.5), (2.0, 2.0)])
def test_waiting_does_not_count_but_work_does(
    passed: float, counted: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process waits 2 s, in one thread or two, and another 0.25 s; they work for 2.5 s."""
    usages: list[clock.Usage] = [
        {7: (1.0, {"7": 1.0})},
        {7: (1.5, {"7": 3.0, "8": 0.5}), 8: (0.0, {}), 9: (2.0, {"9": 0.25})},
    ]
    moments = iter([100.0, 100.0 + passed])
    monkeypatch.setattr("grader.session.clock.time.monotonic", lambda: next(moments))
    monkeypatch.setattr(clock, "_usage", lambda pid: usages.pop(0) if pid == 5 else {})
    read = Clock(5)
    assert read.seconds == 0 and read.read() == read.seconds == counted


@pytest.fixture
def proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A /proc with a process whose second child is a supervisor, and this process without any."""
    monkeypatch.setattr(clock, "Path", lambda name: Path(f"{tmp_path}{name}"))
    ticks = os.sysconf("SC_CLK_TCK")
    children = {5: "6 7", 6: "", 7: "8 ", 8: "", os.getpid(): ""}
    for pid, below in children.items():
        folder = tmp_path / "proc" / str(pid)
        for number in (pid, 10 * pid):
            task = folder / "task" / str(number)
            task.mkdir(parents=True)
            (task / "schedstat").write_text(f"1 {number * 10**9} 3\n")
        (folder / "task" / str(pid) / "children").write_text(below)
        state = " ".join(f"{n}" for n in range(3, 14))
        (folder / "stat").write_text(f"{pid} (a) b) S {state[2:]} {pid * ticks} {2 * ticks} 99\n")
    return tmp_path / "proc"


def test_only_who_has_no_others_below_takes_the_time(proc: Path) -> None:
    assert clock._usage(5) == {
        6: (8.0, {"6": 6.0, "60": 60.0}),
        8: (10.0, {"8": 8.0, "80": 80.0}),
    }
    assert clock._usage(6) == {} == clock._usage(4)


def test_who_has_ended_meanwhile_took_nothing(proc: Path) -> None:
    (proc / "6" / "stat").unlink()
    (proc / "6" / "task" / "6" / "schedstat").unlink()
    (proc / "6" / "task" / "60" / "schedstat").unlink()
    assert clock._usage(5)[6] == (0.0, {})


def test_whether_waiting_can_be_seen(proc: Path) -> None:
    own = proc / str(os.getpid()) / "task"
    assert clock.can_see_waiting()
    (own / str(os.getpid()) / "children").unlink()
    assert not clock.can_see_waiting()
    (own / str(os.getpid()) / "children").touch()
    for task in own.iterdir():
        (task / "schedstat").unlink()
    assert not clock.can_see_waiting()


@pytest.mark.proof
def test_a_right_answer_passes_on_a_busy_machine(grade: Grade, target: Assignment) -> None:
    """It works for a third of its time, and has to share a processor with five others."""
    work = f"import time\nend = time.process_time() + {WORK_SECONDS}\n"
    code = f"{work}while time.process_time() < end: pass\n{HONEST}"
    limits = Limits(question_seconds=3 * WORK_SECONDS, notebook_seconds=60, memory_mb=512)
    with loaded(5):
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
    limits = Limits(question_seconds=1, notebook_seconds=60, memory_mb=512)
    with loaded(2):
        row = grade(target, notebook_with(f"{HONEST}{rest}"), limits)
    assert any("took longer than 1 s" in note for note in row["notes"]), row
    assert processes_below() == []
