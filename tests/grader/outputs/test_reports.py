"""What is written from the rows: tables, pages and the review, and the rows as they are final."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.outputs import late, mistakes, pages, review
from grader.outputs.late import Policy
from grader.outputs.mistakes import Mistake, Mistakes
from grader.outputs.reports import final_rows, write_reports, write_review
from grader.outputs.reports import review as write_page_and_table
from grader.outputs.results import BusyError, Results
from grader.outputs.tables import as_table
from tests.grader.outputs.rows import question, results, row

TOLD = "Question 1: f(1) is 5."


def waiting(code: str = "f = 1") -> Any:
    """An open question of 6 points, answered."""
    return question(None, 6.0, answer={"code": code, "digest": code})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The results of three students, two of whom gave the same answer."""
    told = question(2.0, reason=TOLD)
    rows = [row(name, {"q1": told, "q2": waiting()}) for name in ("eve", "ann")]
    other = row("bob", {"q1": 0.0, "q2": waiting("f = 2")}, language="zh-TW")
    return results(tmp_path / "out", [*rows, other])


def read_in(folder: Path) -> Results:
    found = Results(folder)
    found.read()
    return found


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def decide(folder: Path, student: str, points: str) -> None:
    """Fill in the table for a student's answer."""
    found = review.groups(read_in(folder).sorted())
    (name,) = (group.name for group in found if student in group.students)
    (folder / "review.csv").write_text(f"group,decision,comment,who\n{name},{points},well,Mei\n")


def test_reports_are_made_of_the_rows(folder: Path) -> None:
    found, known = (
        read_in(folder),
        Mistakes("lab", "", {"q1": [Mistake(2.0, TOLD, {"en": "half", "zh-TW": "半"})]}),
    )
    mistakes.write(folder / mistakes.NAME, known)
    write_reports(found, ["The test of q2 is missing."])
    rows = found.sorted()
    assert text(folder / "grades.csv") == as_table(rows)
    assert text(folder / "summary.html") == pages.summary(
        rows, ["The test of q2 is missing."], known
    )
    assert "half" in text(folder / "summary.html")
    assert "half" in text(folder / "feedback" / "ann.html")
    names = {one: f"{one}.html" for one in ("ann", "bob", "eve")}
    assert text(folder / "feedback" / "index.html") == pages.index(rows, names)
    for one in rows:
        page = text(folder / "feedback" / names[one["student"]])
        assert page == pages.feedback(one, known, ["en", "zh-TW"])


def test_a_page_without_a_language_has_those_of_the_class(folder: Path) -> None:
    found = read_in(folder)
    del found.rows["bob"]["language"]
    write_reports(found)
    page = text(folder / "feedback" / "bob.html")
    assert page == pages.feedback(found.rows["bob"], None, ["en"])
    assert page != pages.feedback(found.rows["bob"])


def test_pages_of_submissions_that_were_taken_back_go(folder: Path) -> None:
    found = read_in(folder)
    write_reports(found)
    (folder / "feedback" / "mine.txt").touch()
    del found.rows["bob"]
    write_reports(found)
    left = sorted(path.name for path in (folder / "feedback").iterdir())
    assert left == ["ann.html", "eve.html", "index.html", "mine.txt"]


def test_what_cannot_be_written_is_named_and_stops_nothing(folder: Path) -> None:
    for name in ("grades.csv", "summary.html", "feedback/ann.html", "feedback/index.html"):
        (folder / name).mkdir(parents=True)
    found = read_in(folder)
    write_reports(found)
    named = [line.partition(": ")[0].removeprefix(f"{folder}/") for line in found.unwritten]
    assert named == ["grades.csv", "summary.html", "feedback/ann.html", "feedback/index.html"]
    assert "bob" in text(folder / "feedback" / "bob.html")


def test_a_review_reads_what_was_decided_and_writes_the_rest_again(folder: Path) -> None:
    assert write_page_and_table(folder) == (2, 0)
    decide(folder, "ann", "4.5")
    assert write_page_and_table(folder) == (1, 1)
    found = read_in(folder)
    shown = write_review(found)
    assert [group.students for group in shown] == [["bob"], ["ann", "eve"]]
    assert [one["score"] for one in found.sorted()] == [6.5, 0.0, 6.5]
    assert text(folder / "review.csv") == review.table(shown)
    assert text(folder / "review.html") == pages.review("lab", shown)


def test_where_nothing_waits_there_is_no_page(tmp_path: Path) -> None:
    out = results(tmp_path, [row("ann", {"q1": 2.0})])
    assert write_page_and_table(out) == (0, 0)
    assert not (out / "review.csv").exists() and not (out / "review.html").exists()


def test_one_student_makes_a_review(tmp_path: Path) -> None:
    assert write_page_and_table(results(tmp_path, [row("ann", {"q2": waiting()})])) == (1, 0)
    assert "Review: lab" in text(tmp_path / "review.html")


def test_the_page_of_what_waits_no_more_is_written_again(folder: Path) -> None:
    write_page_and_table(folder)
    nobody = Results(folder)
    assert write_review(nobody) == []
    assert text(folder / "review.csv") == review.table([])
    assert text(folder / "review.html") == pages.review("no submissions", [])


def test_final_rows_have_decisions_and_late_work(folder: Path) -> None:
    write_page_and_table(folder)
    decide(folder, "ann", "4.5")
    write_page_and_table(folder)
    zone = "+00:00"
    times = {"ann": f"2026-12-02T10:00{zone}", "bob": f"2026-11-02T10:00{zone}"}
    late.keep(folder, Policy(f"2026-12-01T10:00{zone}", "10%", times=times))
    rows = final_rows(folder)
    assert [one["student"] for one in rows] == ["ann", "bob", "eve"]
    assert [one["late"]["taken_off"] for one in rows] == [1.6, 0.0, 0.0]
    assert [one["score"] for one in rows] == [4.9, 0.0, 6.5]


@pytest.mark.parametrize("call", [final_rows, write_page_and_table])
def test_a_folder_must_have_results_and_no_writer(
    call: Callable[[Path], object], folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(BusyError) as caught:
        call(tmp_path / "none")
    assert str(caught.value) == (
        f"{tmp_path / 'none'} has no results.jsonl; name the folder that grade wrote with --out"
    )
    assert not (tmp_path / "none").exists()
    with Results(folder).writing(), pytest.raises(BusyError, match="another grader is writing"):
        call(folder)
