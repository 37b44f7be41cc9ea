"""The table that `make answers` prints."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from rich.table import Table

from course.labs import table as tables
from course.labs.answers import Answer
from course.labs.model import Lab
from course.labs.notebook import instructor_notebook
from course.labs.release import nbgrader_course
from course.labs.score import Score
from course.labs.table import answer_table, print_answers
from grader.notebook.cells import parse
from grader.outputs.mistakes import Mistake, Mistakes, digest_of_tests, read
from grader.session.verdict import HELD


def test_each_answer_has_its_points_and_what_caught_it(
    small: tuple[Path, Lab], tmp_path: Path
) -> None:
    root, lab = small
    table, problems = answer_table(lab, "s", root)
    columns = [list(column.cells) for column in table.columns]
    assert columns[0] == ["typed in", "twice", "right: sums"]
    assert columns[1:4] == [["q1", "q2", "q1"], ["0", "60", "100"], ["hidden", "visible", ""]]
    assert columns[4][1] == "quadruple(3) is 6, expected 12."
    found = read(root / "build" / "mistakes" / f"{lab.name}.json")
    told = "Question 2: quadruple(3) is 6, expected 12.\n第 2 題：quadruple(3) 是 6，應為 12。"
    # What only hidden tests notice is not named.
    mistake = Mistake(0.0, told, {"en": "twice", "zh-TW": "只乘 2"})
    assert (found.notebook, found.known) == (lab.name, {"q2_test": [mistake]})
    nbgrader_course([lab], tmp_path / "out", "s", root)
    path = tmp_path / "out" / "source" / lab.name / f"{lab.name}.ipynb"
    assert found.tests == digest_of_tests(parse(path.read_bytes()))
    assert len(problems) == 1 and problems[0].startswith("typed in: wrong in q1, but also loses")


def test_problems_are_printed_below_and_decide(
    small: tuple[Path, Lab], capsys: pytest.CaptureFixture[str]
) -> None:
    root, lab = small
    assert not print_answers([lab], "s", root)
    assert "\ntyped in: wrong in q1, but also loses q2" in capsys.readouterr().out
    with lab.answers(root).open("a") as file:
        file.write('# %% wrong="typed in" id="q2_quadruple"\ndef quadruple(x):\n    return 4 * x\n')
    assert print_answers([lab], "s", root)
    assert "also loses" not in capsys.readouterr().out


FULL, REST = Score(60, 60), Score(40, 40)
HIDDEN = "a hidden test failed"
SCORED = [
    (
        # It loses both questions; what the first says is shown.
        Answer("slip [x]", False, {"q1_double": ""}, points=10, name_zh="錯"),
        {
            "q1_test": Score(10, 60, "Question 1: f(3): is 6\nQ", told="Question 1: f(3) is 6"),
            "q2_test": Score(0, 40, "Question 2: g is 1", hidden=True, told=HIDDEN),
        },
    ),
    (
        Answer("other slip", False, {"q2_sum": ""}, name_zh="另錯"),
        {"q1_test": FULL, "q2_test": Score(12.5, 40, "Question 2: g is 1", True, HIDDEN)},
    ),
    (
        Answer("third slip", False, {"q1_double": ""}, name_zh="三錯"),
        {"q1_test": Score(0, 60, "", told="Question 1: f(4) is 6")},
    ),
    (
        Answer("fourth slip", False, {"q1_double": ""}, name_zh="四錯"),
        {"q1_test": Score(30, 60, "told: twice", told=HELD)},
    ),
    (
        Answer("sums", True, {"q1_double": ""}),
        {"q1_test": Score(59, 60, "m: n", told="Question 1: f(9) is 1")},
    ),
    (Answer("math.fsum", False, {"q2_sum": ""}, ready=True), {"q2_test": REST}),
]


class FakeScorer:
    """Gives the answers' scores without grading anything."""

    def __init__(self, notebook: nbformat.NotebookNode, root: Path) -> None:
        self.made = (notebook, root)
        self.points = {"q1_test": 60, "q2_test": 40}
        self.problems = ("the first problem", "the second [problem]")

    def score_answers(self, answers: list[Answer]) -> list[Any]:
        assert [answer.name for answer in answers] == ["typed in", "twice", "sums"]
        return SCORED


class TestWithoutGrading:
    @pytest.fixture
    def found(
        self, small: tuple[Path, Lab], monkeypatch: pytest.MonkeyPatch
    ) -> tuple[Table, list[str], Mistakes]:
        root, lab = small
        made: list[FakeScorer] = []

        def scorer(*given: Any) -> FakeScorer:
            made.append(FakeScorer(*given))
            return made[0]

        monkeypatch.setattr(tables, "Scorer", scorer)
        table, problems = answer_table(lab, "s", root)
        assert made[0].made == (instructor_notebook(lab, "s", root), root)
        return table, problems, read(root / "build" / "mistakes" / "lab01_small.json")

    def test_a_row_says_what_an_answer_earns_in_the_whole_lab_and_what_caught_it(
        self, found: tuple[Table, list[str], Mistakes]
    ) -> None:
        table, _, _ = found
        assert table.title == "lab01_small"
        assert [(str(c.header), c.justify) for c in table.columns] == [
            ("answer", "left"),
            ("question", "left"),
            ("points", "right"),
            ("caught by", "left"),
            ("message", "left"),
        ]
        rows = [*zip(*(column.cells for column in table.columns), strict=True)]
        assert rows == [
            (r"slip \[x]", "q1", "10", "visible", "f(3): is 6"),
            ("other slip", "q2", "72.5", "hidden", "g is 1"),
            ("third slip", "q1", "40", "visible", ""),
            ("fourth slip", "q1", "70", "visible", "twice"),
            ("right: sums", "q1", "99", "visible", "n"),
            ("ready: math.fsum", "q2", "100", "", ""),
        ]

    def test_the_model_solutions_problems_stand_before_those_of_the_answers(
        self, found: tuple[Table, list[str], Mistakes]
    ) -> None:
        _, problems, _ = found
        assert problems[:2] == [
            "model solution: the first problem",
            "model solution: the second [problem]",
        ]
        assert problems[2].startswith("slip [x]: wrong in q1, but also loses q2")
        assert problems[-1].startswith("math.fsum: wrong in q2, but loses nothing there")

    def test_mistakes_are_known_by_what_visible_tests_say_of_wrong_answers(
        self, small: tuple[Path, Lab], found: tuple[Table, list[str], Mistakes]
    ) -> None:
        root, lab = small
        _, _, mistakes = found
        assert mistakes.notebook == "lab01_small"
        whole = nbformat.writes(instructor_notebook(lab, "s", root)).encode()
        assert mistakes.tests == digest_of_tests(parse(whole))
        assert mistakes.known == {
            "q1_test": [
                Mistake(10, "Question 1: f(3) is 6", {"en": "slip [x]", "zh-TW": "錯"}),
                Mistake(0, "Question 1: f(4) is 6", {"en": "third slip", "zh-TW": "三錯"}),
            ]
        }


def test_every_lab_is_printed_and_one_that_does_not_hold_decides(
    small: tuple[Path, Lab],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root, lab = small
    asked = []

    def made(lab: Lab, seed: str, root: Path) -> tuple[Table, list[str]]:
        asked.append((seed, root))
        table = Table("answer", title=lab.name)
        table.add_row("x")
        return table, [f"{lab.slug}: [b]{n}[/b]" for n in range(2)] if lab.slug == "bad" else []

    monkeypatch.setattr(tables, "answer_table", made)
    labs = [replace(lab, slug=slug) for slug in ("bad", "good")]
    assert print_answers(labs, "the seed", root) is False
    shown = capsys.readouterr().out
    assert "lab01_bad" in shown and "lab01_good" in shown
    assert "bad: [b]0[/b]\nbad: [b]1[/b]\n" in shown
    assert print_answers(labs[1:], "the seed", root) is True
    assert asked == [("the seed", root)] * 3
