"""A recording can be stopped at any moment, resumes exactly, and is never half-written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from experiments.record import RecordError
from experiments.runner import Experiment
from tests.experiments.fake import ORDER, SCRIPT, files, identity, load, measured
from utils.files import only_writer

ROOT = Path(__file__).parents[2]


def test_jobs_must_differ(script: Any) -> None:
    for jobs in ([], [{"x": 1}, {"x": 1}]):
        with pytest.raises(ValueError, match="x1_fake needs at least one job, and no job twice"):
            Experiment("x1_fake", "t", jobs, script.measure)


@pytest.mark.parametrize("stop", ORDER)
def test_stopped_in_any_job(script: Any, undisturbed: Any, stop: tuple[int, int]) -> None:
    script.STOP_AT = stop
    with pytest.raises(KeyboardInterrupt):
        script.EXPERIMENT.record()
    done = ORDER.index(stop)
    assert script.EXPERIMENT.done() == done
    with pytest.raises(RecordError, match=rf"{done} of 4 .* run `python -m experiments x1_fake`"):
        script.EXPERIMENT.results()
    script.STOP_AT = None
    script.EXPERIMENT.record()
    assert script.calls == [*ORDER[: done + 1], *ORDER[done:]]
    assert measured(script.EXPERIMENT) == undisturbed


@pytest.mark.parametrize("function", ["fsync", "replace"])
@pytest.mark.parametrize("write", range(4))
def test_stopped_in_any_write(
    script: Any, undisturbed: Any, monkeypatch: pytest.MonkeyPatch, function: str, write: int
) -> None:
    original, calls = getattr(os, function), []

    def stop(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == write + 1:
            raise KeyboardInterrupt
        original(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, function, stop)
        with pytest.raises(KeyboardInterrupt):
            script.EXPERIMENT.record()
    assert script.EXPERIMENT.done() == write
    script.EXPERIMENT.record()
    assert measured(script.EXPERIMENT) == undisturbed
    assert files(script.EXPERIMENT) == [".lock", "x1_fake.json"]


KILLED = """
import os, signal, sys
sys.path[:0] = [{root!r}, {folder!r}]
import x1_fake
writes = []
class HalfWriter:
    def __init__(self, file): self.file = file
    def __getattr__(self, name): return getattr(self.file, name)
    def __enter__(self): return self
    def __exit__(self, *error): self.file.__exit__(*error)
    def write(self, text):
        writes.append(text)
        if len(writes) < 3: return self.file.write(text)
        self.file.write(text[: len(text) // 2]); self.file.flush()
        os.kill(os.getpid(), signal.SIGKILL)
plain = os.fdopen
os.fdopen = lambda *arguments: HalfWriter(plain(*arguments))
x1_fake.EXPERIMENT.record()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
def test_killed_in_the_middle_of_a_write(script: Any, undisturbed: Any, tmp_path: Path) -> None:
    code = KILLED.format(root=str(ROOT), folder=str(tmp_path))
    killed = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=600)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    (half,) = script.EXPERIMENT.folder.glob(".x1_fake.json.*.tmp")
    with pytest.raises(json.JSONDecodeError):
        json.loads(half.read_text())
    assert script.EXPERIMENT.done() == 2
    script.EXPERIMENT.record()
    assert script.calls == ORDER[2:]
    assert measured(script.EXPERIMENT) == undisturbed
    assert files(script.EXPERIMENT) == [".lock", "x1_fake.json"]


def test_a_finished_record_is_left_alone(script: Any) -> None:
    script.EXPERIMENT.record()
    before = identity(script.EXPERIMENT.path)
    script.EXPERIMENT.record()
    assert identity(script.EXPERIMENT.path) == before
    assert script.calls == ORDER


def test_two_runs_do_not_mix(script: Any) -> None:
    with (
        only_writer(script.EXPERIMENT.folder),
        pytest.raises(RecordError, match="Another run is recording in"),
    ):
        script.EXPERIMENT.record()
    assert script.calls == []
    script.EXPERIMENT.record()


def test_fresh_keeps_the_old_record_until_the_new_one_is_complete(
    script: Any, tmp_path: Path
) -> None:
    script.EXPERIMENT.record()
    old = script.EXPERIMENT.path.read_bytes()
    changed = load(tmp_path, SCRIPT.replace("FACTOR = 2", "FACTOR = 5"))
    changed.STOP_AT = (1, 1)
    with pytest.raises(KeyboardInterrupt):
        changed.EXPERIMENT.record(fresh=True)
    assert changed.EXPERIMENT.path.read_bytes() == old
    changed.STOP_AT = None
    changed.EXPERIMENT.record()
    assert changed.calls == [*ORDER[:3], *ORDER[2:]]
    assert [row["curve"][1] for row in changed.EXPERIMENT.results()] == [5, 10, 5, 10]
    assert changed.EXPERIMENT.problem() == ""
    assert not changed.EXPERIMENT.fresh_path.exists()


def test_fresh_twice_starts_over(script: Any) -> None:
    script.EXPERIMENT.record()
    script.STOP_AT = (2, 0)
    with pytest.raises(KeyboardInterrupt):
        script.EXPERIMENT.record(fresh=True)
    script.STOP_AT = None
    script.calls.clear()
    script.EXPERIMENT.record(fresh=True)
    assert script.calls == ORDER


def test_fresh_needs_no_old_record(script: Any, undisturbed: Any) -> None:
    script.EXPERIMENT.record(fresh=True)
    assert measured(script.EXPERIMENT) == undisturbed


def test_more_jobs_leave_the_others_recorded(script: Any, tmp_path: Path, undisturbed: Any) -> None:
    script.EXPERIMENT.record()
    more = load(tmp_path, SCRIPT.replace("in (0, 1)", "in (0, 1, 2)"))
    assert more.EXPERIMENT.problem().startswith("x1_fake: 4 of 6 jobs are recorded")
    more.EXPERIMENT.record()
    assert more.calls == [(1, 2), (2, 2)]
    assert measured(more.EXPERIMENT)[:4] == undisturbed


def test_fewer_jobs_drop_the_rest(script: Any, tmp_path: Path, undisturbed: Any) -> None:
    script.EXPERIMENT.record()
    fewer = load(tmp_path, SCRIPT.replace("in (0, 1)", "in (1,)"))
    assert len(fewer.EXPERIMENT.results()) == 2
    assert "holds jobs that experiments/x1_fake.py no longer has" in fewer.EXPERIMENT.problem()
    fewer.EXPERIMENT.record()
    assert fewer.calls == []
    assert measured(fewer.EXPERIMENT) == undisturbed[2:]
    assert fewer.EXPERIMENT.problem() == ""


def test_live_does_not_touch_the_record(
    script: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script.EXPERIMENT.record()
    before = identity(script.EXPERIMENT.path)
    changed = load(tmp_path, SCRIPT.replace("FACTOR = 2", "FACTOR = 5"))
    rows = changed.EXPERIMENT.results(live=True)
    assert [row["curve"][1] for row in rows] == [5, 10, 5, 10]
    assert changed.calls == ORDER
    assert identity(script.EXPERIMENT.path) == before
    assert [row["curve"][1] for row in changed.EXPERIMENT.results()] == [2, 4, 2, 4]
    assert capsys.readouterr().err == ""


def test_live_needs_no_record(
    script: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COURSE_STATIC", "1")
    live = script.EXPERIMENT.results(live=True)
    assert not script.EXPERIMENT.folder.exists()
    assert capsys.readouterr() == ("", "")
    script.EXPERIMENT.record()
    assert repr(live) == repr(script.EXPERIMENT.results())
