"""Every lab's model solution, blank notebook, and wrong and right answers, graded by our grader."""

from __future__ import annotations

import re

import pytest

from course.labs.answers import read_answers
from course.labs.model import Lab, question_of
from course.labs.notebook import instructor_notebook
from course.labs.score import Scorer, problems_of, total
from tests.labs.submissions import stubs

MIN_WRONG, MIN_RIGHT = 12, 4


def speaks_both_languages(message: str) -> bool:
    english, _, chinese = message.partition("\n")
    return (
        english.startswith("Question ")
        and not re.search(r"[\u4e00-\u9fff]", english)
        and chinese.startswith("第 ")
    )


def test_model_solution_earns_all(scorer: Scorer) -> None:
    assert scorer.problems == ()


def test_blank_notebook_says_what_is_not_written(lab: Lab, scorer: Scorer) -> None:
    scores = scorer.score(stubs(lab))
    assert sum(score.max_points for score in scores.values()) == 100
    assert total(scores) == 0
    for name, score in scores.items():
        number = question_of(name)[1:]
        assert score.message == f"Question {number}: not written yet · 第 {number} 題：尚未作答"


def test_half_done_earns_its_finished_questions(lab: Lab, scorer: Scorer) -> None:
    unwritten = {i: stub for i, stub in stubs(lab).items() if int(question_of(i)[1:]) % 2 == 0}
    assert unwritten
    scores = scorer.score(unwritten)
    for name, score in scores.items():
        finished = int(question_of(name)[1:]) % 2 == 1
        assert score.points == (score.max_points if finished else 0), name


def test_answers(lab: Lab, scorer: Scorer) -> None:
    answers = read_answers(lab)
    assert sum(not a.right for a in answers) >= MIN_WRONG
    assert sum(a.right for a in answers) >= MIN_RIGHT
    questions = {question_of(i) for i in stubs(lab)}
    wrong = {a.question for a in answers if not a.right}
    assert wrong == questions, "each question needs a wrong answer"
    problems = []
    for answer, scores in scorer.score_answers(a for a in answers if not a.slow):
        problems += problems_of(answer, scores)
        messages = [s.message for s in scores.values() if s.message]
        assert all(map(speaks_both_languages, messages)), messages
    assert problems == []


@pytest.mark.proof
def test_slow_answers(lab: Lab, scorer: Scorer) -> None:
    slow = [answer for answer in read_answers(lab) if answer.slow]
    assert [p for pair in scorer.score_answers(slow) for p in problems_of(*pair)] == []


@pytest.mark.proof
def test_answers_hold_with_any_seed(lab: Lab) -> None:
    """Right answers with ten other seeds of the hidden tests, wrong ones with three.

    The last three labs train for minutes, and their margins are measured elsewhere: four, three.
    """
    answers = [answer for answer in read_answers(lab) if not answer.slow]
    for number in range(4 if lab.number >= 7 else 10):
        scorer = Scorer(instructor_notebook(lab, f"other seed {number}"))
        assert scorer.problems == (), f"other seed {number}"
        tried = [answer for answer in answers if answer.right or number < 3]
        problems = [p for pair in scorer.score_answers(tried) for p in problems_of(*pair)]
        assert problems == [], f"other seed {number}"
