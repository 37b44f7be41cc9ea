"""The clock of a submission."""

from __future__ import annotations

import time
from pathlib import Path

from grader.notebook.assignment import Assignment
from grader.sandbox.limits import Limits
from grader.session import doctor
from tests.grader import samples
from tests.grader.conftest import Grade, prepared, processes_below
from tests.grader.samples import notebook_with
from tests.grader.security.attacking import tight


def test_time_is_kept_for_the_whole_notebook(grade: Grade, target: Assignment) -> None:
    limits = Limits(question_seconds=1.0, notebook_seconds=1.5, memory_mb=512)
    started = time.monotonic()
    row = grade(
        target, notebook_with("import time\ntime.sleep(99)", "import time\ntime.sleep(99)"), limits
    )
    assert time.monotonic() - started < 90
    assert row["status"] == "stopped" and "notebook took longer" in row["reason"]


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
