"""Late work: what it costs, to the minute, and what nobody knows stays open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.outputs import late, pages
from grader.outputs.late import LateError, Policy
from grader.outputs.platforms import canvas_table, moodle_table
from grader.outputs.reports import final_rows
from grader.outputs.tables import as_table
from grader.records import not_final
from tests.grader.outputs.rows import entry, question, results, row

TAIPEI = Policy("2026-12-01T23:59", "10%/day", "Asia/Taipei")


def judged(one: Any, policy: Policy = TAIPEI) -> Any:
    late.apply([one], late.merged(Policy(), policy))
    return one


def handed_in(time: str, scores: dict[str, Any] | None = None, **more: Any) -> Any:
    return row("ann", scores or {"q1": 10.0, "q2": 8.0}, handed_in=entry("", time=time), **more)


@pytest.mark.parametrize(
    ("time", "rule", "off"),
    [
        ("2026-12-01T15:59:59Z", "10%/day", 0),  # 23:59 in Taipei, to its last second
        ("2026-12-01T16:00:00Z", "10%/day", 2),
        ("2026-12-02T15:59:30Z", "10%/day", 2),  # a day late, not a second day
        ("2026-12-02T16:00:00Z", "10%/day", 4),
        ("2026-12-02T16:00:00Z", "10%/day up to 15%", 3),
        ("2026-12-02T16:00:00Z", "20%", 4),
        ("2026-12-01T18:30:00Z", "1%/hour", 0.6),
        ("2026-12-20T00:00:00Z", "2.5 % / week", 1.5),
        ("2027-12-01T00:00:00Z", "10%/day", 18),  # never more than was earned
        ("2027-12-01T00:00:00Z", "", 0),
    ],
)
def test_each_started_period_costs(time: str, rule: str, off: float) -> None:
    one = judged(handed_in(time), replace(TAIPEI, rule=rule))
    assert one["late"]["taken_off"] == pytest.approx(off) and one["score"] == 18 - off
    assert bool(one["late"]["by"]) == (time > "2026-12-01T15:59:59Z") and not not_final(one)


@given(
    st.integers(-5_000, 50_000),
    st.integers(0, 59),
    st.integers(-12, 12),
    st.sampled_from([("hour", 60), ("day", 1440), ("week", 10080)]),
)
def test_the_cost_does_not_depend_on_the_zone(
    minutes: int, seconds: int, hours: int, unit: tuple[str, int]
) -> None:
    """Counted with fractions of whole minutes, whatever zone the deadline is written in."""
    deadline = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    time = deadline + timedelta(minutes=minutes, seconds=seconds)
    written = deadline.astimezone(timezone(timedelta(hours=hours))).isoformat()
    one = judged(handed_in(time.isoformat()), Policy(written, f"3%/{unit[0]}", "Europe/Berlin"))
    count = -(-max(minutes, 0) // unit[1])
    assert one["late"]["taken_off"] == pytest.approx(min(float(Fraction(60, 100) * count), 18.0))


def test_a_day_on_which_the_clocks_change_has_23_hours() -> None:
    policy = Policy("2026-03-28T12:00", "1%/hour", "Europe/Berlin")
    one = judged(handed_in("2026-03-29T10:00:00Z"), policy)  # noon again, 23 hours later
    assert one["late"]["taken_off"] == pytest.approx(0.2 * 23)
    assert one["late"]["by"] == "23 hours" and one["late"]["handed_in"] == "2026-03-29 12:00 CEST"


def test_an_extension_is_one_students_own_deadline() -> None:
    for name in ("ann", "moodle:7"):
        policy = replace(TAIPEI, extensions={name: "2026-12-03"})
        one = judged(handed_in("2026-12-03T15:59:00Z", platform="moodle:7"), policy)
        assert (one["score"], one["late"]["extended"]) == (18.0, True)
        assert "2026-12-03 23:59 CST" in one["late"]["deadline"]
    assert judged(handed_in("2026-12-03T16:01:00Z"), policy)["late"]["taken_off"] == 6.0
    other = judged(handed_in("2026-12-03T16:01:00Z", platform="moodle:7"), policy)
    assert other["late"]["taken_off"] == 2.0
    kept = late.merged(late.merged(Policy(), policy), Policy(extensions={"moodle:7": ""}))
    assert kept.extensions == {}


def test_an_extension_never_makes_a_deadline_earlier() -> None:
    """The class's deadline was moved behind it, or its month was mistyped."""
    first = late.merged(Policy(), replace(TAIPEI, extensions={"ann": "2026-12-03"}))
    moved = late.merged(first, Policy("2026-12-10T23:59"))
    one = judged(handed_in("2026-12-05T00:00:00Z"), moved)
    assert (one["score"], one["late"]["extended"]) == (18.0, False)
    assert one["late"]["deadline"] == "2026-12-10 23:59 CST"
    assert late.as_text([one], moved)[-1].endswith("change nothing, before the deadline: ann")
    assert judged(handed_in("2026-12-12T00:00:00Z"), moved)["late"]["taken_off"] == 4.0


@pytest.mark.parametrize("rule", ["", "0%", "10%/day up to 0%"])
def test_where_nothing_can_be_taken_off_an_unknown_time_holds_nothing(rule: str) -> None:
    one = judged(handed_in(""), replace(TAIPEI, rule=rule))
    assert not not_final(one) and one["score"] == 18
    page = pages.feedback(one)
    assert "Nothing is taken off for lateness" in page and "in time" not in page


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-12-05", "2026-12-05T23:59+08:00"),
        ("2026/12/5", "2026-12-05T23:59+08:00"),  # as a spreadsheet saves it
        ("2026/12/5 9:05", "2026-12-05T09:05+08:00"),
        ("2026-12-05T09:05:59Z", "2026-12-05T09:05+00:00"),
    ],
)
def test_times_as_people_write_them(text: str, time: str) -> None:
    assert late.moment(text, timezone(timedelta(hours=8))) == time


@pytest.mark.parametrize(
    "text", ["20261205", "12/5/2026", "2026/12-05", "2026-12-05 9", "2026-W49"]
)
def test_a_time_that_could_be_mistaken_is_refused_with_its_student(text: str) -> None:
    with pytest.raises(LateError, match=f"^ann: '{text}' is not a time; write it as 2026-"):
        late.merged(Policy(), replace(TAIPEI, times={"ann": text}))


def test_a_table_counts_more_than_nbgraders_file_of_the_student() -> None:
    policy = replace(TAIPEI, times={"ann": "2026-12-01T23:00"})
    assert judged(handed_in("2026-12-09T00:00:00Z"), policy)["late"]["by"] == ""


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


@pytest.mark.parametrize(
    ("mark", "rule", "extensions", "off"),
    [
        (False, "10%/day", {}, 0.0),
        (True, "20%", {}, 4.0),
        (True, "10%/day", {}, None),
        (True, "20%", {"ann": "2026-12-05"}, None),  # Canvas may not know of it
        (False, "20%", {"ann": "2026-12-05"}, 0.0),
    ],
)
def test_canvas_says_who_is_late_but_not_how_much(
    mark: bool, rule: str, extensions: dict[str, str], off: float | None
) -> None:
    one = row("ann", {"q1": 10.0, "q2": 8.0}, handed_in=entry("ann_1_2_lab.ipynb", mark))
    judged(one, replace(TAIPEI, rule=rule, extensions=extensions))
    if off is None:
        assert "not known" in not_final(one) and one["score"] == 18
    else:
        assert not not_final(one) and one["score"] == 18 - off
        assert "Canvas" in one["late"]["handed_in"]


def test_it_is_kept_and_grading_again_gives_the_same(tmp_path: Path) -> None:
    rows = [handed_in("2026-12-02T16:00:00Z"), row("ben", {"q1": 5.0})]
    out = results(tmp_path / "out", rows)
    policy = late.merged(Policy(), replace(TAIPEI, times={"ben": "2026-12-02T23:59"}))
    late.keep(out, policy)
    first = final_rows(out)
    assert [one["score"] for one in first] == [14.0, 4.0]
    assert final_rows(out) == first
    assert late.merged(late.read(out), Policy()) == policy
    later = late.merged(late.read(out), Policy(rule="20%", extensions={"ben": "2026-12-03"}))
    assert (later.deadline, later.rule) == (policy.deadline, "20%")
    assert later.times == policy.times and [*later.extensions] == ["ben"]
    (out / "late.json").write_text("{")
    with pytest.raises(LateError, match="damaged; delete it"):
        final_rows(out)


def test_points_decided_by_a_person_are_reduced_as_well() -> None:
    one = handed_in("2026-12-02T10:00:00Z", {"q1": question(None, 20.0)})
    assert judged(one)["late"]["taken_off"] == 0
    one["questions"]["q1"]["score"] = one["score"] = 15.0
    assert judged(one)["score"] == 13.0


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


def test_several_notebooks_of_a_student() -> None:
    two = [judged(handed_in(f"2026-12-0{day}T16:00:00Z"))["late"] for day in (1, 2)]
    joined = late.together(two)
    assert joined and joined["taken_off"] == 6.0 and joined["by"] == "1 day 1 minute"
    unknown = judged(handed_in(""))["late"]
    joined = late.together([unknown, *two])
    assert joined and "not known" in joined["open"] and late.together([]) is None


def policies(*words: Any) -> Callable[[], Any]:
    return lambda: late.merged(Policy(), Policy(*words))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (policies("tomorrow"), "'tomorrow' is not a time; write it as 2026-12-01T23:59"),
        (policies("2026-12-01T23:59"), "does not say its time zone; .* add --timezone Asia"),
        (policies("2026-12-01T23:59", "", "Taipei"), "'Taipei' is not a time zone"),
        (policies("2026-12-01T23:59", "", "../../etc/passwd"), "is not a time zone"),
        (policies("2026-12-01T23:59Z", "10% a day"), "is not a rule .* write 10%/day"),
        (policies("2026-12-01T23:59Z", "-5%"), "is not a rule"),
        (policies("", "10%/day"), "no deadline; add it: --deadline"),
        (policies("2026-12-01T23:59Z", "", "", {"a": "soon"}), "'soon' is not a time"),
    ],
)
def test_what_cannot_be_understood_gets_a_sentence(call: Callable[[], Any], says: str) -> None:
    with pytest.raises(LateError, match=says):
        call()


def test_who_has_an_extension_and_handed_in_nothing_is_named() -> None:
    policy = late.merged(Policy(), replace(TAIPEI, extensions={"an": "2026-12-05"}))
    rows = [judged(handed_in("2026-12-02T16:00:00Z")), judged(row("ben", {"q1": 1.0}))]
    assert late.as_text(rows, policy) == [
        "late work: deadline 2026-12-01T23:59+08:00, 10%/day: 1 late, 4 points taken off",
        "not final, since nobody knows when it was handed in (say it in a table: --dates): ben",
        "extensions for whom nothing was handed in: an",
    ]


def test_a_time_for_whom_nothing_was_handed_in_is_named() -> None:
    times = {"an": "2026-12-01", "moodle:8": "2026-12-01", "ann": "2026-12-01"}
    policy = late.merged(Policy(), replace(TAIPEI, times=times))
    lines = late.as_text([judged(handed_in(""), policy)], policy)
    assert lines[1:] == ["times for whom nothing was handed in: an"]


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
