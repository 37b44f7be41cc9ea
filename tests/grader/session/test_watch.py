"""The clock of a submission."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import pytest

from grader.notebook.assignment import Assignment
from grader.sandbox.limits import Limits
from grader.session import doctor, watch
from tests.grader import samples
from tests.grader.conftest import Grade, prepared, processes_below
from tests.grader.samples import notebook_with
from tests.grader.security.attacking import tight


@pytest.mark.proof
def test_time_is_kept_for_the_whole_notebook(grade: Grade, target: Assignment) -> None:
    limits = Limits(question_seconds=1.0, notebook_seconds=1.5, memory_mb=512)
    started = time.monotonic()
    sleep = "import time\ntime.sleep(999)"
    row = grade(target, notebook_with(sleep, sleep), limits)
    assert time.monotonic() - started < 900
    assert row["status"] == "stopped" and "notebook took longer" in row["reason"]


@pytest.mark.proof
def test_the_trusted_process_is_killed_when_it_hangs(
    grade: Grade, target: Assignment, finding: doctor.Finding, tmp_path: Path
) -> None:
    """A test cell that loops over what the student returns cannot stop the batch."""
    cells = [
        samples.solution(
            "a", "def f():\n    ### BEGIN SOLUTION\n    return 3\n    ### END SOLUTION"
        ),
        samples.test_cell(
            "a_test",
            1,
            "try:\n    n = 0\n    while n != f():\n        n += 1\n"
            "except BaseException:\n    while True: pass",
        ),
        samples.solution("b", "### BEGIN SOLUTION\nb = 1\n### END SOLUTION"),
        samples.test_cell("b_test", 1, "assert b == 1"),
    ]
    raw = samples.notebook(cells)
    path = tmp_path / "hang.ipynb"
    path.write_bytes(samples.as_bytes(raw))
    assignment = prepared(path, tmp_path / "scratch", finding)
    data = samples.as_bytes(samples.submission(raw, {"a": "def f():\n    return -1", "b": "b = 1"}))
    row = grade(assignment, data, tight(grade, target))
    assert [item["score"] for item in row["questions"].values()] == [0.0, 1.0], row
    assert processes_below() == []


def test_a_crash_of_the_trusted_process_leaves_its_traceback(
    grade: Grade,
    target: Assignment,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Bytes that are no job make the trusted process fail before the first step."""
    monkeypatch.setattr(watch, "encode", lambda job: b"not a job")
    with caplog.at_level(logging.ERROR, logger="grader"):
        row = grade(target, target.data, student="ann")
    assert row["status"] == "error" and "traceback in grader.log" in row["reason"]
    text = "\n".join(record.getMessage() for record in caplog.records)
    assert "ann: a process of the grader failed" in text
    assert "Traceback (most recent call last)" in text and "FrameError" in text
    monkeypatch.undo()
    caplog.clear()
    row = grade(target, target.data, student="ann")
    assert row["status"] == "graded" and not caplog.records


def test_students_have_no_way_into_the_log(
    grade: Grade, target: Assignment, caplog: pytest.LogCaptureFixture
) -> None:
    code = "import os\nfor fd in (1, 2):\n    os.write(fd, b'Traceback (most recent call last)')"
    with caplog.at_level(logging.DEBUG, logger="grader"):
        row = grade(target, notebook_with(code, code))
    assert [cell["error"] for cell in row["cells"] if cell["source"] == code] == ["", ""]
    assert "Traceback" not in caplog.text
