"""Reading notebooks: what is released of them, and damaged ones."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

from grader.notebook.assignment import Assignment
from grader.notebook.cells import hidden_lines, released, visible_source
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
