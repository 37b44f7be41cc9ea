"""The page and the table for what a person decides, and reading the table.

A person decides where the two runs disagree, and about open questions, which no run judges. Equal
disagreements are one group: the same question, the same code but for comments and layout, and the
same reasons; so are equal answers to an open question. One line of the table decides a group.
"""

from __future__ import annotations

import ast
import csv
import getpass
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from grader.outputs.decisions import Decisions, Record, ReviewError
from grader.outputs.tables import table_cell
from grader.records import Decision, Question, Row, RunVerdict, digest_of

# Characters of one answer that are read: this process must not spend its time on one of them.
MOST_CODE = 300_000
HEAD = ("group", "question", "answers", "of", "split", "plain", "decision", "comment", "who")


@dataclass
class Group:
    """Equal disagreements or answers: one of them, and the students by the digest of the answer."""

    name: str
    question: str
    item: Question
    code: str
    answers: dict[str, list[str]] = field(default_factory=dict)
    decision: Decision | None = None

    @property
    def students(self) -> list[str]:
        """Return the students whose answers it holds."""
        return sorted(student for found in self.answers.values() for student in found)

    @property
    def runs(self) -> list[tuple[str, RunVerdict]]:
        """Return the two runs by name; none for an open question."""
        return _runs(self.item)


def groups(rows: Iterable[Row]) -> list[Group]:
    """Return the disagreements and open questions in groups: open ones first, the largest first."""
    found: dict[str, Group] = {}
    for row in rows:
        for question, item in row["questions"].items():
            if "answer" not in item:
                continue
            answer = item["answer"]
            reasons = [(verdict["score"], verdict["detail"]) for _, verdict in _runs(item)]
            # The answer to an open question is text: nothing of it is a comment.
            text = _normal(answer["code"]) if reasons else answer["code"].strip()
            name = digest_of(repr((question, text, reasons)).encode())[:12]
            group = found.setdefault(name, Group(name, question, item, answer["code"]))
            group.answers.setdefault(answer["digest"], []).append(row["student"])
            group.decision = group.decision or item.get("decision")
    return sorted(
        found.values(),
        key=lambda group: (group.decision is not None, -len(group.students), group.name),
    )


def _runs(item: Question) -> list[tuple[str, RunVerdict]]:
    return [("split", item["split"]), ("plain", item["plain"])] if "split" in item else []


def _normal(code: str) -> str:
    """Return code without its comments and layout; as it is where it does not parse."""
    if len(code) > MOST_CODE:
        return code
    try:
        return ast.unparse(ast.parse(code))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return code


def table(found: Iterable[Group]) -> str:
    """Return the table to fill in: points, or where runs disagree `split` or `plain`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    for group in found:
        values: list[object] = [group.name, group.question, len(group.students)]
        runs = [_points(verdict) for _, verdict in group.runs]
        values += [group.item["max_score"], *(runs or ["", ""])]
        known = group.decision
        values += [known["points"], known["comment"], known["who"]] if known else ["", "", ""]
        writer.writerow([table_cell(value) for value in values])
    return out.getvalue()


def _points(verdict: RunVerdict) -> object:
    return "cannot tell" if verdict["score"] is None else verdict["score"]


def read_table(path: Path, rows: Iterable[Row], decisions: Decisions) -> None:
    """Keep what the table decides about the answers of these rows, if it says something new.

    Raises:
        ReviewError: a line is not a decision; nothing is kept then.
    """
    if not path.exists():
        return
    rows = list(rows)
    known = {group.name: group for group in groups(rows)}
    records: list[Record] = []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ReviewError(f"{path} is not in UTF-8; save it as CSV UTF-8 and call again") from None
    for number, line in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        group = known.get(_text(line, "group"))
        if group is None or not _text(line, "decision"):
            continue
        decision = _decision(f"{path}, line {number}", line, group)
        assignment = rows[0]["assignment"]
        for answer in group.answers:
            old = decisions.known.get((assignment, group.question, answer))
            if old is None or not _same(old, decision):
                records.append(
                    {
                        "assignment": assignment,
                        "question": group.question,
                        "answer": answer,
                        **decision,
                    }
                )
    if records:
        decisions.add(records)


def _text(line: Mapping[str, str | None], column: str) -> str:
    return (line.get(column) or "").strip()


def _same(one: Decision, other: Decision) -> bool:
    return all(one[key] == other[key] for key in ("points", "comment", "who"))


def _decision(where: str, line: Mapping[str, str | None], group: Group) -> Decision:
    text = _text(line, "decision")
    most = group.item["max_score"]
    runs = dict(group.runs)
    if text in runs:
        score = runs[text]["score"]
        if score is None:
            raise ReviewError(
                f"{where}: the {text} run cannot tell what this answer is worth; decide on points "
                f"from 0 to {most:g}, or on the other run, and call again"
            )
        points = score
    else:
        try:
            points = float(text.replace(",", "."))
        except ValueError:
            points = math.nan
        if not 0 <= points <= most:
            known = "neither split, plain nor points" if runs else "not points"
            raise ReviewError(
                f"{where}: the decision {text!r} is {known} from 0 to {most:g}; correct it and "
                "call again"
            )
    return {
        "points": points,
        "comment": _text(line, "comment").lstrip("'"),
        "who": _text(line, "who").lstrip("'") or _user(where),
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _user(where: str) -> str:
    """Return the name of the user, for a decision that does not say whose it is."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user without a name, say
        raise ReviewError(
            f"{where}: this system has no name for you; fill in who decided and call again"
        ) from None
