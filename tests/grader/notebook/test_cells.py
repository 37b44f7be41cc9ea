"""Reading notebooks: what is released of them, and damaged ones."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

from grader.notebook.assignment import Assignment
from grader.notebook.cells import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_SOURCE,
    Cell,
    NotebookError,
    hidden_lines,
    is_stub,
    parse,
    released,
    title,
    visible_source,
)
from tests.grader.conftest import Grade
from tests.grader.notebook.made_cells import cell, graded
from tests.grader.samples import DAMAGED, HONEST, notebook_with


def test_released_text_is_nbgraders() -> None:
    text = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n# end"
    assert released(cell(text, solution=True)) == (
        "def f():\n    # YOUR CODE HERE\n    raise NotImplementedError()\n# end"
    )
    assert released(cell("x = 1", solution=True)) == "# YOUR CODE HERE\nraise NotImplementedError()"
    tests = "a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc"
    assert released(graded(tests)) == "a\nc"
    assert hidden_lines(tests) == {2, 3, 4}


@pytest.mark.parametrize(
    "text",
    [
        "a\n### END HIDDEN TESTS\nb",
        "### BEGIN HIDDEN TESTS\na\n### END HIDDEN TESTS\n### END HIDDEN TESTS\nb",
        "a\n    ### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS # c\nd",
        "### BEGIN HIDDEN TESTS\na\n### END HIDDEN TESTS\nb\n### BEGIN HIDDEN TESTS\nc\n"
        "### END HIDDEN TESTS",
        "### BEGIN SOLUTION\n### BEGIN HIDDEN TESTS\na\n### END SOLUTION\n### END HIDDEN TESTS\nb",
        "\n\n### END SOLUTION\nif a:\n    ### BEGIN SOLUTION\n    b\n    ### END SOLUTION\nc",
        "a\n  # BEGIN SOLUTION\n  b\n  # END SOLUTION (c)\nd",
        "a\n=== BEGIN HIDDEN TESTS ===\nb\n#### END HIDDEN TESTS\nc",
        "a\n=== END MARK SCHEME ===\nb\n=== BEGIN MARK SCHEME ===\nc\n=== END MARK SCHEME ===\nd",
    ],
)
def test_markers_in_odd_places_are_read_as_nbgrader_reads_them(text: str) -> None:
    node = new_code_cell(text)
    ClearSolutions()._replace_solution_region(node, "python")
    ClearHiddenTests()._remove_hidden_test_region(node)
    ClearMarkScheme()._remove_mark_scheme_region(node)
    assert released(graded(text)) == node.source


@pytest.mark.parametrize("mark", ["### {}", "# {}", "=== {} ==="])
def test_hidden_lines_are_found_whatever_stands_around_the_words(mark: str) -> None:
    begin, end = mark.format("BEGIN HIDDEN TESTS"), mark.format("END HIDDEN TESTS")
    tests = f"a\n{begin}\nb\n{end}\nc"
    assert visible_source(graded(tests)) == "a\nc" and hidden_lines(tests) == {2, 3, 4}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_files_get_a_row(name: str, grade: Grade, target: Assignment) -> None:
    row = grade(target, DAMAGED[name])
    assert row["status"] == "unreadable" and row["score"] == 0 and row["max_score"] == 10.0
    assert len(row["reason"]) > 10 and "Traceback" not in row["reason"]


def test_byte_order_mark_is_forgiven(grade: Grade, target: Assignment) -> None:
    assert grade(target, b"\xef\xbb\xbf" + notebook_with(HONEST))["score"] == 10


def notebook(*raw_cells: object) -> bytes:
    return json.dumps({"cells": raw_cells}).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b" \n", "the file is empty"),
        (b"\xff\xfe", "the file is not UTF-8 text"),
        (b"[" * 100_000, "the file is nested too deeply"),
        (b"{", "the file is not JSON: Expecting .+"),
        (b"[]", "the file is JSON, but not a notebook"),
        (b"{}", "the file is JSON, but has no list of cells"),
        (b'{"cells": {}}', "the file is JSON, but has no list of cells"),
        (notebook(*[1] * (MAX_CELLS + 1)), "the notebook has more than 5000 cells"),
        (
            notebook({"source": "x" * (MAX_SOURCE + 1)}),
            "the notebook has more than 4 MiB of source",
        ),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, message: str) -> None:
    with pytest.raises(NotebookError) as error:
        parse(data)
    assert re.fullmatch(message, str(error.value))


def test_what_is_just_small_enough_is_read() -> None:
    assert len(parse(notebook(*[1] * MAX_CELLS))) == MAX_CELLS
    assert len(parse(notebook({"source": "x" * MAX_SOURCE}))[0].source) == MAX_SOURCE
    assert parse(notebook({}).ljust(MAX_BYTES)) == [Cell("raw", "")]
    with pytest.raises(NotebookError, match=r"^the file is larger than 32 MiB$"):
        parse(b" " * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (7, Cell("raw", "")),
        ({"cell_type": "heading", "source": ["a", 1, "b"]}, Cell("raw", "ab")),
        ({"cell_type": "code", "input": "old"}, Cell("code", "old")),
        ({"cell_type": "code", "source": "new", "input": "old"}, Cell("code", "new")),
        ({"cell_type": "markdown", "source": 5, "metadata": 1}, Cell("markdown", "")),
        ({"cell_type": "code", "metadata": {"nbgrader": 1}}, Cell("code", "")),
        ({"cell_type": "code", "metadata": {"nbgrader": {"points": "3"}}}, Cell("code", "")),
        ({"cell_type": "code", "metadata": {"nbgrader": {"points": -1}}}, Cell("code", "")),
        (
            {"cell_type": "code", "metadata": {"nbgrader": {"points": 0.5}}},
            Cell("code", "", points=0.5),
        ),
        ({"cell_type": "code", "metadata": {"nbgrader": {"points": 1e9}}}, Cell("code", "")),
        ({"cell_type": "code", "metadata": {"nbgrader": {"points": math.nan}}}, Cell("code", "")),
        ({"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "a b"}}}, Cell("code", "")),
        ({"cell_type": "code", "metadata": {"nbgrader": {"grade_id": 3}}}, Cell("code", "")),
        (
            {"cell_type": "code", "metadata": {"nbgrader": {"points": 2, "grade_id": "q-1_A"}}},
            Cell("code", "", "q-1_A", points=2.0),
        ),
    ],
)
def test_a_cell_says_what_it_can(raw: object, expected: Cell) -> None:
    assert parse(notebook(raw)) == [expected]


@pytest.mark.parametrize("flag", ["grade", "solution", "locked", "task"])
@pytest.mark.parametrize("value", [True, False, 1, "true", None])
def test_a_flag_is_set_by_true_alone(flag: str, value: object) -> None:
    (found,) = parse(notebook({"cell_type": "code", "metadata": {"nbgrader": {flag: value}}}))
    assert found == Cell("code", "", **{flag: value is True})  # type: ignore[arg-type]


def test_sheets_of_format_3_are_read_in_order() -> None:
    one, two = {"cell_type": "code", "input": "1"}, {"cell_type": "code", "input": "2"}
    sheets = [{"cells": [one]}, 5, {"cells": 5}, {}, {"cells": [two]}]
    document = json.dumps({"worksheets": sheets, "cells": None}).encode()
    assert parse(document) == [Cell("code", "1"), Cell("code", "2")]


def test_who_gives_the_points() -> None:
    test, answer = cell("", grade=True), cell("", solution=True)
    manual = [replace(answer, grade=True), Cell("markdown", "", grade=True), cell("", task=True)]
    assert test.is_test and not test.is_manual
    assert not answer.is_test and not answer.is_manual
    assert all(one.is_manual and not one.is_test for one in manual)


def test_the_title_is_the_first_heading() -> None:
    text = Cell("markdown", "text\n## Part\n#No\n#  Lab 1 \n# Lab 2")
    assert title([cell("# Code"), text]) == "Lab 1"
    assert title([Cell("markdown", "# " + "x" * 90)]) == "x" * 80
    assert title([Cell("markdown", "# a\x1b[2Jb\u202e")]) == "a[2Jb"
    assert title([cell("# Code"), Cell("markdown", "text")]) == ""


def test_mark_schemes_and_text_stubs() -> None:
    scheme = "Why?\n=== BEGIN MARK SCHEME ===\nbecause\n=== END MARK SCHEME ==="
    assert released(Cell("markdown", scheme, task=True)) == "Why?"
    assert released(Cell("markdown", "Because", solution=True)) == "YOUR ANSWER HERE"
    region = "A\n  ### BEGIN SOLUTION\n  B\n  ### END SOLUTION"
    assert released(cell(region)) == "A\n  # YOUR CODE HERE\n  raise NotImplementedError()"
    hidden = "a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS"
    assert released(cell(hidden)) == visible_source(cell(hidden)) == hidden


def test_a_stub_has_the_words_of_one_and_no_solution() -> None:
    assert is_stub(cell("x = 1\n# YOUR CODE HERE")) and is_stub(cell("YOUR ANSWER HERE"))
    assert not is_stub(cell("x = 1  # HERE"))
    assert not is_stub(cell("# YOUR CODE HERE\n### BEGIN SOLUTION"))


def test_hidden_lines_of_two_regions_and_of_one_that_never_ends() -> None:
    begin, end = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
    assert hidden_lines(f"a\n{end}\nb\n{begin}\nc\n{end}\nd\n{begin}\ne") == {4, 5, 6, 8, 9}
