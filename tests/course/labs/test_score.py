"""Points of a submission, and whether an answer's claim holds."""

from __future__ import annotations

import builtins
from pathlib import Path

import nbformat
import pytest

from course.labs.answers import read_answers
from course.labs.model import Lab
from course.labs.notebook import instructor_notebook, student_notebook
from course.labs.score import Scorer, problems_of, run, total


def test_scores(small: tuple[Path, Lab]) -> None:
    root, lab = small
    scorer = Scorer(instructor_notebook(lab, "s", root))
    assert {i: s.points for i, s in scorer.score().items()} == {"q1_test": 60, "q2_test": 40}
    assert total(run(student_notebook(lab, "en", root), lambda name: None)) == 0
    # The second question uses the student's own first one: both fail.
    wrong = scorer.score({"q1_double": "def double(x):\n    return 6"})
    assert total(wrong) == 0 and "double(x) is 6" in wrong["q1_test"].message
    assert total(scorer.score({"q2_quadruple": "quadruple = None"})) == 60


@pytest.mark.parametrize(
    ("code", "points"),
    [
        ("with Question(1, points=60) as q1:\n    pass\nq1.score", 60),
        ("1 / 0", 0),
        ("import sys\nprint('x', file=sys.stderr)", 0),
        ("print('x')", 60),
        ("17.5", 17.5),
        ("0", 0),
        ("None", 60),
    ],
)
def test_points_follow_nbgraders_rule(small: tuple[Path, Lab], code: str, points: float) -> None:
    root, lab = small
    notebook = instructor_notebook(lab, "s", root)
    next(c for c in notebook.cells if c.id == "q1_test").source = code
    assert run(notebook, lambda name: None)["q1_test"].points == points


def test_an_unaffected_test_keeps_its_score(small: tuple[Path, Lab]) -> None:
    root, lab = small
    scorer = Scorer(instructor_notebook(lab, "s", root))
    assert scorer.affected({"q2_quadruple": ""}) == {"q2_test"}
    assert scorer.affected({"q1_double": ""}) == {"q1_test", "q2_test"}
    first = scorer.score()
    again = scorer.score({"q2_quadruple": "def quadruple(x):\n    return 4 * x"})
    assert again["q1_test"] is first["q1_test"] and again["q2_test"] is not first["q2_test"]


def test_a_cell_that_only_shows_is_left_out_unless_it_sees_the_change(
    small: tuple[Path, Lab], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, lab = small
    notebook = instructor_notebook(lab, "s", root)
    shows = "if passed(1):\n    seen.append(double(1))"
    place = next(i for i, c in enumerate(notebook.cells) if c.id == "q1_test") + 1
    notebook.cells.insert(place, nbformat.v4.new_code_cell(shows))
    notebook.cells[place].metadata["nbgrader"] = {"grade_id": "shows"}
    setup = nbformat.v4.new_code_cell("from labs.checks import passed")
    notebook.cells.insert(0, setup)
    seen: list[int] = []
    monkeypatch.setattr(builtins, "seen", seen, raising=False)
    scorer = Scorer(notebook)
    scorer.score()
    assert seen == [2]
    scorer.score({"q2_quadruple": "def quadruple(x):\n    return 4 * x"})
    assert seen == [2]
    scorer.score({"q1_double": "def double(x):\n    return x + x"})
    assert seen == [2, 2]


def test_answers_are_read_and_their_claims_checked(small: tuple[Path, Lab]) -> None:
    root, lab = small
    typed, twice, sums = read_answers(lab, root)
    assert (typed.name, typed.right, typed.question) == ("typed in", False, "q1")
    assert sums.right and list(sums.cells) == ["q1_double", "q2_quadruple"]
    scorer = Scorer(instructor_notebook(lab, "s", root))
    assert problems_of(twice, scorer.score(twice.cells)) == []
    assert problems_of(sums, scorer.score(sums.cells)) == []
    # Loses the second question as well, which the claim does not say.
    (problem,) = problems_of(typed, scorer.score(typed.cells))
    assert problem.startswith("typed in: wrong in q1, but also loses q2: ")
    (problem,) = problems_of(typed, scorer.score())
    assert problem == "typed in: wrong in q1, but loses nothing there"
