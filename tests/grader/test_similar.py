"""Answers that are alike are found, whatever their names and layout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.__main__ import main
from grader.similar import Pair, similar

SOLUTION = '''\
def mean_of_squares(values):
    """Return the mean of the squares."""
    ### BEGIN SOLUTION
    total = 0
    for value in values:
        total += value * value
    return total / len(values)
    ### END SOLUTION


def both(values):
    """Complete as it is."""
    first = mean_of_squares(values)
    return first, [mean_of_squares(values[:k]) for k in range(1, len(values))]
'''
GIVEN_REST = SOLUTION[SOLUTION.index("\n\ndef both") :]
ANNA = """\
def mean_of_squares(values):
    squares = [v * v for v in values if v == v]
    biggest = max(squares) or 1.0
    return biggest * sum(s / biggest for s in squares) / len(squares)
"""
# The same with other names, layout, a comment and a docstring.
COPY = '''\
def mean_of_squares(xs: list) -> float:
    """Mine."""
    q = [x * x
         for x in xs if x == x]  # all of them
    m = max(q) or 1.0
    return (m * sum(e / m for e in q)
            / len(q))
'''
OWN = {
    "ben": "def mean_of_squares(values):\n    import numpy as np\n"
    "    return float(np.mean(np.asarray(values, dtype=float) ** 2))\n",
    "cleo": "def mean_of_squares(values):\n    total, count = 0.0, 0\n"
    "    while count < len(values):\n"
    "        total, count = total + values[count] ** 2, count + 1\n    return total / count\n",
    "dan": "def mean_of_squares(values):\n"
    "    from functools import reduce\n"
    "    return reduce(lambda a, b: a + b * b, values, 0.0) / len(values)\n",
}


def notebook(path: Path, source: str, added: str = "") -> None:
    def cell(text: str, name: str = "", **marks: object) -> dict[str, object]:
        meta = {"grade_id": name, "grade": False, "solution": False, "locked": False, **marks}
        return {
            "cell_type": "code",
            "metadata": {"nbgrader": {"schema_version": 3, "task": False, **meta}} if name else {},
            "source": text,
        }

    cells = [cell(source, "q1_mean", solution=True)]
    cells += [cell(added)] if added else []
    cells.append(cell("assert both([1, 2])", "q1_test", grade=True, locked=True, points=5))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    )


@pytest.fixture
def class_(tmp_path: Path) -> tuple[str, Path]:
    """An assignment, and a class in which one copied from another."""
    lab, folder = tmp_path / "source" / "lab" / "lab.ipynb", tmp_path / "handed_in"
    notebook(lab, SOLUTION)
    notebook(folder / "anna.ipynb", ANNA + GIVEN_REST)
    notebook(folder / "zed.ipynb", "%matplotlib inline\n" + COPY + GIVEN_REST)
    for student, source in OWN.items():
        notebook(folder / f"{student}.ipynb", source + GIVEN_REST)
    return str(lab), folder


def test_a_copy_with_other_names_is_found_and_nobody_else(class_: tuple[str, Path]) -> None:
    assert similar(*class_) == [Pair(1.0, ("anna", "zed"), ("q1_mean",))]


def test_a_copy_with_a_change_is_still_alike(class_: tuple[str, Path]) -> None:
    lab, folder = class_
    notebook(folder / "zed.ipynb", COPY.replace("1.0", "2.0") + GIVEN_REST)
    (pair,) = similar(lab, folder)
    assert pair.students == ("anna", "zed") and 0.3 < pair.likeness < 1 and pair.equal == ()


def test_what_is_given_does_not_count(class_: tuple[str, Path]) -> None:
    lab, folder = class_
    stub = "def mean_of_squares(values):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n"
    for student in ("eve", "fay"):
        notebook(folder / f"{student}.ipynb", stub + GIVEN_REST)
    assert [pair.students for pair in similar(lab, folder)] == [("anna", "zed")]


def test_answers_in_added_cells_count(class_: tuple[str, Path]) -> None:
    lab, folder = class_
    stub = "def mean_of_squares(values):\n    raise NotImplementedError()\n"
    notebook(folder / "zed.ipynb", stub + GIVEN_REST, added=COPY)
    (pair,) = similar(lab, folder)
    assert pair.students == ("anna", "zed")


def test_what_cannot_be_read_is_left_out(class_: tuple[str, Path]) -> None:
    lab, folder = class_
    (folder / "gus.ipynb").write_text("no notebook")
    notebook(folder / "hal.ipynb", "def mean_of_squares(values:\n")
    notebook(folder / "ida.ipynb", "x = " + "(" * 5000)
    assert [pair.students for pair in similar(lab, folder)] == [("anna", "zed")]


def test_the_command_prints_them(
    class_: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    lab, folder = class_
    assert main(["similar", lab, str(folder)]) == 0
    out = capsys.readouterr().out
    assert "1.00  anna  zed  equal: q1_mean" in out and "not a proof" in out
    (folder / "zed.ipynb").unlink()
    assert main(["similar", lab, str(folder)]) == 0
    assert "no answers that are alike" in capsys.readouterr().out
