"""What people decided: where the two runs disagree, and about open questions.

Kept with who and when, and applied to rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from grader.outputs.results import write_file
from grader.records import Decision, Row

DECIDED = "a person looked at this answer"


class ReviewError(ValueError):
    """What people decided cannot be read; the message says where, and what to do."""


class Record(Decision):
    """One line of `decisions.jsonl`: a decision and the answer that it is about."""

    assignment: str
    question: str
    answer: str


class Decisions:
    """The file `decisions.jsonl` of a folder; the last decision about an answer counts."""

    def __init__(self, folder: Path) -> None:
        """Read the file, if there is one.

        Raises:
            ReviewError: a line of it is not a decision.
        """
        self.path = folder / "decisions.jsonl"
        self.known: dict[tuple[str, str, str], Decision] = {}
        self._text = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        for number, line in enumerate(self._text.splitlines(), start=1):
            try:
                self._note(json.loads(line))
            except (ValueError, KeyError, TypeError):
                raise ReviewError(
                    f"{self.path}, line {number} is not a decision; restore the file or take "
                    "the line out, and call again"
                ) from None

    def _note(self, record: Record) -> None:
        key = (record["assignment"], record["question"], record["answer"])
        self.known[key] = {
            "points": record["points"],
            "comment": record["comment"],
            "who": record["who"],
            "when": record["when"],
        }

    def add(self, records: Iterable[Record]) -> None:
        """Keep decisions, all of them or, if they cannot be written, none.

        Raises:
            OSError: they cannot be written.
        """
        records = list(records)
        text = self._text + "".join(json.dumps(record) + "\n" for record in records)
        write_file(self.path, text)
        self._text = text
        for record in records:
            self._note(record)

    def apply(self, row: Row) -> None:
        """Give the questions of a row the points that a person decided on, if the answer is it."""
        for name, item in row["questions"].items():
            if "answer" not in item:
                continue
            decision = self.known.get((row["assignment"], name, item["answer"]["digest"]))
            # One from before the question's points were lowered is made again.
            if decision is not None and decision["points"] <= item["max_score"]:
                item["decision"] = decision
                item["score"], item["review"] = decision["points"], False
                # Who answers an open question reads what the person says about it.
                item["reason"] = DECIDED if "split" in item else decision["comment"] or DECIDED
        row["score"] = float(sum(item["score"] or 0.0 for item in row["questions"].values()))
