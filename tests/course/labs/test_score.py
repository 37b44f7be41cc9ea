"""Points of a submission, and whether an answer's claim holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.labs.answers import read_answers
from course.labs.model import Lab
from course.labs.notebook import instructor_notebook, student_notebook
from course.labs.score import Score, Scorer, lost, problems_of, total
from course.source import stamp
from tests.course.labs.conftest import OPEN


@pytest.fixture
def scorer(small: tuple[Path, Lab]) -> Scorer:
    root, lab = small
    return Scorer(instructor_notebook(lab, "s", root), root)


def test_scores(small: tuple[Path, Lab], scorer: Scorer) -> None:
    root, lab = small
    assert scorer.problems == ()
    assert {i: s.points for i, s in scorer.score().items()} == {"q1_test": 60, "q2_test": 40}
    blank = {c.id: c.source for c in student_notebook(lab, "en", root).cells if "YOUR" in c.source}
    assert len(blank) == 2 and total(scorer.score(blank)) == 0
    # The second question uses the student's own first one: both fail.
    wrong = scorer.score({"q1_double": "def double(x):\n    return 6"})
    assert total(wrong) == 0 and list(lost(wrong)) == ["q1", "q2"]
    assert "double(x) is 6" in wrong["q1_test"].message and wrong["q1_test"].hidden
    assert "quadruple(3) is 6" in wrong["q2_test"].message and not wrong["q2_test"].hidden
    assert total(scorer.score({"q2_quadruple": "quadruple = None"})) == 60


def test_open_questions_are_left_to_a_person(small: tuple[Path, Lab]) -> None:
    root, lab = small
    lab.source(root).write_text(stamp(OPEN), encoding="utf-8")
    scorer = Scorer(instructor_notebook(lab, "s", root), root)
    assert scorer.problems == ()
    assert scorer.points == {"q1_test": 60, "q2_test": 30}
    assert {i: s.points for i, s in scorer.score().items()} == scorer.points


def test_a_model_solution_that_fails_is_a_problem(small: tuple[Path, Lab]) -> None:
    root, lab = small
    notebook = instructor_notebook(lab, "s", root)
    cell = next(c for c in notebook.cells if c.id == "q1_double")
    cell.source = cell.source.replace("2 * x", "3 * x")
    (first, second) = Scorer(notebook, root).problems
    assert (
        "'q1_test' gives 0 of 60 points with the model solution" in first
        and "double(3) is 9" in first
    )
    assert "'q2_test' gives 0 of 40 points" in second


def test_only_the_wanted_tests_run(scorer: Scorer) -> None:
    both = {"q1_double": "1 / 0", "q2_quadruple": "def quadruple(x):\n    return 4 * x"}
    assert scorer.score(both, {"q2_test"}).keys() == {"q2_test"}
    assert total(scorer.score(both, {"q2_test"})) == 40
    assert total(scorer.score(both)) == 40


def test_answers_are_read_and_their_claims_checked(small: tuple[Path, Lab], scorer: Scorer) -> None:
    root, lab = small
    typed, twice, sums = read_answers(lab, root)
    assert (typed.name, typed.right, typed.question) == ("typed in", False, "q1")
    assert sums.right and list(sums.cells) == ["q1_double", "q2_quadruple"]
    scored = scorer.score_answers([typed, twice, sums])
    assert [answer for answer, _ in scored] == [typed, twice, sums]
    # The first loses the second question as well, which its claim does not say.
    (problem,) = problems_of(*scored[0])
    assert problem.startswith("typed in: wrong in q1, but also loses q2: ")
    assert problems_of(*scored[1]) == [] == problems_of(*scored[2])
    assert scored[1][1].keys() == {"q2_test"}
    (problem,) = problems_of(typed, scorer.score())
    assert problem == "typed in: wrong in q1, but loses nothing there"


def test_answers_that_no_test_sees_together_are_handed_in_as_one(
    small: tuple[Path, Lab], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, lab = small
    apart = lab.answers(root).read_text().replace("return 6 if x == 3 else 12", "return x")
    # Right, but not in one notebook with a wrong `double`.
    apart += '# %% right="own" id="q2_quadruple"\ndef quadruple(x):\n    return double(2 * x)\n'
    apart += '# %% wrong="triple" zh="乘 3" id="q1_double"\ndef double(x):\n    return 3 * x\n'
    lab.answers(root).write_text(apart)
    notebook = instructor_notebook(lab, "s", root)
    second = next(c for c in notebook.cells if c.id == "q2_quadruple")
    second.source = second.source.replace("double(double(x))", "4 * x")
    independent = Scorer(notebook, root)
    handed_in, score = [], independent.score

    def noted(cells: dict[str, str], tests: set[str]) -> dict[str, Score]:
        handed_in.append((sorted(cells), sorted(tests)))
        return score(cells, tests)

    monkeypatch.setattr(independent, "score", noted)
    scored = independent.score_answers(read_answers(lab, root))
    both = ["q1_double", "q2_quadruple"], ["q1_test", "q2_test"]
    alone = [(["q2_quadruple"], ["q2_test"]), (["q1_double"], ["q1_test"])]
    assert handed_in == [both, both, *alone]
    assert [problems_of(*pair) for pair in scored] == [[], [], [], [], []]
