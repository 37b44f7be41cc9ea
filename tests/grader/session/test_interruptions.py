"""When a test is interrupted and when it is ended; the time is made up."""

from __future__ import annotations

import socket
from types import SimpleNamespace
from typing import Any

import pytest

from grader.protocol.codec import encode
from grader.sandbox.limits import Limits
from grader.session import watch
from grader.session.watch import Watcher

TEST, OTHER = {"test": True}, {"test": False}
INTERRUPTED, ENDED = b"!", b""


class Run:
    """A run whose reports come at given moments; what it is told, and when.

    `speed` is that of its clock, which stands still while others have the processor. Who is `gone`
    cannot be told anything.
    """

    def __init__(
        self,
        *reports: tuple[float, Any],
        seconds: float = 600.0,
        speed: float = 1.0,
        gone: bool = False,
    ) -> None:
        self.seconds, self.speed, self.gone = 0.0, speed, gone
        self.coming = list(reports)
        self.told: list[tuple[float, bytes]] = []
        task: Any = SimpleNamespace(limits=Limits(question_seconds=64.0))
        process: Any = SimpleNamespace(process=SimpleNamespace(pid=0))
        self.watcher = Watcher(task, process, seconds)
        self.left_alone = False

        def examiner_gone() -> None:
            self.left_alone = True

        self.watcher._examiner_gone = examiner_gone  # type: ignore[method-assign]

    def read(self) -> float:
        """Return the time, as its clock."""
        return self.seconds

    def select(self, *arguments: Any) -> tuple[list[Any], list[Any], list[Any]]:
        """Let time pass until the next report, or as long as is waited."""
        end = self.seconds + self.speed * arguments[-1]
        if self.coming and self.coming[0][0] <= end:
            self.seconds = max(self.seconds, self.coming[0][0])
            return [1], [], []
        self.seconds = end
        return [], [], []

    def receive(self) -> bytes:
        """Return the next report, as its channel."""
        return encode(self.coming.pop(0)[1])

    def send(self, data: bytes) -> None:
        """Note what its supervisor is told."""
        self.told.append((self.seconds, data))
        if self.gone:
            raise BrokenPipeError

    def shutdown(self, how: int) -> None:
        """Note that its supervisor is told the end."""
        assert how == socket.SHUT_WR
        self.told.append((self.seconds, ENDED))
        if self.gone:
            raise OSError("not connected")

    def listen(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, bytes]]:
        """Return what the supervisor was told, and when."""
        run: Any = self
        self.watcher.clock = run
        with monkeypatch.context() as patch:
            patch.setattr(watch, "select", run)
            self.watcher._listen(run, run)
        return self.told


def begin(step: int, of: dict[str, bool]) -> Any:
    return "begin", {"step": step, **of}


END: Any = ("end", {"modules": []})


def test_a_test_that_takes_its_time_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run((0, begin(0, TEST)), (63, begin(1, TEST)), (126, begin(2, OTHER)), (189, END))
    assert run.listen(monkeypatch) == [] and run.watcher.found.interrupted == []


def test_a_test_without_end_is_interrupted_ever_faster_and_then_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Within twice the time that it has, whatever those before it left of theirs."""
    run = Run((0, begin(4, TEST)), (10, begin(5, TEST)))
    moments = [10 + 64 + 64 * (1 - (7 / 8) ** n) for n in range(17)]
    told = run.listen(monkeypatch)
    assert [moment for moment, _ in told] == pytest.approx(moments) and told[-1][0] < 10 + 2 * 64
    assert [what for _, what in told] == [INTERRUPTED] * 16 + [ENDED]
    assert set(run.watcher.found.interrupted) == {5}
    assert run.watcher.found.timed_out and run.watcher.found.why == "took longer than 64 s"


def test_cells_that_are_no_tests_are_ended_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run((10, begin(5, OTHER)))
    assert run.listen(monkeypatch) == [(74, ENDED)] and run.watcher.found.interrupted == []


def test_what_a_test_does_not_need_is_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run((0, begin(0, TEST)), (65, begin(1, TEST)), (140, END))
    moments = [64, 65 + 64, 65 + 64 + 63 / 8]
    assert run.listen(monkeypatch) == [(moment, INTERRUPTED) for moment in moments]


def test_all_tests_together_take_at_most_one_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each ends when it was interrupted five times; for the last there is too little left."""
    reports: list[Any] = [(0, begin(0, TEST))]
    reports += [(64 * n + 64 * (1 - (7 / 8) ** (4 * n)), begin(n, TEST)) for n in range(1, 5)]
    run = Run(*reports, seconds=6000.0)
    told = run.listen(monkeypatch)
    assert told[-1][1] == ENDED and told[-1][0] < 5 * 64 + 64
    assert set(run.watcher.found.interrupted) == {0, 1, 2, 3}


@pytest.mark.parametrize(("limit", "before"), [(64.0, []), (66.0, [(64.0, INTERRUPTED)])])
def test_the_notebooks_time_holds(
    limit: float, before: list[tuple[float, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run((0, begin(0, TEST)), seconds=limit)
    assert run.listen(monkeypatch) == [*before, (limit, ENDED)]
    assert run.watcher.found.why == "the notebook took longer than 600 s"


def test_the_instructor_reads_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    score = {"score": 1.0, "reason": "", "detail": "line 3: no"}
    first, second = ("score", {**score, "id": "a"}), ("score", {**score, "id": "b"})
    run = Run((0, begin(0, TEST)), (65, first), (65, begin(1, TEST)), (66, second), (66, END))
    run.listen(monkeypatch)
    found = run.watcher.found.scores
    assert found["a"]["detail"] == "line 3: no (calls were interrupted)"
    assert found["b"]["detail"] == "line 3: no"


def test_what_has_not_begun_is_no_test(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Run().listen(monkeypatch) == [(watch.START_SECONDS, ENDED)]


def test_an_eighth_of_the_time_is_enough_for_one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "SHARE", 1 / 2)
    told = Run((0, begin(0, TEST))).listen(monkeypatch)
    moments = [64.0, 64 + 32, 64 + 48, 64 + 56, 64 + 60]
    assert told == [*((at, INTERRUPTED) for at in moments[:4]), (moments[4], ENDED)]


@pytest.mark.parametrize("speed", [1.0, 0.5])
def test_only_the_clock_counts(speed: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked often enough, however slowly it goes."""
    run = Run((0, begin(0, OTHER)), (63.5, begin(1, OTHER)), speed=speed)
    ((moment, _),) = run.listen(monkeypatch)
    assert 63.5 + 64 <= moment <= 63.5 + 64 + 0.005


def test_a_report_in_the_last_moment_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run((0, begin(0, TEST)), (63.5, ("notes", {"notes": ["a"]})), (63.8, END))
    assert run.listen(monkeypatch) == [] and run.watcher.found.notes == ["a"]


def test_who_is_gone_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """That is no failure: a report will say it."""
    told = Run((0, begin(0, TEST)), gone=True).listen(monkeypatch)
    assert told[0] == (64, INTERRUPTED) and told[-1][1] == ENDED


@pytest.mark.parametrize("seconds", [64.0, 600.0])
@pytest.mark.parametrize(("after", "in_time"), [(2.5, True), (3.5, False)])
def test_what_was_ended_has_a_moment_to_say_so(
    seconds: float, after: float, in_time: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also at the end of the notebook's time."""
    died = ("died", {"step": 7, "id": "", "secret": False})
    run = Run((0, begin(0, OTHER)), (64 + after, died), seconds=seconds)
    assert run.listen(monkeypatch) == [(64, ENDED)]
    assert run.watcher.found.died_at == (7 if in_time else None)
    assert run.left_alone != in_time
