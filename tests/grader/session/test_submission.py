"""One submission: what it costs, and what it does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader import records
from grader.engine import Settings, grade
from grader.notebook.assignment import Assignment
from grader.outputs.pages import feedback
from grader.session import doctor, submission, watch
from grader.session.pool import POOL
from tests.grader import samples
from tests.grader.conftest import Grade, prepared
from tests.grader.runs import a_few, hand_in, rows_of
from tests.grader.samples import HONEST, notebook_with


def test_what_breaks_the_grader_costs_one_row(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong in the grader's own code for one submission, the batch goes on."""
    real = watch.run_pass

    def broken(task: records.Task, *args: Any, **kwargs: Any) -> Any:
        if task.student == "ben":
            raise KeyError("a mistake of the grader's")
        return real(task, *args, **kwargs)

    monkeypatch.setattr(submission, "run_pass", broken)
    out = tmp_path / "out"
    grade(str(source), a_few(tmp_path / "in"), out, Settings())
    rows = rows_of(out)
    assert len(rows) == 4 and rows["anna"]["score"] == 10.0
    assert rows["ben"]["status"] == "error" and "a mistake" in rows["ben"]["reason"]


def test_a_machine_of_the_cluster_has_its_own_copy_of_the_files(
    grade: Grade, finding: doctor.Finding, tmp_path: Path
) -> None:
    """Students' processes may not be able to enter the folder of the results."""
    path = samples.write_assignment("vectors", tmp_path / "source")
    assignment = prepared(path, tmp_path / "shared", finding)
    tmp_path.chmod(0o700)
    right = samples.variants("vectors")["right"]
    row = grade(assignment, samples.as_bytes(right))
    assert row["score"] == row["max_score"] > 0
    copies = [folder for folder in (POOL.folder() / "files").iterdir() if "shapes.py" in str(
        list(folder.iterdir()))]  # fmt: skip
    assert copies


def test_a_test_that_inspects_code_has_a_labelled_mode(tmp_path: Path) -> None:
    raw = samples.instructor("target")
    inspecting = "import inspect\nassert 'sum' in inspect.getsource(total)"
    raw["cells"][2]["source"] = inspecting
    path = tmp_path / "target.ipynb"
    path.write_bytes(samples.as_bytes(raw))
    folder = hand_in(
        tmp_path / "in", a=notebook_with(HONEST), b=notebook_with("def total(v):\n    return 0")
    )
    out = tmp_path / "out"
    grade(str(path), folder, out, Settings(in_process=("first_test",)))
    rows = rows_of(out)
    assert [rows[s]["questions"]["first_test"]["score"] for s in "ab"] == [5.0, 0.0]
    assert rows["a"]["questions"]["first_test"]["mode"] == "in-process (can be forged)"
    assert rows["a"]["questions"]["second_test"]["mode"] == "split"
    assert rows["a"]["score"] == 10.0


@pytest.mark.parametrize(
    "source", ["\0", "x = '\ud800'", "\x1b[2J", "(" * 3000, "\t\r\x0b\x0c", "é" * 1000, "%%nope\n1",
               "?", "!", "def total(", "x = " + "9" * 10_000, "\u202e"],
)  # fmt: skip
def test_strange_source_costs_only_its_question(
    source: str, grade: Grade, target: Assignment
) -> None:
    row = grade(target, notebook_with(source))
    assert row["status"] == "graded"
    assert [q["score"] for q in row["questions"].values()] == [0.0, 3.0, 2.0]
    json.dumps(row).encode()
    feedback(row).encode("utf-8", "replace")
