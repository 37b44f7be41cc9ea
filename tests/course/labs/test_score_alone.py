"""What is handed in to the grader and read from its rows, without any of its processes."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest

from course.config import CourseError
from course.labs import score
from course.labs.answers import Answer, submission
from course.labs.model import Lab
from course.labs.notebook import instructor_notebook
from course.labs.score import Score, Scorer
from course.source import stamp
from grader import Task, load
from grader.notebook.assignment import Assignment, Calibration
from grader.session.pool import POOL
from tests.course.labs.conftest import OPEN

FULL = {"q1_test": 60, "q2_test": 30, "q3_explain": 10}


@dataclass
class Grader:
    """Stands in for the grader: keeps the tasks that it is given, and returns rows for them."""

    calibrated: list[Task] = field(default_factory=list)
    graded: list[Task] = field(default_factory=list)
    questions: dict[str, dict[str, Any]] = field(default_factory=dict)
    status: str = "graded"

    def calibrate(self, task: Task) -> Calibration:
        self.calibrated.append(task)
        return Calibration(True, problems=("a problem",))

    def grade(self, task: Task) -> dict[str, Any]:
        self.graded.append(task)
        full = {
            name: {"score": most, "max_score": most, "detail": "", "reason": ""}
            for name, most in FULL.items()
        }
        return {"status": self.status, "reason": "why", "questions": full | self.questions}


@pytest.fixture
def grader(monkeypatch: pytest.MonkeyPatch) -> Grader:
    made = Grader()
    levels: list[int] = []

    def require(level: int) -> SimpleNamespace:
        levels.append(level)
        assert levels == [0]  # our own answers need no isolation
        return SimpleNamespace(plan="the plan", level=3)

    def read(path: Path, scratch: Path) -> Assignment:
        return Assignment(path.stem, path.read_bytes(), str(scratch / "helpers"))

    monkeypatch.setattr(score, "load", read)
    monkeypatch.setattr(score, "require", require)
    monkeypatch.setattr(score, "calibrate", made.calibrate)
    monkeypatch.setattr(score, "grade_submission", made.grade)
    return made


@pytest.fixture
def scorer(small: tuple[Path, Lab], grader: Grader) -> Scorer:
    root, lab = small
    lab.source(root).write_text(stamp(OPEN), encoding="utf-8")
    return Scorer(instructor_notebook(lab, "s", root), root)


class TestTheModelSolutions:
    def test_they_are_run_once_with_what_the_notebook_imports(
        self, small: tuple[Path, Lab], grader: Grader, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        root, lab = small
        monkeypatch.setattr(score, "load", load)
        scorer = Scorer(instructor_notebook(lab, "s", root), root)
        (task,) = grader.calibrated
        assert task.submission == b""
        helpers = Path(task.assignment.helpers)
        assert (helpers / "labs" / "checks" / "question.py").is_file()
        assert nbformat.reads(task.assignment.data.decode(), as_version=4) == scorer.notebook
        assert not [*(root / "build").iterdir()]  # the notebook lay there only to be read
        assert (scorer.problems, grader.graded) == (("a problem",), [])

    def test_they_run_at_the_level_of_this_machine_and_have_time(
        self, scorer: Scorer, grader: Grader
    ) -> None:
        (task,) = grader.calibrated
        assert (task.plan, task.level) == ("the plan", 3)
        assert task.limits.question_seconds >= 300 and task.limits.notebook_seconds >= 1800
        assert (task.student, task.digest, task.assignment.name) == ("", "", "lab")

    def test_students_processes_may_read_its_folder(self, scorer: Scorer, grader: Grader) -> None:
        folder = Path(grader.calibrated[0].assignment.helpers).parent
        assert folder.parent == POOL.folder() and folder.name.startswith("lab-")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o711

    def test_another_notebook_is_scored_from_the_same_course(
        self, small: tuple[Path, Lab], scorer: Scorer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(score, "require", lambda _: SimpleNamespace(plan="", level=0))
        assert Scorer(scorer.notebook, small[0]).points == {"q1_test": 60, "q2_test": 30}


class TestOneSubmission:
    def test_the_answers_are_handed_in_with_what_the_model_solutions_showed(
        self, scorer: Scorer, grader: Grader
    ) -> None:
        cells = {"q1_double": "double = None"}
        assert scorer.score(cells).keys() == {"q1_test", "q2_test"}
        (first,), (task,) = grader.calibrated, grader.graded
        calibration = Calibration(True, problems=("a problem",))
        assert task == replace(
            first,
            assignment=replace(first.assignment, calibration=calibration),
            submission=nbformat.writes(submission(scorer.notebook, cells)).encode(),
        )

    def test_without_answers_the_notebook_is_handed_in_as_it_is(
        self, scorer: Scorer, grader: Grader
    ) -> None:
        scorer.score()
        (task,) = grader.graded
        assert nbformat.reads(task.submission.decode(), as_version=4) == scorer.notebook

    def test_tests_that_are_not_wanted_are_empty(self, scorer: Scorer, grader: Grader) -> None:
        assert scorer.score(None, {"q2_test"}).keys() == {"q2_test"}
        assert scorer.score(None, set()) == {}
        for task, emptied in zip(grader.graded, ({"q1_test"}, {"q1_test", "q2_test"}), strict=True):
            kept = nbformat.reads(task.assignment.data.decode(), as_version=4)
            for old, new in zip(scorer.notebook.cells, kept.cells, strict=True):
                source = "" if old.id in emptied else old.source
                assert new == {**old, "source": source}
            assert "default_rng" in task.submission.decode()
        assert scorer.notebook.cells  # it stays as it is
        assert all(c.source for c in scorer.notebook.cells if c.id.endswith("_test"))

    def test_a_score_says_what_instructor_and_student_read(
        self, scorer: Scorer, grader: Grader
    ) -> None:
        grader.questions = {
            "q1_test": {"score": None, "max_score": 60, "detail": "", "reason": "not written"},
            "q2_test": {
                "score": 12,
                "max_score": 30,
                "detail": "quadruple(x) is 6",
                "reason": "a hidden test failed",
            },
        }
        assert scorer.score() == {
            "q1_test": Score(0.0, 60, "not written", False, "not written"),
            "q2_test": Score(12, 30, "quadruple(x) is 6", True, "a hidden test failed"),
        }

    def test_a_grader_that_failed_is_told(self, scorer: Scorer, grader: Grader) -> None:
        grader.status = "error"
        with pytest.raises(CourseError) as caught:
            scorer.score()
        assert str(caught.value) == "the grader failed: why"


Packed = Callable[[list[Answer]], list[tuple[list[str], list[str]]]]


class TestAnswersTogether:
    """Two answers that no test sees both are handed in as one notebook."""

    @pytest.fixture
    def packed(self, scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> Packed:
        """Returns the cells and tests of each notebook that is handed in for answers."""
        second = next(c for c in scorer.notebook.cells if c.id == "q2_quadruple")
        second.source = "def quadruple(x):\n    return 4 * x"
        handed_in: list[tuple[list[str], list[str]]] = []

        def noted(cells: dict[str, str], tests: set[str]) -> dict[str, Score]:
            handed_in.append((sorted(cells.values()), sorted(tests)))
            return {test: Score(0, 1, " ".join(cells.values())) for test in tests}

        monkeypatch.setattr(scorer, "score", noted)

        def pack(answers: list[Answer]) -> list[tuple[list[str], list[str]]]:
            handed_in.clear()
            scored = scorer.score_answers(answers)
            assert [answer for answer, _ in scored] == answers
            for answer, scores in scored:
                # Each has the scores of the notebook in which it was.
                for one in scores.values():
                    assert set(answer.cells.values()) <= set(one.message.split())
            return handed_in

        return pack

    @staticmethod
    def answer(ready: bool = False, **cells: str) -> Answer:
        return Answer("x", False, cells, ready=ready)

    def test_answers_to_two_questions_are_one_notebook(self, packed: Packed) -> None:
        one, two = self.answer(q1_double="double=1"), self.answer(q2_quadruple="quadruple=2")
        three, four = self.answer(q1_double="double=3"), self.answer(q2_quadruple="quadruple=4")
        assert packed([one, three, two, four]) == [
            (["double=1", "quadruple=2"], ["q1_test", "q2_test"]),
            (["double=3", "quadruple=4"], ["q1_test", "q2_test"]),
        ]
        assert packed([one]) == [(["double=1"], ["q1_test"])]
        assert packed([]) == []

    def test_each_has_the_scores_of_its_own_tests_only(
        self, packed: Packed, scorer: Scorer
    ) -> None:
        one, two = self.answer(q1_double="double=1"), self.answer(q2_quadruple="quadruple=2")
        scored = scorer.score_answers([one, two])
        assert [scores.keys() for _, scores in scored] == [{"q1_test"}, {"q2_test"}]

    def test_a_test_that_sees_two_answers_parts_them(self, packed: Packed) -> None:
        one = self.answer(q1_double="double=1")
        # The test of the first question meets the second's cell too, which binds its name.
        both = self.answer(q2_quadruple="quadruple=double=2")
        assert packed([one, both]) == [
            (["double=1"], ["q1_test"]),
            (["quadruple=double=2"], ["q1_test", "q2_test"]),
        ]

    def test_an_answer_that_binds_nothing_is_seen_by_the_test_that_misses_it(
        self, packed: Packed
    ) -> None:
        assert packed([self.answer(q1_double="pass")]) == [(["pass"], ["q1_test"])]

    def test_two_texts_of_a_cell_do_not_stand_in_one_notebook(self, packed: Packed) -> None:
        # No test sees them.
        first, second = self.answer(setup="a=1"), self.answer(setup="b=1")
        assert packed([first, second]) == [(["a=1"], []), (["b=1"], [])]

    def test_what_calls_ready_made_functions_stays_among_its_kind(self, packed: Packed) -> None:
        one = self.answer(q1_double="double=1")
        two = self.answer(ready=True, q2_quadruple="quadruple=2")
        three = self.answer(ready=True, q1_double="double=3")
        assert packed([one, two, three]) == [
            (["double=1"], ["q1_test"]),
            (["double=3", "quadruple=2"], ["q1_test", "q2_test"]),
        ]

    @pytest.mark.parametrize("turned", [False, True])
    def test_an_answer_that_would_change_another_stays_alone(
        self, packed: Packed, turned: bool
    ) -> None:
        uses = self.answer(q2_quadruple="quadruple=double")
        given = self.answer(q1_double="double=1")
        alone = [(["quadruple=double"], ["q2_test"]), (["double=1"], ["q1_test"])]
        order = [given, uses] if turned else [uses, given]
        assert packed(order) == (alone[::-1] if turned else alone)
