"""What an author of a lab can get wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.config import CourseError
from course.labs.model import Lab
from course.labs.rules import OPTIONS, forbidden, lab_problems
from course.source import parse, stamp
from tests.course.labs.conftest import OPEN, SOURCE


def problems(text: str) -> str:
    source = parse(stamp(text), OPTIONS)
    return "\n".join([*source.problems, *lab_problems(source)])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('grade="readonly"', 'grade="read-only"', "grade='read-only' is unknown"),
        ('id="imports"', 'id="im ports"', "needs an id of letters, digits, _ and -"),
        ('id="q2_test"', 'id="q1_test"', "id 'q1_test' is used 2 times"),
        (' id="q1_double"', "", "needs an id"),
        ("points=60", "points=6", "the points add up to 46 instead of 100"),
        ("Question(1, points=60)", "Question(1, points=6)", "must begin its tests with"),
        ("q1.score", "q1.points", "its last line must be `q1.score`"),
        (
            "    near(double(3)",
            '    with q1.part("double", 8):\n        near(double(3)',
            "its parts have 8 points instead of 60",
        ),
        ("default_rng(HIDDEN_SEED)", "default_rng(0)", "must draw numbers from default_rng"),
        ("    ### END SOLUTION\n", "", "needs `### BEGIN SOLUTION` and `### END SOLUTION`"),
        ("    ### BEGIN HIDDEN TESTS\n", "", "needs `### BEGIN HIDDEN TESTS`"),
        ('print("between")', "### BEGIN SOLUTION", "but no grade="),
        ('# %%\nprint("between")', '# %% points=3\nprint("between")', "but no grade="),
        ('id="q2_quadruple"', 'id="q3_quadruple"', "questions must be q1, q2, … in order"),
        ("    near(double(3), 6", "    near(double(3, 6", "not valid Python"),
        ("# Hello.", "# Hello {{ 1 + 1 }}.", "labs have no run to fill it in"),
        ('grade="readonly" id="imports"', 'grade="readonly" id="imports" points=3', "only test"),
        ("# %%\nprint", '# %% kind="x"\nprint', "unknown cell option 'kind'"),
        ('print("between")', "x = 1\n" * 31, "31 lines of code"),
        ('    near(double(3), 6, "double(3)")\n', "    x = 1\n" * 40, "students see 42 lines"),
    ],
)
def test_each_mistake_of_an_author_is_a_sentence(old: str, new: str, message: str) -> None:
    assert problems(SOURCE) == ""
    assert old in SOURCE
    assert message in problems(SOURCE.replace(old, new, 1))


def test_chapters_go_on_to_refuse_grades() -> None:
    (problem,) = parse('# %% grade="test"\nprint(1)\n').problems
    assert "unknown cell option 'grade'; use only rows=, tags=" in problem


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("", "", ""),
        (' id="q3_explain"', "", "needs an id"),
        ('id="q3_explain"', 'id="q2_explain"', "questions must be q1, q2, … in order"),
        (" points=10", "", "needs points=, a whole number above 0"),
        ("points=10", "points=9", "the points add up to 99 instead of 100"),
        ("# **twice**.", "twice = 2", "begin each of its lines with #"),
        ("# Twice two,\n#\n# **twice**.", "#", "has no model answer"),
        ("points=10", 'points=10 forbids="math.sqrt"', "only test cells have names"),
        ("# **twice**.", "# ### BEGIN SOLUTION", "belongs into solution cells only"),
    ],
)
def test_an_open_question_has_points_and_a_model_answer(old: str, new: str, message: str) -> None:
    found = problems(OPEN.replace(old, new))
    assert message in found and bool(found) is bool(message)


def test_a_question_forbids_names_groups_of_names_and_stand_ins(small: tuple[Path, Lab]) -> None:
    root, lab = small
    (root / "labs" / "sources" / "ready_made.toml").write_text('twice = """\n  a.two\n  b.two\n"""')
    marked = SOURCE.replace("points=60", 'points=60 forbids="c.two @twice given.double a.two"', 1)
    given = "labs.stand_ins.lab01.double"
    assert forbidden(lab, parse(stamp(marked), OPTIONS), root) == {
        1: ["c.two", "a.two", "b.two", given]
    }
    unknown = parse(stamp(marked.replace("@twice", "@thrice")), OPTIONS)
    with pytest.raises(CourseError, match=r"question 1 forbids @thrice, .* choose from twice\."):
        forbidden(lab, unknown, root)
