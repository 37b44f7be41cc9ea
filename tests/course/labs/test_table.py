"""The table that `make answers` prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.labs.model import Lab
from course.labs.release import nbgrader_course
from course.labs.table import answer_table, print_answers
from grader.notebook.cells import parse
from grader.outputs.mistakes import Mistake, digest_of_tests, read


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
