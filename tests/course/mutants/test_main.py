"""The command that tests a room's tests with mutants."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from course.mutants import __main__ as command
from course.mutants.record import Mutant, Record
from course.mutants.room import Room, prepare

LINE = "return a if a > b else b"
EXPLAINED = Mutant("utils/nn/small.py", LINE, "return a if a >= b else b")


@pytest.mark.parametrize(
    ("verdicts", "status", "says"),
    [
        ("noticed noticed", 0, "3 mutants, 1 explained, 2 noticed\n"),
        ("noticed survived", 1, "1 explained, 1 noticed, 1 survived\n\n[[survivor]]"),
        ("noticed", 1, "1 explained, 1 not run, 1 noticed\n"),
        ("stopped stopped", 1, "most mutants were stopped"),
    ],
    ids=["all noticed", "survivor", "stopped early", "tests that hang"],
)
def test_the_exit_status_says_whether_all_were_run_and_noticed(
    small: Path,
    verdicts: str,
    status: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def run(room: Room, _: Record, workers: int) -> None:
        asked.append(workers)
        with open(room.results, "a", encoding="utf-8") as results:
            versions = room.versions().items()
            for (name, version), verdict in zip(versions, verdicts.split(), strict=False):
                line = {"mutant": name, "version": version, "verdict": verdict}
                results.write(f"{json.dumps(line)}\n")

    asked: list[int] = []
    monkeypatch.setattr(command, "prepare", partial(prepare, root=small))
    monkeypatch.setattr(
        command, "read_record", lambda: Record({EXPLAINED: "equal"}, (), frozenset())
    )
    monkeypatch.setattr(Room, "run", run)
    assert command.main(["utils/nn"]) == status
    assert says in capsys.readouterr().out
    command.main(["utils/nn", "--workers", "3"])
    assert asked == [1, 3]


def test_an_unknown_room_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("grader/attic", "utils/nn/attic.py", "utils/text.py"):
        assert command.main([name]) == 1
        assert f"There is no room {name!r}; choose from utils/nn" in capsys.readouterr().err
