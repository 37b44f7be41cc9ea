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
from grader.outputs.reports import final_rows
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
        ("2026-12-01T15:59:59.5Z", "10%/day", 0),
        ("2026-12-01T15:59:59Z", "20%", 0),
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
    assert bool(one["late"]["by"]) == (time >= "2026-12-01T16") and not not_final(one)


def test_points_have_at_most_five_digits_behind_the_point() -> None:
    one = judged(handed_in("2026-12-01T16:00:00Z", {"q1": 9.12345678}), Policy(
        "2026-12-01T23:59+08:00", "3.33333333%"
    ))  # fmt: skip
    assert (one["late"]["taken_off"], one["score"]) == (0.33333, 8.79013)


def test_a_time_without_a_zone_is_in_that_of_the_deadline() -> None:
    asked = Policy("2026-12-01T23:59+08:00", extensions={"ann": "2026-12-05"})
    first = late.merged(Policy(), asked)
    assert first.extensions == {"ann": "2026-12-05T23:59+08:00"}
    with pytest.raises(LateError, match="'2026-12-10' does not say its time zone"):
        late.merged(first, Policy("2026-12-10"))


def test_a_row_from_before_there_were_times_is_open() -> None:
    one = handed_in("")
    del one["handed_in"]
    assert judged(one)["late"]["open"] == "the time of handing in is not known"


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
    more = replace(moved, extensions={**moved.extensions, "ben": moved.deadline})
    assert late.as_text([one, handed_in("") | {"student": "ben"}], more)[-1] == (
        "extensions that change nothing, before the deadline: ann, ben"
    )
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
        known = "late by Canvas's mark, but the time of handing in is not known"
        assert not_final(one) == f"open: {known}" and one["score"] == 18
    else:
        assert not not_final(one) and one["score"] == 18 - off
        assert (one["late"]["handed_in"], one["late"]["by"]) == (
            ("late, by Canvas's mark", "a time that Canvas does not say")
            if mark
            else ("on time, by Canvas's mark", "")
        )


def test_it_is_kept_and_grading_again_gives_the_same(tmp_path: Path) -> None:
    rows = [handed_in("2026-12-02T16:00:00Z"), row("ben", {"q1": 5.0})]
    out = results(tmp_path / "out", rows)
    policy = late.merged(Policy(), replace(TAIPEI, times={"ben": "2026-12-02T23:59"}))
    late.keep(out, policy)
    assert (out / "late.json").read_text(encoding="utf-8").startswith('{\n "deadline": "2026')
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


def test_several_notebooks_of_a_student() -> None:
    three = [judged(handed_in(f"2026-12-0{day}T16:00:00Z"))["late"] for day in (1, 3, 2)]
    joined = late.together(three)
    assert joined and joined["taken_off"] == 12.0 and joined["by"] == "2 days 1 minute"
    assert joined["open"] == ""
    unknown = judged(handed_in(""))["late"]
    joined = late.together([unknown, *three])
    assert joined and "not known" in joined["open"] and late.together([]) is None


def policies(*words: Any) -> Callable[[], Any]:
    return lambda: late.merged(Policy(), Policy(*words))


NO_TIME = "write it as 2026-12-01T23:59, or 2026-12-01 for the whole day"
NO_ZONE = "write 2026-12-01T23:59+08:00, or add --timezone Asia/Taipei"
UNKNOWN = (
    "is not a time zone that this machine knows; write one such as Asia/Taipei, or the distance "
    "from UTC in the deadline: 2026-12-01T23:59+08:00"
)
NO_RULE = (
    "is not a rule for late work; write 10%/day, 1%/hour up to 50%, or 20% for any lateness (of "
    "the points of the assignment)"
)
NO_DEADLINE = "there is no deadline; add it: --deadline 2026-12-01T23:59+08:00"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (policies("tomorrow"), f"'tomorrow' is not a time; {NO_TIME}"),
        (policies("2026-12-01T23:59"), f"'2026-12-01T23:59' does not say its time zone; {NO_ZONE}"),
        (policies("2026-12-01T23:59", "", "Taipei"), f"'Taipei' {UNKNOWN}"),
        (policies("2026-12-01T23:59", "", "../../etc/passwd"), f"'../../etc/passwd' {UNKNOWN}"),
        (policies("2026-12-01T23:59Z", "10% a day"), f"'10% a day' {NO_RULE}"),
        (policies("2026-12-01T23:59Z", "-5%"), f"'-5%' {NO_RULE}"),
        (policies("", "10%/day"), NO_DEADLINE),
        (policies("", "", "Asia/Taipei"), NO_DEADLINE),
        (policies("", "", "", {"ann": "2026-12-05"}), NO_DEADLINE),
        (
            policies("2026-12-01T23:59Z", "", "", {"a": "soon"}),
            f"a: 'soon' is not a time; {NO_TIME}",
        ),
    ],
)
def test_what_cannot_be_understood_gets_a_sentence(call: Callable[[], Any], says: str) -> None:
    with pytest.raises(LateError) as caught:
        call()
    assert str(caught.value) == says


def test_who_has_an_extension_and_handed_in_nothing_is_named() -> None:
    extensions = {"an": "2026-12-05", "am": "2026-12-06"}
    policy = late.merged(Policy(), replace(TAIPEI, extensions=extensions))
    rows = [judged(handed_in("2026-12-02T16:00:00Z"))]
    rows += [judged(row(name, {"q1": 1.0})) for name in ("ben", "cleo")]
    assert late.as_text(rows, policy) == [
        "late work: deadline 2026-12-01T23:59+08:00, 10%/day: 1 late, 4 points taken off",
        "not final, since nobody knows when it was handed in (say it in a table: --dates): ben, "
        "cleo",
        "extensions for whom nothing was handed in: am, an",
    ]
    free = late.merged(Policy(), replace(TAIPEI, rule=""))
    assert late.as_text([judged(handed_in("2026-12-02T16:00:00Z"), free)], free) == [
        "late work: deadline 2026-12-01T23:59+08:00, nothing taken off: 1 late, 0 points taken off"
    ]


def test_a_time_for_whom_nothing_was_handed_in_is_named() -> None:
    times = dict.fromkeys(("an", "moodle:8", "ann", "am"), "2026-12-01")
    policy = late.merged(Policy(), replace(TAIPEI, times=times))
    lines = late.as_text([judged(handed_in(""), policy)], policy)
    assert lines[1:] == ["times for whom nothing was handed in: am, an"]
