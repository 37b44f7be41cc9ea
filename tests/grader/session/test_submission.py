"""One submission: what it costs, and what it does not."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader import records
from grader.engine import Settings, grade
from grader.notebook.assignment import Assignment
from grader.notebook.packing import pack
from grader.outputs.pages import feedback
from grader.records import Task
from grader.session import doctor, submission, watch
from grader.session.submission import grade_submission
from tests.grader import samples
from tests.grader.conftest import FAST, Grade, prepared
from tests.grader.questions import graded
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
    finding: doctor.Finding, tmp_path: Path
) -> None:
    """The folders of the machine that sends the tasks are not there."""
    path = samples.write_assignment("vectors", tmp_path / "source")
    assignment = prepared(path, tmp_path / "shared", finding)
    right = samples.variants("vectors")["right"]
    sent, packed = pack(assignment)
    shutil.rmtree(tmp_path / "shared")
    task = Task("x", samples.as_bytes(right), sent, finding.plan, finding.level, FAST, "key")
    row = grade_submission(task, packed)
    assert row["score"] == row["max_score"] > 0


def test_another_notebook_gives_its_language_and_no_titles(
    finding: doctor.Finding, tmp_path: Path
) -> None:
    """Its question 1 is not the one that has no points here."""

    def lab(heading: str, name: str, tested: str = "q1_test") -> samples.Raw:
        test = samples.test_cell(tested, 1, "assert f() == 1")
        answer = samples.solution(name, "def f(): return 1")
        return samples.notebook([samples.cell(heading, "markdown"), answer, test])

    path = tmp_path / "lab.ipynb"
    path.write_bytes(samples.as_bytes(lab("# Lab 3\n## Question 1: layers", "q1_layers")))
    assignment = prepared(path, tmp_path / "files", finding)
    for name, tested, titles in [
        ("q1_axes", "q1_test", {}),
        ("q1_axes", "q1_of_another", {}),
        ("q1_layers", "q1_test", {"q1_test": "第 1 題：軸"}),
    ]:
        handed_in = samples.as_bytes(lab("# Lab 2\n## 第 1 題：軸", name, tested))
        task = Task("x", handed_in, assignment, finding.plan, finding.level, FAST, "key")
        row = grade_submission(task)
        assert row["status"] == ("graded" if titles else "unreadable")
        assert row["language"] == "zh-TW"
        assert {n: t for n, t in row["titles"].items() if n == "q1_test"} == titles


# Model solution, test, answer; then score, review, and the scores of the split and the plain run.
TOGETHER: dict[str, tuple[str, str, str, tuple[float, bool, float | None, float]]] = {
    "both give all": (
        "def f(): return 1",
        "assert f() == 1",
        "def f(): return 1",
        (1, False, 1, 1),
    ),
    "both give nothing": (
        "def f(): return 1",
        "assert f() == 1",
        "def f(): return 2",
        (0, False, 0, 0),
    ),
    "an argument returned for its copy": (
        "def f(a): return list(a)",
        "a = [1]\nb = f(a)\nb[0] = 9\nassert a == [1]",
        "def f(a): return a",
        (0, False, 1, 0),
    ),
    "the test's labels overwritten": (
        "def fit(params, y):\n    params['sum'] = sum(y)\n    return list(y)",
        "params, y = {}, [1, 0, 1]\nassert fit(params, y) == y and 'sum' in params",
        "def fit(params, y):\n    params['sum'] = 0\n    y[:] = [0, 0, 0]\n    return [0, 0, 0]",
        (0, True, 0, 1),
    ),
    "a changed argument that matters to nobody": (
        "def median(v): return sorted(v)[len(v) // 2]",
        "assert median([3, 1, 2]) == 2",
        "def median(v):\n    v.sort()\n    return v[len(v) // 2]",
        (1, False, 1, 1),
    ),
}


@pytest.mark.parametrize("name", TOGETHER)
def test_two_runs_give_one_verdict(
    name: str, grade: Grade, finding: doctor.Finding, tmp_path: Path
) -> None:
    model, test, answer, (score, review, split, plain) = TOGETHER[name]
    row = graded({"q": (model, test)}, {"q": answer}, tmp_path, finding, grade)
    found = row["questions"]["q_test"]
    assert (found["split"]["score"], found["plain"]["score"]) == (split, plain), found
    assert (found["score"], found["review"]) == (score, review), found
    assert row["score"] == score


def test_a_notebook_knows_that_it_is_graded(
    grade: Grade, finding: doctor.Finding, tmp_path: Path
) -> None:
    """Lab 9 does not train then, in neither run."""
    model = "import os\ndef told(): return os.environ.get('NBGRADER_EXECUTION')"
    row = graded(
        {"q": (model, "assert told() == 'autograde'")}, {"q": model}, tmp_path, finding, grade
    )
    found = row["questions"]["q_test"]
    assert (found["split"]["score"], found["plain"]["score"]) == (1, 1), found


def test_output_has_a_limit_that_the_student_cannot_lift(grade: Grade, target: Assignment) -> None:
    """For each cell, and for all together: a row must not fill the disk."""
    raw = json.loads(notebook_with("import sys\nsys.stdout.limit = 10**12\n" + HONEST))
    flood = "import sys\nsys.stdout.limit = 10**12\nprint('x' * 10**6)\nraise OSError('y' * 10**6)"
    cells = [{"id": f"a{number}", **samples.cell(flood)} for number in range(70)]
    limits = replace(FAST, output_chars=200)
    row = grade(target, samples.as_bytes({**raw, "cells": raw["cells"] + cells}), limits)
    kept = [cell["output"] + cell["error"] for cell in row["cells"]]
    assert row["score"] == 5.0 and len(kept) >= 70
    assert row["questions"]["first_test"]["review"]  # it has reached for what is not its own
    assert max(map(len, kept)) < 600 and "more characters]" in kept[-1]
    assert sum(text.count("x") + text.count("y") for text in kept) <= 100 * 200
    assert sum(text.count("x") + text.count("y") for text in kept[-5:]) < 100


INSPECTING = "import inspect\nassert 'sum' in inspect.getsource(total)"


def test_a_test_that_inspects_code_waits_for_a_person(tmp_path: Path) -> None:
    """It cannot be judged apart from the student's code, and beside it could be forged."""
    raw = samples.instructor("target")
    raw["cells"][2]["source"] = INSPECTING
    path = tmp_path / "target.ipynb"
    path.write_bytes(samples.as_bytes(raw))
    folder = hand_in(
        tmp_path / "in", a=notebook_with(HONEST), b=notebook_with("def total(v):\n    return 0")
    )
    out = tmp_path / "out"
    grade(str(path), folder, out, Settings(despite_problems=True))
    rows = rows_of(out)
    first = [rows[s]["questions"]["first_test"] for s in "ab"]
    assert [(item["score"], item["review"]) for item in first] == [(0.0, True), (0.0, False)]
    assert first[0]["plain"]["score"] == 5.0
    assert not rows["a"]["questions"]["second_test"]["review"]
    assert rows["a"]["score"] == 5.0


def test_what_the_student_process_claims_is_never_more_than_the_split_run_gives(
    grade: Grade, target: Assignment
) -> None:
    """The plain run is forged: a person sees it, and no point is gained."""
    claim = (
        "import sys\n"
        "sys.modules['grader.processes.student'].judge = lambda cell, *a, **k: type("
        "'V', (), {'score': cell.points, 'reason': '', 'detail': '', 'is_number': False})\n"
        "def total(values): return 0\n"
    )
    row = grade(target, notebook_with(claim))
    first = row["questions"]["first_test"]
    assert first["plain"]["score"] == 5.0, first
    assert (first["score"], first["review"], row["score"]) == (0.0, True, 5.0)


@pytest.mark.parametrize("points", ["10**9", "-1.0", "float('nan')", "'5'", "None"])
def test_points_that_do_not_fit_are_none(points: str, grade: Grade, target: Assignment) -> None:
    claim = f"import sys\nsys.modules['grader.processes.student'].float = lambda value: {points}\n"
    row = grade(target, notebook_with(claim + HONEST))
    first = row["questions"]["first_test"]
    assert (first["split"]["score"], first["plain"]["score"], first["score"]) == (5.0, 0.0, 0.0)
    assert "no points that fit" in first["detail"]


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
