"""When computed numbers are evaluated, and what a rebuild keeps of the stored run."""

from __future__ import annotations

import nbformat.v4
import pytest
from nbformat import NotebookNode

from course.chapters.results import (
    Run,
    apply_run,
    figures_of,
    keep_stored,
    pending,
    reusable_run,
    run_of,
)
from course.prose import find_computed, to_metadata

NUMBER, LATE, LOOSE = find_computed("{{ a }} {{ end: a }} {{ a | .1f | 0.5 }}")


def prose(name: str, *numbers: str) -> NotebookNode:
    """A prose cell with {{ a }}, {{ end: a }} and the loose one, as many as there are numbers."""
    entries = [to_metadata(c, n) for c, n in zip((NUMBER, LATE, LOOSE), numbers, strict=False)]
    cell = nbformat.v4.new_markdown_cell("{{ a }}" * len(numbers), metadata={"computed": entries})
    return NotebookNode(cell, id=name)


def code(name: str, text: str, output: str, *, ignored: bool = False) -> NotebookNode:
    cell = nbformat.v4.new_code_cell(
        text,
        execution_count=1,
        outputs=[nbformat.v4.new_output("stream", name="stdout", text=output)],
        metadata={"tags": ["nbval-ignore-output"]} if ignored else {},
    )
    return NotebookNode(cell, id=name)


def notebook(*cells: NotebookNode) -> NotebookNode:
    return nbformat.v4.new_notebook(cells=list(cells))


def texts(run: Run) -> dict[str, str]:
    return {name: outputs[0].text for name, outputs in run.outputs.items()}


def test_a_number_is_evaluated_after_the_last_code_before_it_and_an_end_one_last() -> None:
    cells = [prose("p", "1"), code("x", "a = 1", ""), prose("q", "1", "2"), code("y", "a = 2", "")]
    assert pending(notebook(*cells)) == {3: [("p", NUMBER), ("q", LATE)], 1: [("q", NUMBER)]}


def test_a_run_fills_a_notebook_in_order() -> None:
    stored = notebook(code("x", "a", "one"), prose("q", "1"), code("y", "b", "two"))
    fresh = notebook(code("x", "a", ""), prose("q", "0"), code("y", "b", ""))
    apply_run(fresh, run_of(stored))
    assert texts(run_of(fresh)) == {"x": "one", "y": "two"}
    assert [c.get("execution_count") for c in fresh.cells] == [1, None, 2]
    assert fresh.cells[1].source == "1"
    assert run_of(fresh).values == {"q": {NUMBER: "1"}}
    stored.cells[0].outputs[0].text = "changed"
    assert texts(run_of(fresh))["x"] == "one"


def test_a_shown_value_carries_the_number_of_its_cell() -> None:
    value = nbformat.v4.new_output("execute_result", {"text/plain": "3"}, execution_count=7)
    stored = notebook(code("x", "a", "one"), code("y", "b", ""))
    stored.cells[1].outputs = [value]
    fresh = notebook(code("x", "a", ""), code("y", "b", ""))
    apply_run(fresh, run_of(stored))
    assert fresh.cells[1].outputs == [value | {"execution_count": 2}]


def test_figures_are_the_outputs_that_are_pictures() -> None:
    cell = code("x", "a", "text")
    cell.outputs.append(nbformat.v4.new_output("display_data", {"image/png": "", "text/plain": ""}))
    assert figures_of(cell) == cell.outputs[1:]
    assert figures_of(prose("p")) == []


@pytest.mark.parametrize(
    ("fresh", "reused"),
    [
        ([code("x", "a", ""), prose("r", "")], {"r": {NUMBER: "1"}}),
        ([code("x", "# @title Fold\na", ""), prose("q", "")], {"q": {NUMBER: "1"}}),
        ([code("x", "a", "")], {}),
        ([code("x", "b", ""), prose("q", "")], None),
        ([code("x", "a", ""), prose("q", "", "")], None),
        ([code("x", "a", ""), code("y", "b", ""), prose("q", "")], None),
    ],
    ids=["prose moved", "fold", "number gone", "code changed", "new number", "new code"],
)
def test_a_stored_run_serves_again_if_it_holds_all(
    fresh: list[NotebookNode], reused: dict[str, object] | None
) -> None:
    run = reusable_run(notebook(*fresh), notebook(code("x", "a", "one"), prose("q", "1")))
    assert (run and run.values) == reused
    if run:
        assert texts(run) == {"x": "one"}


def test_a_stored_notebook_that_was_not_run_serves_for_nothing() -> None:
    stored = notebook(code("x", "a", "one"))
    stored.cells[0].execution_count = None
    assert reusable_run(notebook(code("x", "a", "")), stored) is None


def test_where_a_run_may_differ_the_stored_one_stays() -> None:
    def made(output: str, *numbers: str, last: str = "c") -> NotebookNode:
        cells = [code(n, n, output, ignored=n != "a") for n in ("a", "b")]
        changed = code("c", last, output, ignored=True)
        return notebook(*cells, prose("q", *numbers), changed, prose("r", *numbers))

    stored, fresh = made("old", "1", "1", "1.0"), made("new", "2", "1", "1.4", last="d")
    run = keep_stored(fresh, run_of(fresh), stored)
    assert texts(run) == {"a": "new", "b": "old", "c": "new"}
    assert run.values == {
        "q": {NUMBER: "2", LATE: "1", LOOSE: "1.0"},
        "r": {NUMBER: "2", LATE: "1", LOOSE: "1.4"},  # the code above it changed
    }


@pytest.mark.parametrize("kind", [None, "text/html", "image/png"])
def test_an_ignored_output_of_another_kind_is_replaced(kind: str | None) -> None:
    stored, fresh = (notebook(code("x", "a", text, ignored=True)) for text in ("old", "new"))
    if kind:
        stored.cells[0].outputs = [nbformat.v4.new_output("display_data", {kind: "old"})]
    fresh.cells[0].outputs = [nbformat.v4.new_output("display_data", {"image/png": "new"})]
    run = keep_stored(fresh, run_of(fresh), stored)
    same = kind == "image/png"
    assert run.outputs["x"] == (stored if same else fresh).cells[0].outputs


def test_a_cell_more_or_a_new_number_keeps_what_is_above() -> None:
    stored = notebook(code("x", "a", "old", ignored=True), code("y", "b", "old"))
    fresh = notebook(code("x", "a", "new", ignored=True), prose("new", "5"))
    run = keep_stored(fresh, run_of(fresh), stored)
    assert texts(run) == {"x": "old"} and run.values == {"new": {NUMBER: "5"}}
