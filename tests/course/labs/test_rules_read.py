"""Reading a lab's source, and what students see of its cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.config import CourseError
from course.labs.model import Lab
from course.labs.rules import (
    OPTIONS,
    forbidden,
    lab_problems,
    read_lab,
    student_text,
    written_answer,
)
from course.source import Code, parse, stamp
from tests.course.labs.conftest import SOURCE


def test_a_question_forbids_names_groups_of_names_and_stand_ins(small: tuple[Path, Lab]) -> None:
    root, lab = small
    plain = SOURCE.replace("points=40", 'points=40 forbids="d.four d.four"', 1)
    given = "labs.stand_ins.lab01.double"
    # Without a list of groups there are names only.
    assert forbidden(lab, parse(stamp(plain), OPTIONS), root) == {2: ["d.four"]}
    (root / "labs" / "sources" / "ready_made.toml").write_text(
        'twice = """\n  a.two\n  b.two\n"""\nfour = "d.zählt"\n', encoding="utf-8"
    )
    marked = plain.replace("points=60", 'points=60 forbids="c.two @twice given.double a.two"', 1)
    assert forbidden(lab, parse(stamp(marked), OPTIONS), root) == {
        1: ["c.two", "a.two", "b.two", given],
        2: ["d.four"],
    }
    unknown = parse(stamp(marked.replace("@twice", "@thrice")), OPTIONS)
    with pytest.raises(CourseError) as caught:
        forbidden(lab, unknown, root)
    assert str(caught.value) == (
        "lab01_small: question 1 forbids @thrice, but ready_made.toml has no thrice; "
        "choose from twice, four."
    )


def test_a_source_is_read_or_all_its_problems_are_listed(small: tuple[Path, Lab]) -> None:
    root, lab = small
    assert read_lab(lab, root) == parse(stamp(SOURCE), OPTIONS)
    broken = SOURCE.replace("# %%\nprint", '# %% kind="x"\nprint').replace("q1.score", "q1")
    lab.source(root).write_text(stamp(broken), encoding="utf-8")
    source = parse(stamp(broken), OPTIONS)
    found = [*source.problems, *lab_problems(source)]
    with pytest.raises(CourseError) as caught:
        read_lab(lab, root)
    assert str(caught.value).splitlines() == [f"lab01_small, {p}" for p in found]
    lab.source(root).unlink()
    with pytest.raises(CourseError) as caught:
        read_lab(lab, root)
    assert str(caught.value) == ("lab01_small has no source; write labs/sources/lab01_small.py.")


def test_a_model_answer_is_markdown_in_comment_lines() -> None:
    answer = Code("# Twice,\n#\n#  - indented # 2\n#", options=(("grade", "manual"),))
    assert written_answer(answer) == "Twice,\n\n - indented # 2"
    assert student_text(answer) == "YOUR ANSWER HERE"


def test_students_see_neither_solutions_nor_hidden_tests() -> None:
    solution, test = (c for c in parse(stamp(SOURCE), OPTIONS).cells[2:4] if isinstance(c, Code))
    assert student_text(solution) == (
        'def double(x):\n    """Return 2x."""\n'
        "    # YOUR CODE HERE\n    raise NotImplementedError()"
    )
    assert student_text(test) == (
        'with Question(1, points=60) as q1:\n    near(double(3), 6, "double(3)")\nq1.score'
    )
    given = Code("x = 1", options=(("grade", "readonly"),))
    assert student_text(given) == "x = 1"
