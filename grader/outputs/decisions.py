"""What people decided where the two runs disagree: kept with who and when, applied to rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from grader.records import Decision, Row

DECIDED = "a person looked at this answer"


class Record(Decision):
    """One line of `decisions.jsonl`: a decision and the answer that it is about."""

    assignment: str
    question: str
    answer: str


class Decisions:
    """The file `decisions.jsonl` of a folder; the last decision about an answer counts."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "decisions.jsonl"
        self.known: dict[tuple[str, str, str], Decision] = {}
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                self._note(json.loads(line))

    def _note(self, record: Record) -> None:
        key = (record["assignment"], record["question"], record["answer"])
        self.known[key] = {
            "points": record["points"],
            "comment": record["comment"],
            "who": record["who"],
            "when": record["when"],
        }

    def add(self, records: Iterable[Record]) -> None:
        """Keep decisions, those that say something new."""
        with open(self.path, "a", encoding="utf-8") as file:
            for record in records:
                file.write(json.dumps(record) + "\n")
                self._note(record)

    def apply(self, row: Row) -> None:
        """Give the questions of a row the points that a person decided on, if the answer is it."""
        for name, item in row["questions"].items():
            if "answer" not in item:
                continue
            decision = self.known.get((row["assignment"], name, item["answer"]["digest"]))
            if decision is not None:
                item["decision"] = decision
                item["score"], item["review"] = decision["points"], False
                item["reason"] = DECIDED
        row["score"] = float(sum(item["score"] or 0.0 for item in row["questions"].values()))
