"""Every lab's model solution, blank notebook, and wrong and right answers, graded by our grader."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import pytest

from course.labs.answers import Answer, read_answers
from course.labs.model import Lab, load_labs, question_of
from course.labs.notebook import instructor_notebook
from course.labs.score import Scorer, problems_of, total
from tests.labs.submissions import stubs

HAN = re.compile(r"[\u4e00-\u9fff]")
MIN_WRONG, MIN_RIGHT, MIN_READY = 12, 4, 3


def speaks_both_languages(message: str) -> bool:
    english, _, chinese = message.partition("\n")
    return english.startswith("Question ") and not HAN.search(english) and chinese.startswith("第 ")


def by_cost(quick: tuple[int, ...] = ()) -> pytest.MarkDecorator:
    """Each lab: quick ones every day; the last three, which train for minutes, have their own job.

    Of those, `make proof` grades whole notebooks.
    """

    def marks(lab: Lab) -> list[pytest.MarkDecorator]:
        if lab.number in quick:
            return []
        return [pytest.mark.proof, pytest.mark.weekly] if lab.number > 6 else [pytest.mark.proof]

    return pytest.mark.parametrize(
        "lab", [pytest.param(lab, marks=marks(lab), id=lab.name) for lab in load_labs()]
    )


@by_cost(quick=(2,))
def test_model_solution_earns_all(scorer: Scorer) -> None:
    assert scorer.problems == ()


@by_cost(quick=(2,))
def test_blank_notebook_says_what_is_not_written(lab: Lab, scorer: Scorer) -> None:
    scores = scorer.score(stubs(lab))
    assert {name: score.max_points for name, score in scores.items()} == scorer.points
    assert total(scores) == 0
    for name, score in scores.items():
        number = question_of(name)[1:]
        assert score.message == f"Question {number}: not written yet · 第 {number} 題：尚未作答"


def problems_in(scorer: Scorer, answers: Iterable[Answer]) -> list[str]:
    """What contradicts the answers' claims, and messages that are not in both languages."""
    problems = []
    for answer, scores in scorer.score_answers(answers):
        problems += problems_of(answer, scores)
        messages = [score.message for score in scores.values() if score.message]
        problems += [text for text in messages if not speaks_both_languages(text)]
    return problems


def test_every_question_has_answers(lab: Lab) -> None:
    answers = read_answers(lab)
    assert sum(not a.right and not a.ready for a in answers) >= MIN_WRONG
    assert sum(a.ready for a in answers) >= MIN_READY
    assert sum(a.right for a in answers) >= MIN_RIGHT
    questions = {question_of(i) for i in stubs(lab)}
    wrong = {a.question for a in answers if not a.right and not a.ready}
    assert wrong == questions, "each question needs a wrong answer"


def test_a_mistake_has_its_own_name_in_its_question(lab: Lab) -> None:
    wrong = [a for a in read_answers(lab) if not a.right and not a.ready]
    for names in ([a.name for a in wrong], [a.name_zh for a in wrong]):
        named = Counter((a.question, name) for a, name in zip(wrong, names, strict=True))
        assert [key for key, count in named.items() if count > 1] == []
    assert not any(HAN.search(a.name) or a.name_zh.endswith("。") for a in wrong)


@by_cost()
def test_all_answers(lab: Lab, scorer: Scorer) -> None:
    assert problems_in(scorer, read_answers(lab)) == []


@pytest.mark.proof
@pytest.mark.weekly
@pytest.mark.parametrize(
    ("lab", "number"),
    [
        pytest.param(lab, n, id=f"{lab.name}-{n}")
        for lab in load_labs()
        for n in range(4 if lab.number >= 7 else 10)
    ],
)
def test_answers_hold_with_another_seed(lab: Lab, number: int) -> None:
    """Right answers with ten other seeds of the hidden tests, wrong ones with three.

    The last three labs train for minutes, and their margins are measured elsewhere: four, three.
    """
    answers = [a for a in read_answers(lab) if not a.slow and (a.right or number < 3)]
    scorer = Scorer(instructor_notebook(lab, f"other seed {number}"))
    assert scorer.problems == ()
    assert problems_in(scorer, answers) == []
