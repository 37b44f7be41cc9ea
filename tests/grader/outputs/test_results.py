"""The file of results."""

from __future__ import annotations

import errno
import json
import os
import resource
from pathlib import Path
from typing import Any

import pytest

from grader.outputs.results import WITHDRAWN, BusyError, Results, write_file


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
        lost, page = results.unwritten
        assert lost == f"the row of bob: {OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))}"
        assert page.startswith(f"{tmp_path / 'page.html'}: ")
        results.append(row("eve", "q1"))
    again = Results(tmp_path, "lab")
    with again.writing():
        assert sorted(again.rows) == ["ann", "eve"]


def test_of_two_rows_the_last_counts_and_damaged_lines_count_as_missing(tmp_path: Path) -> None:
    first, last = row("ann", "q1"), row("ann", "q2")
    incomplete = {key: value for key, value in row("eve").items() if key != "key"}
    lines = [json.dumps(one) for one in (first, [1], incomplete, last)]
    (tmp_path / "results.jsonl").write_text("\n".join([*lines, "{not JSON", ""]))
    results = Results(tmp_path, "lab")
    results.read()
    assert results.rows == {"ann": last} and results.withdrawn == {}


def test_a_last_line_that_was_cut_off_is_dropped_from_the_file(tmp_path: Path) -> None:
    whole = json.dumps(row("ann", "q1")) + "\n" + json.dumps(row("bob", "q1")) + "\n"
    path = tmp_path / "results.jsonl"
    path.write_text(whole + json.dumps(row("eve", "q1")))
    with Results(tmp_path, "lab").writing() as results:
        assert sorted(results.rows) == ["ann", "bob"]
        assert path.read_text() == whole
        results.append(row("eve", "q2"))
    assert path.read_text() == whole + json.dumps(row("eve", "q2")) + "\n"


def test_a_folder_of_another_assignment_or_another_writer_is_refused(tmp_path: Path) -> None:
    with Results(tmp_path, "lab").writing() as results:
        results.append(row("ann", "q1"))
        with (
            pytest.raises(BusyError, match=f"^another grader is writing to {tmp_path}$"),
            Results(tmp_path, "lab").writing(),
        ):
            pass
    message = f"^{tmp_path} has the results of 'lab'; name another folder with --out$"
    with pytest.raises(BusyError, match=message), Results(tmp_path, "lab2").writing():
        pass
    with Results(tmp_path).writing() as any_lab:
        assert list(any_lab.rows) == ["ann"]


def test_what_was_never_there_can_be_taken_back_and_new_questions_come_last(
    tmp_path: Path,
) -> None:
    with Results(tmp_path, "lab").writing() as results:
        results.append(row("bob", "new", "q2", "q1"))
        results.append(row("ann") | {"status": WITHDRAWN})
        results.keep(["bob"], ["q1", "q2"])
        assert list(results.rows["bob"]["questions"]) == ["q1", "q2", "new"]
        assert results.withdrawn == {}
        results.append(row("ann", "q1"))
        assert [one["student"] for one in results.sorted()] == ["ann", "bob"]
        results.keep([], ["q1"])
    marks = [json.loads(line) for line in results.path.read_text().splitlines()][-2:]
    assert sorted(marks, key=lambda mark: mark["student"]) == [
        {"student": name, "assignment": "lab", "status": "withdrawn", "questions": {}, "key": ""}
        for name in ("ann", "bob")
    ]


def test_text_that_is_not_unicode_is_written_with_question_marks(tmp_path: Path) -> None:
    write_file(tmp_path / "page.html", "a\ud800é")
    assert (tmp_path / "page.html").read_bytes() == "a?é".encode()


def test_every_row_is_on_disk_before_the_next_submission(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []
    monkeypatch.setattr(os, "fsync", lambda number: synced.append(os.fstat(number).st_size))
    with Results(tmp_path, "lab").writing() as results:
        results.append(row("ann", "q1"))
        assert synced == [results.path.stat().st_size]
