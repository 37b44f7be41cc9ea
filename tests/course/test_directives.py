"""Directive lines: each kind, and each way to write one wrongly."""

from __future__ import annotations

import pytest

from course.directives import Directives, Mutation, Page, mutated_cell, split_directives
from course.source import Code, parse

CELL = """\
# %% slides="A004 A005" fold="Check the sums"
total = 3
assert total == 3
#! falsify: total = 3 => total = 4
#! alt zh-TW: 一條線：由左下到右上
#! falsify: + 1 =>
"""


def test_directive_lines_are_taken_off_the_cell() -> None:
    code, directives, problems = split_directives("x = a + b\n\n#! falsify: + b =>\n")
    assert (code, problems) == ("x = a + b", [])
    assert directives == Directives((Mutation("+ b", ""),))


@pytest.mark.parametrize(
    ("text", "code", "directives"),
    [
        ("x = 1\n#! falsify: 1 => 2\n\n", "x = 1", Directives((Mutation("1", "2"),))),
        ("#! alt zh-TW: 圖: 一條線", "", Directives(alts=("圖: 一條線",))),
        (
            "#! page w1 (weight w1; 權重 w1): -1, 0\n#! page gate (gate (a menu); 閘)",
            "",
            Directives(
                pages=(
                    Page("w1", ("weight w1", "權重 w1"), "-1, 0"),
                    Page("gate", ("gate (a menu)", "閘"), ""),
                )
            ),
        ),
        ("    x\n#! falsify: a => b => c", "    x", Directives((Mutation("a", "b => c"),))),
    ],
)
def test_what_a_cell_s_end_may_look_like(text: str, code: str, directives: Directives) -> None:
    assert split_directives(text) == (code, directives, [])


def test_a_cell_keeps_what_its_lines_say() -> None:
    source = parse("# %%\none = 0 + 1\n\n" + CELL)
    assert source.problems == []
    cell = source.cells[1]
    assert isinstance(cell, Code)
    assert cell.text == "total = 3\nassert total == 3"
    assert (cell.slides, cell.fold) == (("A004", "A005"), "Check the sums")
    assert cell.directives == Directives(
        (Mutation("total = 3", "total = 4"), Mutation("+ 1", "")), ("一條線：由左下到右上",)
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("#! falsify: a b", "mutation; write #! falsify: OLD => NEW with two different texts"),
        ("#! falsify: => b", "is not a mutation"),
        ("#! falsify: x => x", "is not a mutation"),
        ("#! falsify x => y", "unknown directive '#! falsify x => y'"),
        ("#! falsfy: x => y", "unknown directive"),
        ("#! alt zh-TW:", "has no text"),
        ("#! alt en: a line", "unknown directive"),
        ("#! page: 1", "names no control; write #! page NAME (label; 標籤): VALUE"),
        ("#! page w1 (weight): 1", "names no control"),
        ("#!", "unknown directive '#!'"),
        ("#! alt zh-TW: 圖\ny = 1", "stands inside the code; move it to the end"),
        ("#! falsify: z => y", "'z' occurs neither in this cell nor in an earlier one"),
        ("#! falsify: 1 => 2", "'1' occurs 2 times in this cell; write more of the line"),
    ],
)
def test_each_mistake_is_one_sentence_that_names_the_cell(line: str, message: str) -> None:
    (problem,) = parse(f"# %%\nx = 1 + 1\n{line}\n").problems
    assert problem.startswith("source cell 1: ") and message in problem


def test_a_fold_without_title_and_an_id_of_no_deck_are_named() -> None:
    found = parse('# %% fold="" slides="A12 F01"\nx = 1\n').problems
    assert [p.split(";")[0] for p in found] == [
        "source cell 1: fold= has no title",
        "source cell 1: slides= names 'A12'",
        "source cell 1: slides= names 'F01'",
    ]


def test_labs_have_no_directives() -> None:
    (problem,) = parse("# %%\nx = 1\n#! falsify: 1 => 2\n", frozenset({"grade"})).problems
    assert "only chapters have directive lines" in problem


def test_a_mutation_changes_its_own_cell_or_the_nearest_before() -> None:
    texts = ["a = 1", "a = 1; b = 2", "assert b", "a = 1"]
    assert mutated_cell(texts, 2, Mutation("a = 1", "a = 0")) == 1
    assert mutated_cell(texts, 3, Mutation("a = 1", "a = 0")) == 3
    with pytest.raises(ValueError, match="2 times in the nearest cell that has it"):
        mutated_cell(["b", "a = 1, a = 1", "assert b"], 2, Mutation("a = 1", "a = 0"))
    with pytest.raises(ValueError) as error:
        mutated_cell(["a", "later"], 0, Mutation("later", ""))
    assert str(error.value) == (
        "falsify: 'later' occurs neither in this cell nor in an earlier one; "
        "write it as the code has it"
    )
