"""Runs of the engine in which no process starts: what is asked of whom, and what is kept."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import grader
from grader import engine
from grader.engine import UNTRIED, Settings, grade, prepare
from grader.notebook.assignment import Assignment, AssignmentError, Calibration
from grader.outputs import late
from grader.outputs.results import BusyError, Results
from grader.records import Row, Task, empty_row
from grader.sandbox.jail import Plan
from grader.sandbox.limits import Limits
from grader.session import doctor
from grader.session.pool import POOL
from grader.submissions.submission import Submission, SubmissionsError
from tests.grader import samples
from tests.grader.runs import hand_in

PLAN = Plan(namespaces=False, landlock=True, seccomp=True, drop_user=False)
FINDING = doctor.Finding(PLAN, 2, {}, ())
Asked = list[tuple[Any, ...]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Stand in for the isolation, the trial run and the grading; note what is asked of them."""
    found: Asked = []

    def require(level: int) -> doctor.Finding:
        found.append(("require", level))
        return FINDING

    def calibrate(task: Task) -> Calibration:
        found.append(("calibrate", task))
        return Calibration(True, problems=("odd", "strange"), remarks=("even",), modules=("json",))

    def grade_submission(task: Task, packed: Any) -> Row:
        found.append(("grade", task, packed))
        return empty_row(task) | {"score": 1.0, "language": "en"}

    monkeypatch.setattr(doctor, "require", require)
    monkeypatch.setattr(engine, "calibrate", calibrate)
    monkeypatch.setattr(engine, "grade_submission", grade_submission)
    monkeypatch.setattr(POOL, "warm", lambda count, modules: found.append(("warm", count, modules)))
    return found


def tasks_of(asked: Asked) -> dict[str, Task]:
    return {call[1].student: call[1] for call in asked if call[0] == "grade"}


def test_the_model_solutions_are_tried_as_the_submissions_will_be(
    asked: Asked, source: Path, tmp_path: Path
) -> None:
    limits = Limits(question_seconds=3)
    settings = Settings(limits=limits, despite_problems=True)
    found = prepare(str(source), settings, FINDING, tmp_path / "scratch", tmp_path, width=4)
    warm, (_, task) = asked
    assert warm == ("warm", 3, replace(found, calibration=Calibration()).preload())
    tried = Task("", b"", replace(found, calibration=Calibration()), PLAN, 2, limits, "")
    assert task == tried
    assert found.calibration.problems == ("odd", "strange") and found.name == "target"
    asked.clear()
    again = prepare(str(source), settings, FINDING, tmp_path / "again", tmp_path)
    assert again.calibration == found.calibration and asked == []
    kept = json.loads((tmp_path / "calibration.json").read_text())
    assert kept["key"] == found.digest() + grader.VERSION
    (tmp_path / "calibration.json").write_text(json.dumps(kept | {"key": "of an older grader"}))
    prepare(str(source), settings, FINDING, tmp_path / "third", tmp_path)
    assert asked[0] == ("warm", 0, warm[2])
    (tmp_path / "calibration.json").write_text("{}")
    prepare(str(source), settings, FINDING, tmp_path / "fourth", tmp_path)
    assert len(asked) == 4


def test_problems_of_the_model_solutions_are_told_and_stop_the_run(
    asked: Asked, source: Path, tmp_path: Path
) -> None:
    with pytest.raises(AssignmentError) as caught:
        prepare(str(source), Settings(), FINDING, tmp_path / "scratch", tmp_path)
    assert str(caught.value) == (
        f"{source}: the model solutions show problems:\n  odd\n  strange\n"
        "Correct the notebook, or add --despite-problems."
    )


def test_without_model_solutions_nothing_is_tried_and_private_files_stay_here(
    asked: Asked, source: Path, tmp_path: Path
) -> None:
    raw = samples.submission(samples.instructor("target"), {})
    source.write_bytes(samples.as_bytes(raw))
    (source.parent / "in").mkdir()
    (source.parent / "in" / "ann.csv").touch()
    private = (source.parent / "in",)
    found = prepare(str(source), Settings(), FINDING, tmp_path / "s", tmp_path, private)
    assert found.calibration == Calibration(remarks=(UNTRIED,)) and asked == []
    assert not (Path(found.helpers) / "in").exists()


def run(source: Path, tmp_path: Path, **settings: Any) -> tuple[Results, Assignment]:
    chosen = {"despite_problems": True, "jobs": 2} | settings
    return grade(str(source), tmp_path / "in", tmp_path / "out", Settings(**chosen))


def test_each_submission_becomes_a_task_and_a_row(
    asked: Asked, source: Path, tmp_path: Path
) -> None:
    hand_in(tmp_path / "in", ann=b"one", ben=b"two", cleo=b"three")
    limits = Limits(memory_mb=512)
    (tmp_path / "in" / "dan.ipynb").symlink_to("ann.ipynb")
    results, assignment = run(source, tmp_path, limits=limits, accepted_level=1)
    assert asked[0] == ("require", 1) and asked[1][:2] == ("warm", 1)
    tasks = tasks_of(asked)
    assert all(call[2] is None for call in asked if call[0] == "grade")
    assert tasks["ben"] == Task(
        "ben", b"two", assignment, PLAN, 2, limits,
        engine.key_of(assignment.digest(), b"two", FINDING, limits),
    )  # fmt: skip
    assert (tasks["dan"].submission, tasks["dan"].problem) == (b"", "the submission is a link")
    assert [row["student"] for row in results.sorted()] == ["ann", "ben", "cleo", "dan"]
    assert results.rows["ann"]["handed_in"] == {"entry": "", "time": "", "late": None}
    summary = (tmp_path / "out" / "summary.html").read_text()
    assert "odd" in summary and "even" in summary
    assert (tmp_path / "out" / "grades.csv").read_text().count("\n") == 5
    assert not (POOL.folder() / "assignment").exists()


def test_a_submission_carries_what_is_known_of_it(
    asked: Asked, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = datetime(2026, 12, 1, 10, 30)
    item = Submission(
        "ann", lambda: b"one", notes=("odd",), platform="moodle:4", entry="ann_4/x", time=time,
        late=True,
    )  # fmt: skip
    looked: list[Any] = []

    def submissions(*where: Any) -> list[Submission]:
        looked.append(where)
        return [item]

    monkeypatch.setattr(engine, "submissions", submissions)
    (source.parent / "other.ipynb").write_bytes(source.read_bytes())
    results, _ = run(source, tmp_path)
    assert looked == [(tmp_path / "in", "target", "target", frozenset({"other"}))]
    task = tasks_of(asked)["ann"]
    assert (task.notes, task.platform) == (("odd",), "moodle:4")
    wanted = {"entry": "ann_4/x", "time": "2026-12-01T10:30:00Z", "late": True}
    assert results.rows["ann"]["handed_in"] == wanted


def test_what_would_come_out_the_same_is_not_done_again(
    asked: Asked, source: Path, tmp_path: Path
) -> None:
    def again(**settings: Any) -> list[str]:
        asked.clear()
        run(source, tmp_path, **settings)
        return sorted(tasks_of(asked))

    folder = hand_in(tmp_path / "in", ann=b"one", ben=b"two")
    assert again() == ["ann", "ben"]
    assert again() == []
    assert again(regrade=("ben",)) == ["ben"]
    lines = tmp_path / "out" / "results.jsonl"
    before = lines.read_bytes()
    failed = json.loads(before.splitlines()[-1]) | {"status": "error"}
    lines.write_bytes(before + json.dumps(failed).encode() + b"\n")
    assert again() == ["ben"]  # what the grader itself failed at
    (folder / "ann.ipynb").rename(tmp_path / "taken back")
    assert again() == []
    (tmp_path / "taken back").rename(folder / "ann.ipynb")
    before = lines.read_bytes()
    assert again() == []
    (line,) = lines.read_bytes().removeprefix(before).splitlines()
    assert json.loads(line)["student"] == "ann" and json.loads(line)["score"] == 1.0
    before = lines.read_bytes()
    assert again() == [] and lines.read_bytes() == before
    (folder / "ann.ipynb").write_bytes(b"new")
    assert again() == ["ann"]


def test_a_place_that_has_changed_is_noted_without_grading(
    asked: Asked, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for entry in ("a", "b"):
        item = Submission("ann", lambda: b"one", entry=entry)
        monkeypatch.setattr(engine, "submissions", lambda *_, item=item: [item])
        results, _ = run(source, tmp_path)
    assert results.rows["ann"]["handed_in"]["entry"] == "b"
    assert len([call for call in asked if call[0] == "grade"]) == 1


def test_progress_is_told_step_by_step(asked: Asked, source: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "in", ann=b"one", ben=b"two", cleo=b"three")
    told: list[Any] = []
    for done in (0, 1):
        told.clear()
        settings = Settings(despite_problems=True, jobs=1, regrade=("ben",) if done else ())
        out = tmp_path / "out"
        grade(str(source), tmp_path / "in", out, settings, lambda *step: told.append(step))
        assert told == [
            ("trying the isolation", 0, 3),
            ("running the model solutions", 0, 3),
            *[("grading", count, 3) for count in (1, 2, 3)],
        ]


def test_a_student_who_handed_nothing_in_cannot_be_graded_again(
    asked: Asked, source: Path, tmp_path: Path
) -> None:
    folder = hand_in(tmp_path / "in", ann=b"one")
    with pytest.raises(SubmissionsError) as caught:
        run(source, tmp_path, regrade=("eve", "ann", "dan"))
    assert str(caught.value) == f"{folder}: no submission by dan, eve"
    assert asked == []


def test_a_run_takes_nothing_over_from_another(asked: Asked, source: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "in", ann=b"one")
    old = POOL.folder() / "assignment" / "helpers" / "old.py"
    old.parent.mkdir(parents=True)
    old.touch()
    seen: list[bool] = []

    def note(text: str, done: int, total: int) -> None:
        seen.append(old.exists())
        logging.getLogger("grader").warning("a trifle")

    settings = Settings(despite_problems=True, log_level="error")
    grade(str(source), tmp_path / "in", tmp_path / "out", settings, note)
    assert seen == [True, True, False] and not old.exists()
    assert (tmp_path / "out" / "grader.log").read_text() == ""
    with pytest.raises(BusyError):
        run(source.rename(source.with_name("other.ipynb")), tmp_path)


def test_late_work_is_taken_along(asked: Asked, source: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "in", ann=b"one")
    policy = late.Policy(deadline="2026-12-01T10:00Z", rule="10%/day")
    run(source, tmp_path, late=policy)
    results, _ = run(source, tmp_path)  # what was said once is kept
    assert results.rows["ann"]["late"]["deadline"].startswith("2026-12-01")
    assert late.read(tmp_path / "out").rule == "10%/day"


def test_a_cluster_gets_the_files_themselves(
    asked: Asked, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []

    @contextmanager
    def executor(settings: Settings, packed: Any) -> Any:
        given.append(packed)
        with ThreadPoolExecutor(1) as pool:
            yield pool, 1, "on the cluster"

    monkeypatch.setattr(engine, "executor", executor)
    hand_in(tmp_path / "in", ann=b"one", ben=b"two")
    (source.parent / "data.csv").write_text("1")
    run(source, tmp_path, scheduler="tcp://somewhere")
    assert asked[1][:2] == ("warm", 0)  # nothing runs here
    assert {call[2] for call in asked if call[0] == "grade"} == {"on the cluster"}
    assert tasks_of(asked)["ann"].assignment.helpers == ""
    assert ("data.csv", b"1") in given[0].helpers
