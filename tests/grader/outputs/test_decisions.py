"""What people decided: kept whole, and applied to the answer that it is about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.outputs.decisions import DECIDED, Decisions, Record, ReviewError
from grader.records import Question, Row
from tests.grader.outputs.rows import question, row

WHEN = "2026-11-22T05:00:00+00:00"


def record(answer: str, points: float, who: str = "Mei", **changes: str) -> Record:
    made = {"assignment": "lab", "question": "q1", "answer": answer, **changes}
    return {"comment": "fine", **made, "points": points, "who": who, "when": WHEN}  # type: ignore[typeddict-item]


def held(score: float, digest: str) -> Question:
    more = {"reason": "as it was", "detail": "found", "review": True}
    runs = {run: {"score": score, "reason": "", "detail": "found"} for run in ("split", "plain")}
    answer = {"code": "f = 1", "digest": digest}
    item: Question = question(score, 4.0, **more, **runs, answer=answer)
    return item


def row_of(**questions: Question) -> Row:
    made: Row = row("ann", questions)
    return made


def kept(folder: Path, *records: Record) -> Decisions:
    Decisions(folder).add(records)
    return Decisions(folder)  # as the next call reads them


def test_a_decision_counts_for_its_answer_alone(tmp_path: Path) -> None:
    decisions = kept(tmp_path, record("one", 3.0))
    questions = {
        "q3": question(2.0),
        "q1": held(0.0, "one"),
        "q2": held(0.0, "one"),
        "q4": question(None),
    }
    found = row_of(**questions)
    decisions.apply(found)
    decided = found["questions"]["q1"]
    assert (decided["score"], decided["review"], decided["reason"]) == (3.0, False, DECIDED)
    assert decided["decision"] == {"points": 3.0, "comment": "fine", "who": "Mei", "when": WHEN}
    assert decided["detail"] == "found"
    for name in ("q2", "q3", "q4"):
        assert found["questions"][name] == questions[name] and "decision" not in questions[name]
    assert found["score"] == 5.0


@pytest.mark.parametrize(("comment", "read"), [("Why not?", "Why not?"), ("", DECIDED)])
def test_who_answered_an_open_question_reads_the_comment(
    tmp_path: Path, comment: str, read: str
) -> None:
    decisions = kept(tmp_path, record("one", 3.0, comment=comment))
    found = row_of(q1=question(None, 4.0, answer={"code": "Since …", "digest": "one"}))
    for _ in range(2):  # applying it again changes nothing
        decisions.apply(found)
        assert found["questions"]["q1"]["score"] == 3.0
        assert found["questions"]["q1"]["reason"] == read


@pytest.mark.parametrize(
    "other",
    [{"assignment": "other"}, {"question": "q2"}, {"answer": "two"}],
)
def test_another_answer_keeps_what_the_runs_found(tmp_path: Path, other: dict[str, str]) -> None:
    decisions = kept(tmp_path, record(**{"answer": "one", "points": 3.0, **other}))  # type: ignore[arg-type]
    found = row_of(q1=held(1.0, "one"))
    decisions.apply(found)
    assert found["questions"]["q1"] == held(1.0, "one")
    assert found["score"] == 1.0


def test_another_assignment_keeps_what_the_runs_found(tmp_path: Path) -> None:
    decisions = kept(tmp_path, record("one", 3.0))
    found = row_of(q1=held(1.0, "one"))
    found["assignment"] = "other"
    decisions.apply(found)
    assert found["questions"]["q1"] == held(1.0, "one")


def test_a_decision_above_the_points_that_there_are_now_is_open_again(tmp_path: Path) -> None:
    decisions = kept(tmp_path, record("one", 4.0), record("two", 4.5))
    found = row_of(q1=held(0.0, "two"))
    decisions.apply(found)
    assert found["questions"]["q1"] == held(0.0, "two")
    found = row_of(q1=held(0.0, "one"))
    decisions.apply(found)
    assert found["score"] == 4.0


def test_the_last_decision_counts_and_all_are_kept(tmp_path: Path) -> None:
    kept(tmp_path, record("one", 3.0), record("two", 1.0))
    decisions = kept(tmp_path, record("one", 0.0, "Ann"))
    found = row_of(q1=held(2.0, "one"))
    decisions.apply(found)
    assert (found["questions"]["q1"]["score"], found["score"]) == (0.0, 0.0)
    assert found["questions"]["q1"]["decision"]["who"] == "Ann"
    lines = [json.loads(line) for line in decisions.path.read_text().splitlines()]
    assert [(line["answer"], line["points"]) for line in lines] == [
        ("one", 3.0),
        ("two", 1.0),
        ("one", 0.0),
    ]


def test_what_was_added_counts_at_once_and_only_if_it_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions = Decisions(tmp_path)
    decisions.add([record("one", 3.0)])
    decisions.add(iter([record("two", 1.0)]))
    assert [key[2] for key in decisions.known] == ["one", "two"]
    assert len(Decisions(tmp_path).known) == 2

    def full(path: Path, text: str) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("grader.outputs.decisions.write_file", full)
    with pytest.raises(OSError, match="no space left"):
        decisions.add([record("three", 1.0)])
    assert len(decisions.known) == len(Decisions(tmp_path).known) == 2


@pytest.mark.parametrize("line", ["{", "[]", '"text"', '{"assignment": "lab", "question": "q1"}'])
def test_a_line_that_is_no_decision_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "decisions.jsonl").write_text(json.dumps(record("one", 3.0)) + f"\n{line}\n")
    with pytest.raises(ReviewError) as caught:
        Decisions(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path / 'decisions.jsonl'}, line 2 is not a decision; restore the file or take "
        "the line out, and call again"
    )
