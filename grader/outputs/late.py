"""Late work: the deadline of an assignment, what lateness costs, and when each student handed in.

What the command line says is kept in `late.json` beside the results, so that grading again gives
the same. A platform's zip does not say when something was handed in: the times of its members are
those of the download. So a time comes from nbgrader's `timestamp.txt`, from Moodle's worksheet or
from a table; Canvas says only who is late. A time that nobody knows is not guessed: such a row is
not final.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from grader.outputs.results import write_file
from grader.outputs.text import counted
from grader.records import Late, Row

NAME = "late.json"
_RULE = re.compile(
    r"(?P<percent>\d+(\.\d+)?)\s*%\s*(/\s*(?P<unit>hour|day|week))?"
    r"(\s+up to\s+(?P<most>\d+(\.\d+)?)\s*%)?"
)
# As people and spreadsheets write it, the year first: the only order that cannot be mistaken.
_TIME = re.compile(
    r"(?P<year>\d{4})([-/])(?P<month>\d{1,2})\2(?P<day>\d{1,2})"
    r"([T ]\s*(?P<hour>\d{1,2})(?P<rest>:\d\d.*))?",
    re.ASCII,
)
_UNITS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
_SHOWN = "%Y-%m-%d %H:%M %Z"


class LateError(ValueError):
    """What is said about late work cannot be understood; the message says what to write."""


@dataclass(frozen=True)
class Policy:
    """What counts as late and what it costs; times as ISO 8601 with their distance from UTC.

    `rule`: such as "10%/day up to 50%" of the assignment's points, each started day counting.
    `extensions` and `times` (of handing in) are by student, or by the platform's number of the
    student, such as "moodle:4711".
    """

    deadline: str = ""
    rule: str = ""
    timezone: str = ""
    extensions: Mapping[str, str] = field(default_factory=dict)
    times: Mapping[str, str] = field(default_factory=dict)

    def zone(self) -> tzinfo | None:
        """Return the zone of times that do not say theirs: the named one, or the deadline's."""
        if not self.timezone:
            return datetime.fromisoformat(self.deadline).tzinfo if self.deadline else None
        try:
            return ZoneInfo(self.timezone)
        except (OSError, ValueError, LookupError):
            raise LateError(
                f"{self.timezone!r} is not a time zone that this machine knows; write one such as "
                "Asia/Taipei, or the distance from UTC in the deadline: 2026-12-01T23:59+08:00"
            ) from None


def moment(text: str, zone: tzinfo | None) -> str:
    """Return a time as ISO 8601 with its distance from UTC; a day alone means its last minute.

    Raises:
        LateError: it is not a time, or nothing says in which zone.
    """
    match = _TIME.fullmatch(text.strip())
    day = "{year}-{month:0>2}-{day:0>2}".format(**match.groupdict()) if match else ""
    try:
        clock = f"{match['hour']:0>2}{match['rest']}" if match and match["hour"] else "23:59"
        time = datetime.fromisoformat(f"{day}T{clock}")
    except ValueError:
        raise LateError(
            f"{text!r} is not a time; write it as 2026-12-01T23:59, or 2026-12-01 for the whole day"
        ) from None
    if time.tzinfo is None:
        if zone is None:
            raise LateError(
                f"{text!r} does not say its time zone; write {day}T23:59+08:00, or add "
                "--timezone Asia/Taipei"
            )
        time = time.replace(tzinfo=zone)
    return time.isoformat(timespec="minutes")


def read(folder: Path) -> Policy:
    """Return the policy that is kept in a folder of results; an empty one if none is.

    Raises:
        LateError: the file is damaged.
    """
    path = folder / NAME
    if not path.exists():
        return Policy()
    try:
        return Policy(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        raise LateError(
            f"{path} is damaged; delete it and give the deadline, --late and extensions again"
        ) from None


def merged(kept: Policy, asked: Policy) -> Policy:
    """Return what is kept with what is asked for now in its place; extensions and times add up.

    An extension without a date is taken back.

    Raises:
        LateError: something of it cannot be understood, or there is no deadline.
    """
    found = replace(kept, timezone=asked.timezone or kept.timezone, rule=asked.rule or kept.rule)
    if asked.deadline:
        zone = replace(found, deadline="").zone()
        found = replace(found, deadline=moment(asked.deadline, zone))
    if not found.deadline:
        if asked.rule or asked.extensions or asked.timezone:
            raise LateError("there is no deadline; add it: --deadline 2026-12-01T23:59+08:00")
        return Policy()
    _rule(found.rule)
    zone = found.zone()
    taken_back = {student for student, text in asked.extensions.items() if not text.strip()}
    given = {s: text for s, text in asked.extensions.items() if s not in taken_back}
    extensions = {s: text for s, text in kept.extensions.items() if s not in taken_back}
    return replace(
        found,
        extensions={**extensions, **_moments(given, zone)},
        times={**kept.times, **_moments(asked.times, zone)},
    )


def _moments(texts: Mapping[str, str], zone: tzinfo | None) -> dict[str, str]:
    found = {}
    for student, text in texts.items():
        try:
            found[student] = moment(text, zone)
        except LateError as error:
            raise LateError(f"{student}: {error}") from None
    return found


def keep(folder: Path, policy: Policy) -> None:
    """Keep the policy beside the results."""
    if policy.deadline:
        write_file(folder / NAME, json.dumps(asdict(policy), indent=1))


def apply(rows: Iterable[Row], policy: Policy) -> None:
    """Take off what lateness costs; the rows must have the points that were earned."""
    for row in rows:
        if policy.deadline:
            row["late"] = _judged(row, policy)
        if "late" in row:
            row["score"] = round(row["score"] - row["late"]["taken_off"], 5)


def together(parts: Iterable[Late]) -> Late | None:
    """Return what is said of an assignment's notebooks: the latest, and all that is taken off."""
    found = sorted(parts, key=lambda one: (one["taken_off"], one["by"], one["handed_in"]))
    if not found:
        return None
    opens = [one["open"] for one in found if one["open"]]
    taken = sum(one["taken_off"] for one in found)
    return {**found[-1], "taken_off": taken, "open": opens[0] if opens else ""}


def as_text(rows: Iterable[Row], policy: Policy) -> list[str]:
    """Return lines on what was taken off, and on what nobody knows."""
    rows = list(rows)
    found = [(row["student"], row["late"]) for row in rows if "late" in row]
    if not found:
        return []
    taken = sum(late["taken_off"] for _, late in found)
    lines = [
        f"late work: deadline {policy.deadline}, {policy.rule or 'nothing taken off'}: "
        f"{sum(bool(late['by']) for _, late in found)} late, {counted(taken, 'point')} taken off"
    ]
    if unknown := [student for student, late in found if late["open"]]:
        lines.append(
            "not final, since nobody knows when it was handed in (say it in a table: --dates): "
            + ", ".join(unknown)
        )
    known = {name for row in rows for name in _names(row)}
    if absent := sorted(set(policy.extensions) - known):
        lines.append(f"extensions for whom nothing was handed in: {', '.join(absent)}")
    # Moodle's worksheet has the times of all, under numbers.
    named = {name for name in policy.times if not name.startswith("moodle:")}
    if unmatched := sorted(named - known):
        lines.append(f"times for whom nothing was handed in: {', '.join(unmatched)}")
    ends = {name: datetime.fromisoformat(text) for name, text in policy.extensions.items()}
    deadline = datetime.fromisoformat(policy.deadline)
    if without := sorted(name for name, end in ends.items() if end <= deadline):
        lines.append(f"extensions that change nothing, before the deadline: {', '.join(without)}")
    return lines


def _names(row: Row) -> list[str]:
    return [row["student"], row.get("platform", "")]


def _of(row: Row, values: Mapping[str, str]) -> str:
    return next((values[name] for name in _names(row) if name in values), "")


def _judged(row: Row, policy: Policy) -> Late:
    """Return what is known about the lateness of a row, and what it costs."""
    zone, place = policy.zone(), row.get("handed_in")
    deadline = datetime.fromisoformat(policy.deadline)
    extension = _of(row, policy.extensions)
    # A deadline that was moved for all may lie behind an extension, which then changes nothing.
    limit = max(deadline, datetime.fromisoformat(extension)) if extension else deadline
    extended = limit > deadline
    text = _of(row, policy.times) or (place["time"] if place else "")
    mark = place["late"] if place else None
    found: Late = {
        "deadline": limit.astimezone(zone).strftime(_SHOWN),
        "extended": extended,
        "rule": policy.rule,
        "handed_in": "",
        "by": "",
        "taken_off": 0.0,
        "open": "",
    }
    percent, unit, most = _rule(policy.rule)
    if text:
        time = datetime.fromisoformat(text)
        found["handed_in"] = time.astimezone(zone).strftime(_SHOWN)
        # In UTC: a day on which the clocks change is not 24 hours of the clock.
        after = time.astimezone(UTC).replace(second=0, microsecond=0) - limit.astimezone(UTC)
        if after <= timedelta():
            return found
        found["by"] = _span(after)
        count = math.ceil(after / _UNITS[unit]) if unit else 1
    elif mark is False:
        return found | {"handed_in": "on time, by Canvas's mark"}
    elif mark and not unit and not extended:
        found |= {"handed_in": "late, by Canvas's mark", "by": "a time that Canvas does not say"}
        count = 1
    elif not percent * most:
        return found  # nothing can be taken off
    else:
        late = "late by Canvas's mark, but the" if mark else "the"
        return found | {"open": f"{late} time of handing in is not known"}
    cost = row["max_score"] * min(percent * count, most) / 100
    return found | {"taken_off": round(min(row["score"], cost), 5)}


def _rule(text: str) -> tuple[float, str, float]:
    """Return the percentage, the unit of time ("" for once) and the most that is taken off."""
    match = _RULE.fullmatch(text.strip() or "0%")
    if match is None:
        raise LateError(
            f"{text!r} is not a rule for late work; write 10%/day, 1%/hour up to 50%, or 20% for "
            "any lateness (of the points of the assignment)"
        )
    return float(match["percent"]), match["unit"] or "", float(match["most"] or 100)


def _span(time: timedelta) -> str:
    minutes = int(time.total_seconds()) // 60
    parts = ((minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
    return " ".join(f"{n} {unit}{'s' * (n != 1)}" for n, unit in parts if n)
