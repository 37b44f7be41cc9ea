"""Merging a submission into the instructor's notebook."""

from __future__ import annotations

import pytest

from grader.notebook.cells import Cell, NotebookError, parse
from grader.notebook.merge import merge
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
