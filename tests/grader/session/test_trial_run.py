"""What the model solutions show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.engine import Settings, grade
from grader.notebook.assignment import Assignment, AssignmentError, Calibration
from grader.records import RunVerdict, Task
from grader.sandbox.jail import Plan
from grader.session import trial_run
from grader.session.trial_run import calibrate
from grader.session.watch import PassResult
from tests.grader import samples
from tests.grader.conftest import FAST
from tests.grader.runs import hand_in


def test_a_cell_that_needs_the_students_objects_is_found(tmp_path: Path) -> None:
    """`copy.copy(model)` cannot run on a stand-in: the tests that read its result are named."""
    cells = [
        samples.solution("a", "### BEGIN SOLUTION\nclass A: x = 3\na = A()\n### END SOLUTION"),
        samples.cell("import copy\nb = copy.copy(a)\nx = b.x"),
        samples.test_cell("b_test", 1, "assert x == 3"),
    ]
    path = tmp_path / "claims.ipynb"
    path.write_bytes(samples.as_bytes(samples.notebook(cells)))
    folder = hand_in(tmp_path / "in", a=b"{}")
    with pytest.raises(AssignmentError, match="reads x from cell 2"):
        grade(str(path), folder, tmp_path / "out", Settings())


@pytest.mark.parametrize("given", ["0", "1.5"])
def test_a_model_solution_that_earns_a_part_is_named(tmp_path: Path, given: str) -> None:
    """A test that catches its error and gives a number must give all with the model solution."""
    cells = [
        samples.solution("a", "### BEGIN SOLUTION\na = 3\n### END SOLUTION"),
        samples.test_cell("a_test", 2, f"assert a == 3\n{given}"),
    ]
    path = tmp_path / "part.ipynb"
    path.write_bytes(samples.as_bytes(samples.notebook(cells)))
    folder = hand_in(tmp_path / "in", a=b"{}")
    with pytest.raises(AssignmentError, match=f"'a_test' gives {given} of 2 points with the model"):
        grade(str(path), folder, tmp_path / "out", Settings())


RAW = samples.notebook(
    [
        samples.cell("import numpy, sys"),
        samples.solution("a", "### BEGIN SOLUTION\nclass A: x = 3\na = A()\n### END SOLUTION"),
        samples.cell("import copy\nb = copy.copy(a)\ny, x = b.x, a.x"),
        samples.test_cell("x_test", 1, "assert x == 3 and y == 3 and a.x == 3"),
        samples.cell("z = b.x + a.x"),
        samples.test_cell("z_test", 1, "assert z == 6"),
    ]
)
LIBRARIES = ["keras", "numpy", "sys", "scipy.stats"]


def given(**push: bool) -> list[dict[str, Any]]:
    """Return what runs say of given cells: that the student's process needs what they make."""
    return [{"index": int(name[4:]), "push": value} for name, value in push.items()]


def scored(score: float | None, reason: str = "", detail: str = "", **more: Any) -> RunVerdict:
    return {"score": score, "reason": reason, "detail": detail, **more}  # type: ignore[typeddict-item]


RIGHT = {"x_test": scored(1.0), "z_test": scored(1.0)}


def calibrated(
    monkeypatch: pytest.MonkeyPatch, split: list[PassResult], plain: PassResult
) -> tuple[Calibration, list[tuple[Task, float, str, bool]]]:
    """Return what runs with these results show, and what was run."""
    left, done = list(split), []

    def run_pass(task: Task, seconds: float, *, mode: str, reference: bool) -> PassResult:
        done.append((task, seconds, mode, reference))
        return {"split": lambda: left.pop(0), "plain": lambda: plain}[mode]()

    monkeypatch.setattr(trial_run, "run_pass", run_pass)
    plan = Plan(namespaces=False, landlock=False, seccomp=False, drop_user=False)
    assignment = Assignment("lab", samples.as_bytes(RAW), "")
    task = Task("", b"", assignment, plan, 3, replace(FAST, notebook_seconds=77), "")
    return calibrate(task), done


def test_model_solutions_that_pass_show_what_the_notebook_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scores = {
        "x_test": scored(1.0, in_place=[("f", "v"), ("g", "w")], verdicts=["check", "ok"]),
        "z_test": scored(1.0),
    }
    split = PassResult(scores=scores, partial=["p", "q"], modules=LIBRARIES, ended=True)
    plain = PassResult(scores=RIGHT, partial=["q", "r"], ended=True)
    found, done = calibrated(monkeypatch, [split], plain)
    assert found == Calibration(
        calibrated=True,
        in_place=(("x_test", "f", "v"), ("x_test", "g", "w")),
        partial=("p", "q", "r"),
        remarks=("test 'x_test' asks the student's object for a verdict: check, ok",),
        modules=("keras", "scipy.stats"),
    )
    assert [(seconds, mode, reference) for _, seconds, mode, reference in done] == [
        (77, "split", True),
        (77, "plain", True),
    ]
    for task, *_ in done:
        assert task.submission == task.assignment.data == samples.as_bytes(RAW)
        assert task.assignment.calibration == Calibration()


def test_cells_that_need_the_students_objects_run_on_their_side_from_then_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each run may find more of them; tests that read what they make are named."""
    split = [
        PassResult(given=given(cell4=True, cell0=False)),
        PassResult(given=given(cell4=True, cell2=True)),
        PassResult(given=given(cell4=True, cell2=True), scores=RIGHT, ended=True),
    ]
    found, done = calibrated(monkeypatch, split, PassResult(scores=RIGHT, ended=True))
    sides = [task.assignment.calibration.student_side for task, *_ in done]
    assert sides == [(), (4,), (2, 4), (2, 4)] and found.student_side == (2, 4)
    needs = (
        "which needs the student's objects in its own process: change it: its points could be "
        "forged"
    )
    assert found.problems == (
        f"test 'x_test' reads x, y from cell 3, {needs}",
        f"test 'z_test' reads x, y from cell 3, {needs}",
        f"test 'z_test' reads z from cell 5, {needs}",
    )


@pytest.mark.parametrize("mode", ["split", "plain"])
def test_a_run_that_breaks_tells_why(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    split, plain = (PassResult(broken="no more memory" if mode == one else "") for one in
                    ("split", "plain"))  # fmt: skip
    with pytest.raises(OSError, match=r"^no more memory$"):
        calibrated(monkeypatch, [split], plain)


APART = "cannot be judged apart from the student's code"
REVIEW = "every right answer would wait for review"


@pytest.mark.parametrize(
    ("split", "plain", "problem"),
    [
        (scored(1), scored(1), ""),
        (None, scored(1), "did not run with the model solutions"),
        (scored(1), None, "did not run with the model solutions"),
        (scored(1), scored(0, "r", "d"), "fails with the model solution (d)"),
        (scored(1), scored(None, "r", "d"), "fails with the model solution (d)"),
        (scored(0.5, "r", "d"), scored(1), f"{APART} (d): {REVIEW}"),
        (scored(None, "r", ""), scored(1), f"{APART} (r): {REVIEW}"),
    ],
)
def test_a_model_solution_without_its_points_is_a_problem(
    split: RunVerdict | None,
    plain: RunVerdict | None,
    problem: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other = (
        PassResult(scores={**RIGHT, "x_test": run} if run else {"z_test": RIGHT["z_test"]},
                   ended=True)
        for run in (split, plain)
    )  # fmt: skip
    found, _ = calibrated(monkeypatch, [one], other)
    assert found.problems == ((f"test 'x_test' {problem}",) if problem else ())


@pytest.mark.parametrize(
    ("run", "problem"),
    [
        (scored(1), ""),
        (scored(0.5, "r", "d"), "gives 0.5 of 1 points with the model solution (d)"),
        (scored(0, "r", ""), "gives 0 of 1 points with the model solution (r)"),
    ],
)
def test_a_test_that_gives_a_number_has_to_give_all(
    run: RunVerdict, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = PassResult(scores={**RIGHT, "x_test": run}, partial=["x_test"], ended=True)
    split = PassResult(scores=RIGHT, ended=True)
    found, _ = calibrated(monkeypatch, [split], plain)
    assert found.problems == ((f"test 'x_test' {problem}",) if problem else ())


def test_model_solutions_that_do_not_run_to_the_end_are_a_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    split = PassResult(scores=RIGHT, why="took too long")
    found, _ = calibrated(monkeypatch, [split], PassResult(scores=RIGHT, ended=True))
    assert found.problems == ("the model solutions did not run to the end: took too long",)
