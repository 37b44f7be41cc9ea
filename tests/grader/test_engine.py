"""The whole run: resume, any number of workers, what stops it."""

from __future__ import annotations

import csv
import io
import json
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader import engine, records
from grader.__main__ import main
from grader.engine import Settings, grade, key_of, prepare, run_tasks
from grader.notebook.assignment import Assignment, Calibration
from grader.notebook.packing import Packed
from grader.outputs import late
from grader.outputs.results import BusyError, Results
from grader.records import Row, Task
from grader.sandbox.limits import Limits
from grader.session import doctor
from grader.session.pool import POOL
from tests.grader import samples
from tests.grader.conftest import processes_below
from tests.grader.runs import a_few, hand_in, rows_of
from tests.grader.samples import HONEST, notebook_with


def test_grade_writes_everything_and_goes_on_where_it_stopped(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = a_few(tmp_path / "in"), tmp_path / "out"
    words = ["grade", str(source), str(folder), "--out", str(out), "--jobs", "2"]
    assert main(words) == 0
    rows = rows_of(out)
    assert {name: row["score"] for name, row in rows.items()} == {
        "anna": 10.0, "ben": 5.0, "chen": 0.0, "dora": 3.5
    }  # fmt: skip
    assert rows["chen"]["status"] == "unreadable"
    needed = {"student", "assignment", "status", "score", "max_score", "questions", "isolation"}
    assert needed | {"versions", "key"} <= set(rows["anna"])
    assert sorted(path.name for path in (out / "feedback").iterdir()) == [
        "anna.html", "ben.html", "chen.html", "dora.html", "index.html"
    ]  # fmt: skip
    lines = (out / "results.jsonl").read_bytes()
    assert main(words) == 0  # nothing to do
    assert (out / "results.jsonl").read_bytes() == lines
    hand_in(folder, chen=notebook_with(HONEST))
    assert main([*words, "--regrade", "ben"]) == 0
    more = (out / "results.jsonl").read_bytes()
    assert more.startswith(lines) and more.count(b"\n") == lines.count(b"\n") + 2
    assert rows_of(out)["chen"]["score"] == 10.0
    table = list(csv.DictReader(io.StringIO((out / "grades.csv").read_text())))
    assert [row["score"] for row in table] == ["10", "5", "10", "3.5"]
    assert "4 submissions, 0 not graded" in capsys.readouterr().out


def test_results_do_not_depend_on_workers_or_order(source: Path, tmp_path: Path) -> None:
    folder = a_few(tmp_path / "in")
    found = []
    for jobs in (1, 3):
        out = tmp_path / f"out{jobs}"
        grade(str(source), folder, out, Settings(jobs=jobs))
        found.append(rows_of(out))
        found[-1]["table"] = {"text": (out / "grades.csv").read_text()}
    assert found[0] == found[1]


def test_a_line_cut_off_is_graded_again(source: Path, tmp_path: Path) -> None:
    folder, out = a_few(tmp_path / "in"), tmp_path / "out"
    grade(str(source), folder, out, Settings())
    before = rows_of(out)
    path = out / "results.jsonl"
    path.write_bytes(path.read_bytes()[:-30])
    grade(str(source), folder, out, Settings())
    assert rows_of(out) == before


def test_a_damaged_line_and_what_the_grader_failed_at_are_graded_again(
    source: Path, tmp_path: Path
) -> None:
    folder, out = a_few(tmp_path / "in"), tmp_path / "out"
    grade(str(source), folder, out, Settings())
    before = rows_of(out)
    path = out / "results.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[0] = b"\0" * 40 + b"\n"
    failed = json.loads(lines[1]) | {"status": "error", "score": 0.0}
    lines[1] = json.dumps(failed).encode() + b"\n"
    path.write_bytes(b"".join(lines))
    grade(str(source), folder, out, Settings())
    assert rows_of(out) == before


def test_a_full_disk_stops_no_class(
    source: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder, out = a_few(tmp_path / "in"), tmp_path / "out"
    words = ["grade", str(source), str(folder), "--out", str(out), "--jobs", "1"]
    real, calls = os.fsync, []

    def full(fd: int) -> None:
        calls.append(fd)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(fd)

    monkeypatch.setattr(os, "fsync", full)
    assert main(words) == 1
    shown = capsys.readouterr()
    assert len(calls) == 4 and "3 submissions" in shown.out
    assert shown.err.count("not written: the row of") == 1 and "No space left" in shown.err
    monkeypatch.undo()
    assert main(words) == 0
    assert sorted(rows_of(out)) == ["anna", "ben", "chen", "dora"]


def test_results_of_two_assignments_are_not_mixed(source: Path, tmp_path: Path) -> None:
    folder, out = a_few(tmp_path / "in"), tmp_path / "out"
    grade(str(source), folder, out, Settings())
    before = (out / "results.jsonl").read_bytes()
    other = samples.write_assignment("basics", tmp_path / "other")
    with pytest.raises(BusyError, match="name another folder"):
        grade(str(other), folder, out, Settings())
    assert (out / "results.jsonl").read_bytes() == before


def test_a_lost_worker_costs_one_row(finding: doctor.Finding, target: Assignment) -> None:
    class Lossy(ThreadPoolExecutor):
        def submit(self, *args: Any, **kwargs: Any) -> Any:
            future: Future[Any] = Future()
            future.set_exception(RuntimeError("worker killed"))
            return future

    task = records.Task("x", b"", target, finding.plan, finding.level, Limits(), "key")
    rows: list[Row] = []
    with Lossy(1) as pool:
        run_tasks([task, task], pool, 1, rows.append)
    assert [row["status"] for row in rows] == ["error", "error"]
    assert "worker killed" in rows[0]["reason"]


def test_a_result_is_kept_as_long_as_nothing_that_it_depends_on_changes(
    finding: doctor.Finding,
) -> None:
    limits = Limits()
    keys = [
        key_of("lab", b"answer", finding, limits),
        key_of("lab", b"another", finding, limits),
        key_of("lab", "answer", finding, limits),  # a problem with what was handed in
        key_of("another lab", b"answer", finding, limits),
        key_of("lab", b"answer", replace(finding, level=finding.level - 1), limits),
        key_of("lab", b"answer", finding, replace(limits, memory_mb=limits.memory_mb + 1)),
        key_of("lab", b"answer", finding, replace(limits, question_seconds=1)),
    ]
    assert len(set(keys)) == len(keys)
    assert key_of("lab", b"answer", finding, Limits()) == keys[0]


def test_the_trial_run_is_made_once_for_each_assignment(
    finding: doctor.Finding, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []

    def calibrate(task: Task) -> Calibration:
        runs.append(task.assignment.digest())
        return Calibration(True, in_place=(("t", "f", "0"),), partial=("t",), modules=("json",))

    monkeypatch.setattr(engine, "calibrate", calibrate)

    def prepared() -> Calibration:
        scratch = tmp_path / f"scratch{len(list(tmp_path.iterdir()))}"
        return prepare(str(source), Settings(), finding, scratch, tmp_path).calibration

    assert prepared() == prepared() and len(runs) == 1
    source.write_text(source.read_text().replace("assert shout", "assert  shout"))
    prepared()
    assert len(set(runs)) == len(runs) == 2
    (tmp_path / "calibration.json").write_text("cut off")
    prepared()
    assert len(runs) == 3


@pytest.mark.parametrize(("students", "others"), [(3, 1), (1, 0)])
def test_the_other_warm_processes_start_while_the_model_solutions_run(
    students: int, others: int, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def calibrate(task: Task) -> Calibration:
        asked.append(-1)
        return Calibration(True)

    monkeypatch.setattr(engine, "calibrate", calibrate)
    monkeypatch.setattr(POOL, "warm", lambda count, modules: asked.append(count))
    folder = hand_in(tmp_path / "in", **{f"s{number}": b"" for number in range(students)})
    grade(str(source), folder, tmp_path / "out", Settings(jobs=2))
    assert asked == [others, -1]


def test_a_worker_that_lives_on_reads_the_new_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker of a cluster keeps its copy of the files; the instructor has corrected one."""

    @contextmanager
    def worker(
        settings: Settings, packed: Packed | None
    ) -> Iterator[tuple[ThreadPoolExecutor, int, Packed | None]]:
        with ThreadPoolExecutor(1) as pool:
            yield pool, 1, packed

    monkeypatch.setattr(engine, "executor", worker)
    model = "### BEGIN SOLUTION\na = open('data.csv').read()\n### END SOLUTION"
    test = "assert a == open('data.csv').read()"
    raw = samples.notebook([samples.solution("a", model), samples.test_cell("t", 1, test)])
    path = tmp_path / "source" / "lab.ipynb"
    path.parent.mkdir()
    path.write_bytes(samples.as_bytes(raw))
    answer = samples.as_bytes(samples.submission(raw, {"a": "a = 'old'"}))
    folder, out = hand_in(tmp_path / "in", ann=answer), tmp_path / "out"
    found = []
    for text in ("old", "new"):
        (path.parent / "data.csv").write_text(text)
        grade(str(path), folder, out, Settings(scheduler="of the test's own"))
        found.append(rows_of(out)["ann"]["score"])
    assert found == [1.0, 0.0]


def test_a_stopped_run_ends_at_once(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C does not wait for what still runs, and leaves a line and the deadline behind."""
    hand_in(tmp_path / "in", a=notebook_with(""), b=notebook_with("import time\ntime.sleep(999)"))

    def stop(self: Results, row: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Results, "append", stop)
    words = ["grade", str(source), str(tmp_path / "in"), "--out", str(tmp_path / "out")]
    started = time.monotonic()
    words += ["--deadline", "2026-12-01T23:59Z", "--late", "10%/day"]
    assert main([*words, "--jobs", "2", "--question-seconds", "500"]) == 130
    assert time.monotonic() - started < 250
    assert late.read(tmp_path / "out").rule == "10%/day"
    assert processes_below() == []
    assert "Traceback" not in (tmp_path / "out" / "grader.log").read_text()


def test_only_one_grader_writes(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Results(out).writing(), pytest.raises(BusyError):
        grade(str(source), a_few(tmp_path / "in"), out, Settings())


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda raw: raw["cells"].append(raw["cells"][1]), "twice"),
        (lambda raw: raw["cells"][2].update(source="assert total([1]) == 2"), "with the model"),
        (lambda raw: raw["cells"][2].update(
            source="import inspect\nassert 'sum' in inspect.getsource(total)"), "wait for review"),
        (lambda raw: raw["cells"].__delitem__(slice(0, None)), "no cell with points"),
        (lambda raw: raw["cells"][2].update(source="### AUTOTEST total(3)"), "AUTOTEST"),
        (lambda raw: [c.update(source=c["source"].replace("### BEGIN SOLUTION", ""))
                      for c in raw["cells"]] and
                     [c.update(source="raise NotImplementedError()") for c in raw["cells"][1::2]],
         "model solution"),
    ],
)  # fmt: skip
def test_an_unfit_assignment_is_refused_with_a_reason(
    change: Callable[[Any], Any], word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = samples.instructor("target")
    change(raw)
    path = tmp_path / "unfit.ipynb"
    path.write_bytes(samples.as_bytes(raw))
    folder = a_few(tmp_path / "in")
    assert main(["grade", str(path), str(folder), "--out", str(tmp_path / "out")]) == 2
    assert word in capsys.readouterr().err
    assert not (tmp_path / "out" / "results.jsonl").exists()


@pytest.mark.parametrize("cores, jobs", [(None, 2), (1, 2), (2, 3), (3, 5), (16, 24)])
def test_three_submissions_share_two_cores_unless_told_otherwise(
    cores: int | None, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert engine._jobs(Settings()) == jobs
    assert engine._jobs(Settings(jobs=1)) == 1
