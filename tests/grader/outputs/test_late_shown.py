"""Late work as tables, pages and platforms show it."""

from __future__ import annotations

from pathlib import Path

from grader.outputs import pages
from grader.outputs.platforms import canvas_table, moodle_table
from grader.outputs.tables import as_table
from grader.records import not_final
from tests.grader.outputs.test_late import handed_in, judged


def test_an_unknown_time_is_not_guessed(tmp_path: Path) -> None:
    one = judged(handed_in(""))
    assert one["score"] == 18 and "not known" in not_final(one)
    head, line = as_table([one]).splitlines()
    assert head.startswith("student,status,score,max_score,handed_in,taken_off,open,q1")
    assert line.startswith("ann,graded,18,20,unknown,open,")
    assert "not known" in pages.feedback(one) and "unknown" in pages.summary([one])
    path = tmp_path / "c.csv"
    path.write_text("Student,ID,SIS Login ID,lab\nPoints Possible,,,20\nAnn,1,ann,\n")
    filled = canvas_table(path, "lab").fill([one])
    assert filled.text.endswith("Ann,1,ann,\n") and "not known" in filled.held["ann"]


def test_what_was_taken_off_stands_in_tables_and_pages() -> None:
    one = judged(handed_in("2026-12-02T16:00:00Z", notes=["<b>"]))
    assert "ann,graded,14,20,2026-12-03 00:00 CST,4," in as_table([one])
    page = pages.feedback(one)
    assert "<b>14</b> of 20" in page and "Points taken off: <b>4</b> (10%/day); earned: 18" in page
    assert "late by 1 day 1 minute" in page and "Deadline: 2026-12-01 23:59 CST" in page
    assert "1 day 1 minute" in pages.summary([one])
    chinese = pages.feedback(one | {"language": "zh-TW"})
    assert "遲交：1 天 1 分鐘。<b>扣 4 分</b>（規則：10%/day）；原得 18 分" in chinese
    assert "期限：2026-12-01 23:59 CST。" in chinese
    page = pages.feedback(judged(handed_in("2026-12-01T15:00:00Z")))
    assert ": in time. Deadline:" in " ".join(page.split())


def test_moodles_worksheet_has_the_points_that_are_left(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text(
        "Identifier,Full name,Grade,Maximum Grade,Last modified (submission)\n"
        'Participant 7,Ann,,20,"Thursday, 3 December 2026, 12:00 AM"\n'
    )
    table = moodle_table(path)
    assert table.by_number("Last modified (submission)") == {
        "moodle:7": "Thursday, 3 December 2026, 12:00 AM"
    }
    one = judged(handed_in("2026-12-02T16:00:00Z", platform="moodle:7"))
    assert ",14,20," in table.fill([one]).text
    assert table.by_number("nothing") == {}
