"""The real nbgrader accepts every lab and scores it as our grader does.

`make proof` shows it on a sample: lab 1, which trains a network, and lab 2, which trains
nothing. `test_the_sample_has_every_kind_of_mistake` says what their answers cover; the weekly
job takes all labs. Parts of points are compared with nbgrader in `tests/grader/test_parity.py`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from course.labs.answers import grade_id, read_answers, submission
from course.labs.model import Lab, load_labs, question_of
from course.labs.notebook import checksum, instructor_notebook, student_notebook
from course.labs.release import nbgrader_course
from course.labs.score import Score, lost
from tests.labs.submissions import (
    SEED,
    packed_answers,
    packed_submissions,
    scorer_of,
    stubs,
    whole_submissions,
)

pytestmark = pytest.mark.proof

SAMPLE = ("lab01_perceptron", "lab02_tensors")
# What a wrong answer may do, by the message that a student reads.
MISTAKES = {
    "returns nothing": r"returned nothing \(None\)",
    "another shape": r" has shape \(.*\), expected",
    "another kind of value": r"holds a value of type|is of type|expected a tuple of",
    "another number": r" is .*, expected ",
    "does not refuse bad input": r"expected it to raise",
    "stops with an error": r"your code stopped with",
}

sampled = pytest.mark.parametrize(
    "lab",
    [
        pytest.param(lab, marks=[] if lab.name in SAMPLE else [pytest.mark.weekly], id=lab.name)
        for lab in load_labs()
    ],
)


@pytest.fixture(scope="module", autouse=True)
def _alembic_is_found() -> Iterator[None]:
    """nbgrader starts `alembic` by name, so its folder must be on the path."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        yield


# A busy machine takes its time: nbgrader gives a cell's output 4 seconds.
PATIENT = "--Execute.iopub_timeout=900"


def nbgrader(course: Path, *arguments: str) -> None:
    """Run nbgrader in a course directory; fail with its last lines."""
    result = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments, PATIENT],
        cwd=course,
        capture_output=True,
        text=True,
        env=os.environ | {"JUPYTER_CONFIG_DIR": str(course / ".jupyter")},  # not the user's
    )
    assert result.returncode == 0, result.stderr[-3000:]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course directory far from this repository, so that it must stand alone."""
    out = tmp_path_factory.mktemp("nbgrader")
    nbgrader_course(load_labs(), out, SEED)
    return out


def scores_in(course: Path, lab: Lab, student: str) -> dict[str, float]:
    """Points by cell in nbgrader's gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        (notebook,) = gradebook.find_submission(lab.name, student).notebooks
        return {grade.name: grade.score for grade in notebook.grades}


def mistakes_in(lab: Lab) -> dict[str, list[Score]]:
    """What a lab's wrong answers do, by kind."""
    answers = (a for a in read_answers(lab) if not a.right and not a.slow)
    scored = scorer_of(lab).score_answers(answers)
    missing = [score for _, scores in scored for score in lost(scores).values()]
    found = {
        kind: [s for s in missing if re.search(pattern, s.message.splitlines()[0])]
        for kind, pattern in MISTAKES.items()
    }
    return found | {"seen by hidden tests only": [s for s in missing if s.hidden]}


def test_the_sample_has_every_kind_of_mistake() -> None:
    trains, trains_nothing = (lab for lab in load_labs() if lab.name in SAMPLE)
    first, second = (
        "\n".join(cell.source for cell in instructor_notebook(lab, SEED).cells)
        for lab in (trains, trains_nothing)
    )
    assert "train_on_batch(" in first and "import keras" not in second
    kinds = [mistakes_in(trains), mistakes_in(trains_nothing)]
    for kind in kinds[0]:
        assert any(found[kind] for found in kinds), kind


def test_our_checksum_is_nbgraders(lab: Lab) -> None:
    from nbgrader.utils import compute_checksum

    for notebook in (instructor_notebook(lab, SEED), student_notebook(lab, "zh-TW")):
        cells = [c for c in notebook.cells if "nbgrader" in c.metadata]
        assert len(cells) > 12
        for cell in cells:
            assert cell.metadata.nbgrader.checksum == compute_checksum(cell) == checksum(cell)


@sampled
def test_our_student_notebook_is_what_nbgrader_would_make(course: Path, lab: Lab) -> None:
    nbgrader(course, "generate_assignment", lab.name, "--force")
    path = course / "release" / lab.name / f"{lab.name}.ipynb"
    theirs = nbformat.read(path, as_version=4)
    assert theirs.cells == student_notebook(lab, "en").cells


@sampled
def test_nbgrader_scores_every_submission_as_we_do(course: Path, lab: Lab) -> None:
    nbgrader(course, "generate_assignment", lab.name, "--force")
    class_ = whole_submissions(lab) | packed_submissions(lab)
    for student, notebook in class_.items():
        path = course / "submitted" / student / lab.name / f"{lab.name}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    nbgrader(course, "autograde", lab.name)
    nbgrader(course, "generate_feedback", lab.name)

    worth = {
        grade_id(c): c.metadata.nbgrader.points
        for c in class_["blank"].cells
        if c.metadata.get("nbgrader", {}).get("grade")
    }
    assert sum(worth.values()) == 100
    most = scorer_of(lab).points
    (open_question,) = worth.keys() - most.keys()
    found = {student: scores_in(course, lab, student) for student in class_}
    # A person has given nothing yet.
    assert {scores.pop(open_question) for scores in found.values()} == {0}
    assert found["solution"] == most
    assert sum(found["blank"].values()) == 0
    odd = {i: p for i, p in most.items() if int(question_of(i)[1:]) % 2 == 1}
    assert {i: p for i, p in found["half"].items() if p} == odd

    ours = scorer_of(lab)
    for student, cells in packed_answers(lab).items():
        expected = {name: s.points for name, s in ours.score(cells).items()}
        assert found[student] == expected, student
        wrong = set() if student.startswith("right") else {question_of(i) for i in cells}
        assert {question_of(i) for i, p in expected.items() if p < most[i]} == wrong
        feedback = course / "feedback" / student / lab.name / f"{lab.name}.html"
        assert feedback.is_file()


@sampled
def test_validate_tells_what_the_notebook_tells(course: Path, lab: Lab) -> None:
    from nbgrader.validator import Validator

    path = course / f"{lab.name}-validate.ipynb"
    visible = (
        (answer, scores)
        for answer, scores in scorer_of(lab).score_answers(
            [a for a in read_answers(lab) if not a.right and not a.points][:3]
        )
        if not next(iter(lost(scores).values())).hidden
    )
    wrong, scores = next(visible)
    nbformat.write(submission(student_notebook(lab, "en"), wrong.cells), path)
    result: dict[str, Any] = Validator().validate(str(path))
    errors = "\n".join(entry["raw_error"] for entry in result["failed"])
    messages = {i: s.message for i, s in scorer_of(lab).score(stubs(lab)).items()}
    messages |= {i: s.message for i, s in scores.items() if s.message}
    # And the open question, of which nbgrader says that it has no response.
    assert len(messages) + 1 == len(result["failed"])
    told = errors.splitlines()
    for line in "\n".join(messages.values()).strip().splitlines():
        # Ours was graded, and ends in the hint that the first failure keeps back.
        assert any(line.startswith(found) for found in told if found), line
    assert "Traceback" not in errors
