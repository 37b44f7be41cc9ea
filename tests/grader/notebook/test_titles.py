"""Titles of questions and their language, as the notebook that was handed in has them."""

from __future__ import annotations

import time

import pytest

from grader.notebook.cells import Cell
from grader.notebook.titles import called, language_of, titles


def test_a_cell_has_the_heading_above_it() -> None:
    cells = [
        Cell("code", "setup", grade_id="setup"),
        Cell("markdown", "# Lab 1: Perceptron\n\ntext"),
        Cell("markdown", "## Question 1: one neuron (8 points, 6 min) ##\nWrite `f`.\n"),
        Cell("code", "f = 1", grade_id="q1_f", solution=True),
        Cell("code", "# ## not a heading"),
        Cell("code", "assert f", grade_id="q1_test", grade=True),
        Cell("markdown", "No heading.\n```python\n# a comment\n```\n#hashtag"),
        Cell("code", "g", grade_id="q1_more"),
        Cell("markdown", "### 第 2 題：畫出 y（x > 0）的圖（6 分，5 分鐘）"),
        Cell("markdown", "# my answer", grade_id="q2_explain", grade=True, solution=True),
        Cell("markdown", "## Part\x07 (b)\n## (3 points)"),
        Cell("code", "h", grade_id="q3"),
        Cell("markdown", "## The matrix X ##"),
        Cell("code", "X", grade_id="q4"),
    ]
    assert titles(cells) == {
        "q1_f": "Question 1: one neuron",
        "q1_test": "Question 1: one neuron",
        "q1_more": "Question 1: one neuron",
        "q2_explain": "第 2 題：畫出 y（x > 0）的圖",
        "q3": "(3 points)",
        "q4": "The matrix X",
    }


def test_a_title_is_one_line_of_what_can_be_printed() -> None:
    cells = [Cell("markdown", f"# a\x1b[31m{'b' * 500}"), Cell("code", "", grade_id="q")]
    assert titles(cells) == {"q": "a[31m" + "b" * 115}


def test_equal_titles_are_told_apart_by_the_id() -> None:
    known = {"q1_f": "Neuron", "q1_g": "Neuron", "q2": "Layer", "q3": "Never asked"}
    assert called(["q1_f", "q2", "q1_g", "bonus"], known) == {
        "q1_f": "Neuron (q1_f)",
        "q2": "Layer",
        "q1_g": "Neuron (q1_g)",
        "bonus": "bonus",
    }


@pytest.mark.parametrize(
    "line",
    ["# " + "#" * 10**6 + "x", "#" + " " * 10**6 + "x", "# (" + "1" * 10**6, "```\n" * 10**5],
)
def test_a_line_of_a_million_characters_takes_no_time(line: str) -> None:
    started = time.process_time()
    found = titles([Cell("markdown", line), Cell("code", "", grade_id="q")])
    assert time.process_time() - started < 1
    assert all(len(title) <= 120 for title in found.values())


@pytest.mark.parametrize(
    ("found", "language"),
    [
        ([], "en"),
        (["Question 1", "第 2 題"], "en"),
        (["第 1 題", "第 2 題", "Question 3"], "zh-TW"),
        (["Frage 1"], "en"),
    ],
)
def test_most_titles_say_the_language(found: list[str], language: str) -> None:
    assert language_of(dict(enumerate(found))) == language  # type: ignore[arg-type]
