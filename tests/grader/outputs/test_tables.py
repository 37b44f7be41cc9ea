"""Tables: our own, and those of the platforms."""

from __future__ import annotations

import pytest

from grader.outputs.tables import as_table, table_cell
from grader.outputs.text import counted, plain_text
from tests.grader.outputs.rows import question, row


def test_tables_hold_no_formula_and_no_terminal_code() -> None:
    for name in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x1b[2J", "a\nb"):
        table = as_table([row(name, {"q1": 5.0})])
        line = table.split("\n")[1].lstrip('"')
        assert not line.startswith(("=", "+", "-", "@", "\t", "\r", "\x1b"))
        assert table.count("\n") == 2
    assert plain_text("a b 王\x1b[2J\n\u202e") == "a b 王\\x1b[2J\\x0a\\x202e"


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


def test_a_question_that_came_later_has_its_column() -> None:
    old = row("a", {"q1": 1.0}, reason="stopped")
    waits = question(2.5, review=True)
    new = row("b", {"q1": 2.123456, "q2": question(None), "q3": waits}, notes=["one", "two"])
    assert as_table(iter([old, new])) == (
        "student,status,score,max_score,open,q1,q2,q3,reason,notes\n"
        "a,graded,1,10,,1,,,stopped,\n"
        "b,graded,4.62346,30,q2 q3,2.12346,,2.5,,one; two\n"
    )


def test_a_table_with_late_work_says_when_each_was_handed_in() -> None:
    late = {"handed_in": "2026-12-02 16:00 UTC", "taken_off": 0.5, "open": ""}
    rows = [
        row("ann", {"q1": 5.0}, late=late),
        row("ben", {"q1": 5.0}, late=late | {"handed_in": "", "open": "not known"}),
        row("cleo", {"q1": 5.0}),
    ]
    assert as_table(rows).splitlines() == [
        "student,status,score,max_score,handed_in,taken_off,open,q1,reason,notes",
        "ann,graded,5,10,2026-12-02 16:00 UTC,0.5,,5,,",
        "ben,graded,5,10,unknown,open,,5,,",
        "cleo,graded,5,10,,,,5,,",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0"),
        (-0.5, "-0.5"),
        (1 / 3, "0.33333"),
        (123456.78901, "123456.789"),
        (12345.678, "12345.678"),
    ],
)
def test_numbers_have_at_most_five_digits_behind_the_point(value: object, text: str) -> None:
    assert table_cell(value) == text
