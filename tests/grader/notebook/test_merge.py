"""Merging a submission into the instructor's notebook."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.notebook.cells import Cell, NotebookError, parse
from grader.notebook.merge import Step, merge
from tests.grader import samples
from tests.grader.notebook.made_cells import cell, graded, solution
from tests.grader.security.tampering import TAMPERED, honest


@pytest.mark.parametrize(
    ("name", "word"),
    [("points raised", "points"), ("all flags turned", "flags"), ("tests emptied", "text"),
     ("order reversed", "order"), ("tests deleted", "deleted"), ("an answer deleted", "missing"),
     ("every cell copied", "more than once"), ("unknown ids", "unknown"),
     ("answers turned into text", "type")],
)  # fmt: skip
def test_oddities_are_noted(name: str, word: str) -> None:
    ours = parse(samples.as_bytes(samples.instructor("target")))
    theirs = parse(samples.as_bytes(TAMPERED[name][0](honest())))
    assert any(word in note for note in merge(ours, theirs).notes)
    assert merge(ours, parse(samples.as_bytes(honest()))).notes == ()


def test_a_changed_given_cell_takes_the_place_of_the_instructors() -> None:
    ours = [cell("import math"), cell("EPOCHS = 1"), solution("x = EPOCHS"), graded("x"),
            cell("LIMIT = 3")]  # fmt: skip
    mine = cell("x = EPOCHS + 1", grade_id="s", solution=True)
    theirs = [ours[0], cell("# note\nEPOCHS = 5"), cell("print(EPOCHS)"), mine, graded("x"),
              cell("y = 1"), cell("LIMIT = 3")]  # fmt: skip
    found = [(step.cell.source, step.index, step.changed) for step in merge(ours, theirs).steps]
    assert found == [
        ("import math", 0, False), ("# note\nEPOCHS = 5", 1, True), ("print(EPOCHS)", -1, True),
        ("x = EPOCHS + 1", 2, True), ("x", 3, False), ("y = 1", -1, True), ("LIMIT = 3", 4, False),
    ]  # fmt: skip


def test_a_given_cell_that_is_not_there_still_runs_unless_another_stands_for_it() -> None:
    ours = [cell("import math"), cell("EPOCHS = 1"), solution("x = 1"), graded("x")]
    mine = cell("x = 1", grade_id="s", solution=True)
    for theirs in (
        [mine],
        [cell("other = 2"), mine],
        [mine, cell("EPOCHS = 5")],
        [cell("EPOCHS = 5"), cell("import math"), mine],
    ):
        steps = merge(ours, theirs).steps
        assert [step.cell.source for step in steps if step.index in (0, 1)] == [
            "import math", "EPOCHS = 1"
        ]  # fmt: skip


def test_another_notebook_is_one_line() -> None:
    def heading(text: str) -> Cell:
        return Cell("markdown", f"\n# {text}\nWelcome")

    ours = [heading("Lab 3"), solution("x = 1"), graded("x")]
    other = cell("y = 1", grade_id="q7", solution=True)
    with pytest.raises(NotebookError, match="another notebook was handed in: this is 'Lab 7'"):
        merge(ours, [heading("Lab 7"), other, graded("y")])
    assert merge(ours, [heading("Lab 3"), other]).notes  # ids that were changed
    assert merge(ours, [heading("My title"), ours[1]]).notes == merge(ours, ours[1:2]).notes
    assert merge(ours, [other]).notes


def answer(source: str, grade_id: str = "s", **marks: Any) -> Cell:
    """A cell as a student hands it in."""
    return cell(source, grade_id=grade_id, **{"solution": True} | marks)


OURS = [cell("import math"), solution("x = 1"), graded("x"), cell("done = 1")]


@pytest.mark.parametrize(
    ("theirs", "notes"),
    [
        ([answer("x = 2"), graded("x")], ()),
        (
            [answer("y", "zz"), answer("x = 2"), graded("x")],
            ("unknown cell id 'zz': taken as an added cell",),
        ),
        ([answer("x = 2"), answer("x = 3"), graded("x")], ("cell 's' is there more than once",)),
        ([graded("x")], ("answer cell 's' is missing",)),
        ([answer("x = 2")], ("cell 't' was deleted: the instructor's is used",)),
        ([graded("x"), answer("x = 2")], ("the cells are in another order",)),
        (
            [Cell("markdown", "x", "s", solution=True), graded("x")],
            ("cell 's' changed its type to markdown",),
        ),
        ([answer("x = 2", grade=True), graded("x")], ("cell 's' changed its flags",)),
        ([answer("x = 2", solution=False), graded("x")], ("cell 's' changed its flags",)),
        ([answer("x = 2", locked=True), graded("x")], ("cell 's' changed its flags",)),
        ([answer("x = 2", task=True), graded("x")], ("cell 's' changed its flags",)),
        ([answer("x = 2", points=1.0), graded("x")], ("cell 's' changed its points",)),
        (
            [answer("x = 2"), graded("y")],
            ("the text of cell 't' was changed: the instructor's is used",),
        ),
        ([answer("x = 2"), graded(" x\n")], ()),
    ],
)
def test_each_oddity_has_its_remark(theirs: list[Cell], notes: tuple[str, ...]) -> None:
    assert merge(OURS, theirs).notes == notes


def test_more_remarks_than_a_table_holds_are_counted() -> None:
    theirs = [answer("y", f"z{n}") for n in range(35)] + [answer("x = 2"), graded("x")]
    notes = merge(OURS, theirs).notes
    assert len(notes) == 31 and notes[29].startswith("unknown cell id 'z29'")
    assert notes[30] == "and 5 more remarks of this kind"
    assert len(merge(OURS, theirs[5:]).notes) == 30
    assert "remarks" not in merge(OURS, theirs[5:]).notes[-1]


def test_of_two_answers_the_last_counts_and_the_other_runs_in_its_place() -> None:
    theirs = [answer("x = 2"), cell("helper = 1"), answer("x = 3"), cell("after = 1"), graded("x"),
              graded("copy"), Cell("raw", "no"), cell(" \n"), Cell("markdown", "Text")]  # fmt: skip
    assert [(step.cell, step.index, step.changed) for step in merge(OURS, theirs).steps] == [
        (cell("x = 2"), -1, True),
        (cell("helper = 1"), -1, True),
        (cell("import math"), 0, False),
        (replace(OURS[1], source="x = 3"), 1, True),
        (cell("after = 1"), -1, True),
        (OURS[2], 2, False),
        (Cell("markdown", "Text"), -1, True),
        (OURS[3], 3, False),
    ]


def test_an_answer_is_changed_when_more_than_its_margins_differ_from_the_stub() -> None:
    stub = "# YOUR CODE HERE\nraise NotImplementedError()"
    for source, changed in ((stub, False), (f"\n{stub}  \n", False), (f"y = 1\n{stub}", True)):
        step = merge(OURS, [answer(source), graded("x")]).steps[1]
        assert (step.cell.source, step.changed) == (source, changed)
    missing = merge(OURS, [graded("x")]).steps[1]
    assert missing == Step(replace(OURS[1], source=stub), 1, changed=False)


def test_a_task_is_answered_and_a_given_cells_hidden_part_is_not_handed_on() -> None:
    task = Cell("markdown", "Draw it.", "d", task=True, points=2.0)
    given = cell("a = 1\n### BEGIN SOLUTION\nb = 2\n### END SOLUTION", grade_id="g", locked=True)
    theirs = [replace(task, source="My drawing"), replace(given, source="a = 5")]
    merged = merge([task, given], theirs)
    assert [(step.cell.source, step.changed) for step in merged.steps] == [
        ("My drawing", True),
        ("a = 1\n# YOUR CODE HERE\nraise NotImplementedError()", False),
    ]
    assert merged.notes == ("the text of cell 'g' was changed: the instructor's is used",)


def test_equal_given_cells_keep_their_places() -> None:
    ours = [cell("print(1)"), solution("x = 1"), cell("print(1)"), graded("x")]
    theirs = [ours[0], cell("a = 1"), answer("x = 2"), ours[2], cell("b = 1"), graded("x")]
    found = [(step.cell.source, step.index) for step in merge(ours, theirs).steps]
    assert found == [
        ("print(1)", 0), ("a = 1", -1), ("x = 2", 1), ("print(1)", 2), ("b = 1", -1), ("x", 3)
    ]  # fmt: skip


def test_the_51st_added_cell_and_one_nested_too_deeply_take_no_place() -> None:
    ours = [cell("N = 1"), answer("x", "s"), graded("x")]
    for before, source in ((49, "N = 5"), (50, "N = 1")):
        own = [cell(f"a{n} = 1") for n in range(before)]
        steps = merge(ours, [*own, cell("N = 5"), answer("x = N"), graded("x")]).steps
        assert [step.cell.source for step in steps if step.index == 0] == [source]
    deep = cell("N = " + "-" * 1_000 + "1")
    steps = merge(ours, [deep, answer("x = N"), graded("x")]).steps
    assert [(step.cell, step.index) for step in steps[:2]] == [(deep, -1), (ours[0], 0)]


def sources(ours: list[Cell], theirs: list[Cell]) -> list[tuple[str, int]]:
    return [(step.cell.source, step.index) for step in merge(ours, theirs).steps]


def test_hidden_tests_run() -> None:
    hidden = graded("a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS")
    steps = merge([OURS[1], hidden], [answer("x = 2"), graded("a")]).steps
    assert steps[1] == Step(hidden, 1, changed=False)


def test_a_notebook_whose_first_cell_has_an_id() -> None:
    ours = [solution("x = 1"), cell("print(1)"), graded("x")]
    copy = [answer("print(1)"), answer("x = 2"), ours[1], graded("x")]
    assert sources(ours, copy) == [("print(1)", -1), ("x = 2", 0), ("print(1)", 1), ("x", 2)]
    given = [cell("a = 1", grade_id="g", locked=True), *ours]
    twice = [given[0], given[0], answer("x = 2"), ours[1], graded("x")]
    assert sources(given, twice) == [("a = 1", 0), ("x = 2", 1), ("print(1)", 2), ("x", 3)]


def test_answers_that_lost_their_ids_are_not_another_notebook() -> None:
    ours = [Cell("markdown", "# Lab 3"), solution("x = 1"), graded("x")]
    theirs = [Cell("markdown", "# My lab"), answer("x = 2", ""), graded("x")]
    assert merge(ours, theirs).notes == ("answer cell 's' is missing",)


def test_only_a_given_cell_without_id_that_is_missing_is_replaced() -> None:
    ours = [cell("N = 1"), answer("x", "s"), graded("x")]
    theirs = [cell("N = 1"), cell("N = 2"), answer("x = N"), graded("x")]
    assert sources(ours, theirs)[:2] == [("N = 1", 0), ("N = 2", -1)]
    marked = [replace(ours[0], grade_id="g", locked=True), *ours[1:]]
    assert sources(marked, theirs[1:])[:2] == [("N = 2", -1), ("N = 1", 0)]


def test_given_cells_in_a_row_are_replaced_in_a_row() -> None:
    ours = [cell("A = 1"), cell("B = 1"), answer("x", "s"), graded("x")]
    own = [cell("A = 5"), cell("u = 1"), cell("B = 5"), cell("v = 1"), cell("w = 1")]
    assert sources(ours, [*own, answer("x = A"), graded("x")])[:5] == [
        ("A = 5", 0), ("u = 1", -1), ("B = 5", 1), ("v = 1", -1), ("w = 1", -1)
    ]  # fmt: skip
