"""Cells as the tests of this folder need them."""

from __future__ import annotations

from typing import Any

from grader.notebook.cells import Cell


def cell(source: str, **marks: Any) -> Cell:
    return Cell("code", source, **marks)


def solution(source: str) -> Cell:
    return cell(f"### BEGIN SOLUTION\n{source}\n### END SOLUTION", grade_id="s", solution=True)


def graded(source: str) -> Cell:
    return cell(source, grade_id="t", grade=True, locked=True, points=1.0)
