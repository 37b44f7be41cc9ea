"""Tables: our own, and those of the platforms."""

from __future__ import annotations

import pytest

from grader.notebook.assignment import Assignment
from grader.outputs.tables import as_table, table_cell
from grader.outputs.text import counted, plain_text
from tests.grader.conftest import Grade


def test_tables_hold_no_formula_and_no_terminal_code(grade: Grade, target: Assignment) -> None:
    for name in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x1b[2J", "a\nb"):
        row = grade(target, b"", student=name)
        line = as_table([row]).split("\n")[1].lstrip('"')
        assert not line.startswith(("=", "+", "-", "@", "\t", "\r", "\x1b"))
        assert as_table([row]).count("\n") == 2
    assert plain_text("\x1b[2J\n\u202e") == "\\x1b[2J\\x0a\\x202e"


def test_one_thing_is_no_plural() -> None:
    assert [counted(number, "page") for number in (0, 1, 2)] == ["0 pages", "1 page", "2 pages"]
    assert [counted(number, "point") for number in (0.5, 1.0, 1.5)] == [
        "0.5 points",
        "1 point",
        "1.5 points",
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", " =1+1", "＝1+1", "＋1", "a;=1+1", "-1", "@x", "|x", "%x"),
        *('"=1', "a,=1"),
    ],
)
def test_no_form_of_a_formula_passes(text: str) -> None:
    assert table_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["王小明", "a-b", "a@b.edu", "Lin, Mei", "1=1", "x; y", ""])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert table_cell(text) == text


def test_a_question_that_came_later_has_its_column(grade: Grade, target: Assignment) -> None:
    old, new = grade(target, b"", student="a"), grade(target, b"", student="b")
    last = list(new["questions"])[-1]
    del old["questions"][last]
    head, first, second = as_table([old, new]).splitlines()
    column = head.split(",").index(last)
    assert first.split(",")[column] == "" and second.split(",")[column] == "0"
