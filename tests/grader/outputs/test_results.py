"""The file of results."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

from grader.outputs.results import Results


def row(student: str, *questions: str) -> Any:
    found = {name: {"score": 1.0, "max_score": 1.0} for name in questions}
    return {
        "student": student,
        "assignment": "lab",
        "status": "graded",
        "questions": found,
        "key": "k",
    }


def test_questions_keep_the_notebooks_order_after_reading_again(tmp_path: Path) -> None:
    order = ["q1", "q2", "q9", "q10"]
    results = Results(tmp_path, "lab")
    with results.writing():
        results.append(row("ann", *order))
        results.append(row("old", *sorted(order)))  # as the version before wrote it
    again = Results(tmp_path, "lab")
    with again.writing():
        assert list(again.rows["ann"]["questions"]) == order
        again.keep(["ann", "old"], order)
        assert [list(item["questions"]) for item in again.sorted()] == [order, order]


def test_what_was_taken_back_leaves_the_rows_and_stays_in_the_file(tmp_path: Path) -> None:
    results = Results(tmp_path, "lab")
    with results.writing():
        results.append(row("ann", "q1"))
        results.append(row("bob", "q1"))
        results.keep(["ann"], ["q1"])
        assert [item["student"] for item in results.sorted()] == ["ann"]
    again = Results(tmp_path, "lab")
    with again.writing():
        assert sorted(again.rows) == ["ann"]
        assert again.withdrawn == {"bob": row("bob", "q1")}
        again.append(again.withdrawn["bob"])  # handed in again
        again.keep(["ann", "bob"], ["q1"])
    last = Results(tmp_path, "lab")
    with last.writing():
        assert sorted(last.rows) == ["ann", "bob"] and not last.withdrawn


def test_a_row_that_does_not_fit_is_named_and_spoils_no_other(tmp_path: Path) -> None:
    """A limit on the size of files stands for a full disk: a part of the line would still fit."""
    results = Results(tmp_path, "lab")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with results.writing():
        results.append(row("ann", "q1"))
        size = results.path.stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50, before[1]))
        try:
            results.append(row("bob", "q1"))
            results.write(tmp_path / "page.html", "x" * 10_000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert results.path.stat().st_size == size and "bob" not in results.rows
        assert [text.split(":")[0] for text in results.unwritten] == [
            "the row of bob", str(tmp_path / "page.html")
        ]  # fmt: skip
        results.append(row("eve", "q1"))
    again = Results(tmp_path, "lab")
    with again.writing():
        assert sorted(again.rows) == ["ann", "eve"]
