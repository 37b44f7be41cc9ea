"""What a person decides: equal answers are one line of a table, and the table is read."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from grader.outputs import pages, review
from grader.outputs.decisions import Decisions, ReviewError
from grader.outputs.review import Group, groups, read_table, table
from grader.records import Answer, Row, digest_of, open_questions
from tests.grader.outputs.rows import question, row

CODE = "def f(x):\n    return x"
HEAD = "group,decision,comment,who\n"


def held(
    code: str = CODE, scores: tuple[float | None, float | None] = (0.0, 2.5), detail: str = ""
) -> Any:
    """A question of 4 points about whose answer the two runs disagree."""
    answer: Answer = {"code": code, "digest": digest_of(code.encode("utf-8", "replace"))}
    runs = {
        run: {"score": score, "reason": "", "detail": detail}
        for run, score in zip(("split", "plain"), scores, strict=True)
    }
    return question(0.0, 4.0, review=True, **runs, answer=answer)


def one_each(**items: Any) -> list[Row]:
    """Rows of students who each answered one question."""
    return [row(student, {"q1": item}) for student, item in items.items()]


def students(found: list[Group]) -> list[list[str]]:
    return [group.students for group in found]


def written(found: list[Group]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table(found))))


class TestGroups:
    def test_comments_and_layout_make_no_other_answer(self) -> None:
        rows = one_each(
            eve=held("# mine\n" + CODE.replace(" x", "   (x) # so")), ann=held(), bob=held("f = 1")
        )
        found = groups(rows)
        assert students(found) == [["ann", "eve"], ["bob"]]
        assert [group.code for group in found] == [
            rows[0]["questions"]["q1"]["answer"]["code"],
            "f = 1",
        ]
        assert found[0].question == "q1" and found[0].item == rows[0]["questions"]["q1"]
        assert list(found[0].answers) == [
            one["questions"]["q1"]["answer"]["digest"] for one in rows[:2]
        ]
        assert all(re.fullmatch("[0-9a-f]{12}", group.name) for group in found)

    @pytest.mark.parametrize(
        "other", [held(scores=(1.0, 2.5)), held(scores=(0.0, None)), held(detail="a frame")]
    )
    def test_another_reason_makes_another_group(self, other: Any) -> None:
        assert len(groups(one_each(ann=held(), bob=other))) == 2

    def test_another_question_makes_another_group(self) -> None:
        found = groups([row("ann", {"q2": held(), "q0": question(2.0), "q1": held()})])
        assert sorted(group.question for group in found) == ["q1", "q2"]

    @pytest.mark.parametrize(
        "code", ["def f(:", "x\0", "x = " + "(" * 3000 + ")" * 3000, "x = '\ud800'"]
    )
    def test_code_that_cannot_be_read_counts_as_it_is(self, code: str) -> None:
        same, other = held(code), held(code + "  # mine")
        assert students(groups(one_each(ann=same, bob=other, eve=same)))[0] == ["ann", "eve"]

    def test_no_time_is_spent_on_very_long_code(self) -> None:
        long = CODE + "\n# " + "x" * (review.MOST_CODE - len(CODE) - 3)
        assert len(long) == review.MOST_CODE
        found = groups(one_each(ann=held(), bob=held(long), eve=held(long + "x")))
        assert students(found) == [["ann", "bob"], ["eve"]]

    def test_open_ones_come_first_and_then_the_largest(self) -> None:
        rows = one_each(
            **{name: held(f"f = {name[0]!r}") for name in ("a1", "b1", "b2", "c1", "d1")}
        )
        rows += one_each(d2=held("f = 'd'"), d3=held("f = 'd'"))
        for each in rows:
            if each["student"] == "d2":
                each["questions"]["q1"]["decision"] = {
                    "points": 1.0, "comment": "", "who": "Mei", "when": ""
                }  # fmt: skip
        found = groups(rows)
        assert [len(group.students) for group in found] == [2, 1, 1, 3]
        assert found[1].name < found[2].name
        assert [group.decision is not None for group in found] == [False, False, False, True]


class TestTable:
    def test_a_group_is_a_line_with_what_the_runs_say(self) -> None:
        rows = one_each(
            ann=held(scores=(None, 2.5)), bob=held(scores=(None, 2.5)), eve=held("f = '='")
        )
        first, second = groups(rows)
        head, *lines = table([first, second]).removesuffix("\n").split("\n")
        assert head == "group,question,answers,of,split,plain,decision,comment,who"
        assert lines == [
            f"{first.name},q1,2,4,cannot tell,2.5,,,",
            f"{second.name},q1,1,4,0,2.5,,,",
        ]

    def test_what_was_decided_stands_in_it_and_is_no_formula(self) -> None:
        item = held()
        item["decision"] = {"points": 1.5, "comment": "=fine", "who": "Mei", "when": "2026"}
        (line,) = written(groups(one_each(ann=item)))
        assert (line["decision"], line["comment"], line["who"]) == ("1.5", "'=fine", "Mei")


class Folder:
    """A folder with a table that a person fills in."""

    def __init__(self, path: Path, rows: list[Row]) -> None:
        self.path, self.rows, self.found = path / "review.csv", rows, groups(rows)

    def read(self, *lines: str, head: str = HEAD) -> Decisions:
        decisions = Decisions(self.path.parent)
        text = "".join(line + "\n" for line in lines)
        self.path.write_text(head + text, encoding="utf-8-sig")
        read_table(self.path, iter(self.rows), decisions)
        return decisions


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The answers of three students, two of whom wrote the same but for a comment."""
    return Folder(tmp_path, one_each(ann=held(), bob=held(CODE + "  # mine"), eve=held("f = 1")))


class TestReading:
    def test_a_decision_counts_for_all_answers_of_its_group(self, folder: Folder) -> None:
        before = datetime.now(UTC).replace(microsecond=0)
        first, second = folder.found
        decisions = folder.read(
            f"{second.name},  ,later,Mei",
            "other,1,,Mei",
            f" {first.name} , 1.5 , 'X=1 is fine , 'Xi' ",
        )
        keys = [("lab", "q1", answer) for answer in first.answers]
        assert list(decisions.known) == keys and len(keys) == 2
        for kept in (decisions.known[key] for key in keys):
            assert (kept["points"], kept["comment"]) == (1.5, "X=1 is fine")
            assert kept["who"] == "Xi'"  # the sign before it is the table's, against formulas
            when = datetime.fromisoformat(kept["when"])
            assert before <= when <= datetime.now(UTC) and len(kept["when"]) == 25
        assert Decisions(folder.path.parent).known == decisions.known

    @pytest.mark.parametrize(
        ("decision", "points"),
        [("split", 0.0), ("plain", 2.5), ("0", 0.0), ("4", 4.0), ('"2,5"', 2.5)],
    )
    def test_points_or_a_run_decide(self, folder: Folder, decision: str, points: float) -> None:
        known = folder.read(f"{folder.found[1].name},{decision},,Mei").known
        assert [kept["points"] for kept in known.values()] == [points]

    def test_cells_may_be_missing(self, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("getpass.getuser", lambda: "lin")
        name = folder.found[1].name
        for head, line in ((HEAD, f"{name},1"), ("decision,group\n", f"1,{name}")):
            (kept,) = folder.read(line, "", head=head).known.values()
            assert (kept["points"], kept["comment"], kept["who"]) == (1.0, "", "lin")
            (folder.path.parent / "decisions.jsonl").unlink()
        assert not folder.read(name, head="group\n").known
        assert not folder.read("1", head="decision\n").known

    def test_what_it_says_again_is_kept_once(self, tmp_path: Path) -> None:
        folder = Folder(tmp_path, one_each(ann=held()))
        (name,) = (group.name for group in folder.found)
        for _ in range(2):
            decisions = folder.read(f"{name},1,fine,Mei")
        for line in ("2,fine,Mei", "2,wrong,Mei", "2,wrong,Lin"):
            decisions = folder.read(f"{name},{line}")
        assert len((folder.path.parent / "decisions.jsonl").read_text().splitlines()) == 4
        (kept,) = decisions.known.values()
        assert (kept["points"], kept["comment"], kept["who"]) == (2.0, "wrong", "Lin")

    def test_nothing_new_writes_nothing(self, folder: Folder) -> None:
        assert not folder.read(f"{folder.found[0].name},,,").known
        folder.path.unlink()
        read_table(folder.path, folder.rows, Decisions(folder.path.parent))
        assert list(folder.path.parent.iterdir()) == []

    @pytest.mark.parametrize("decision", ["4.1", "-1", "nan", "yes", "inf", "-0.5"])
    def test_what_is_no_decision_is_named_and_nothing_is_kept(
        self, folder: Folder, decision: str
    ) -> None:
        first, second = (group.name for group in folder.found)
        with pytest.raises(ReviewError) as caught:
            folder.read(f"{first},1,,Mei", f"{second},{decision},,Mei")
        assert str(caught.value) == (
            f"{folder.path}, line 3: the decision {decision!r} is neither split, plain nor points "
            "from 0 to 4; correct it and call again"
        )
        assert not Decisions(folder.path.parent).known

    def test_a_run_that_cannot_tell_decides_nothing(self, tmp_path: Path) -> None:
        folder = Folder(tmp_path, one_each(ann=held(scores=(None, 2.5))))
        with pytest.raises(ReviewError) as caught:
            folder.read(f"{folder.found[0].name},split,,Mei")
        assert str(caught.value) == (
            f"{folder.path}, line 2: the split run cannot tell what this answer is worth; decide "
            "on points from 0 to 4, or on the other run, and call again"
        )

    @pytest.mark.parametrize("error", [OSError, KeyError, ImportError])
    def test_nobody_decides_without_a_name(
        self, folder: Folder, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
    ) -> None:
        def unknown() -> str:
            raise error

        monkeypatch.setattr("getpass.getuser", unknown)
        with pytest.raises(ReviewError) as caught:
            folder.read(f"{folder.found[0].name},1,,")
        assert str(caught.value) == (
            f"{folder.path}, line 2: this system has no name for you; fill in who decided and "
            "call again"
        )

    def test_a_table_in_another_encoding_is_named(self, folder: Folder) -> None:
        folder.path.write_text(f"{HEAD}{folder.found[0].name},1,可以,王\n", encoding="big5")
        with pytest.raises(ReviewError) as caught:
            read_table(folder.path, folder.rows, Decisions(folder.path.parent))
        assert str(caught.value) == (
            f"{folder.path} is not in UTF-8; save it as CSV UTF-8 and call again"
        )


def answered(student: str, text: str) -> Row:
    """The row of a student who answered one open question of 6 points."""
    answer: Answer = {"code": text, "digest": digest_of(text.encode())}
    made: Row = row(student, {"q2_explain": question(None, 6.0, answer=answer)})
    return made


def test_a_person_marks_an_open_question_in_the_same_table(tmp_path: Path) -> None:
    # In Python the first two would differ in a comment only, and be one group.
    rows = [answered("ann", "# 4\n9"), answered("bob", "# 5\n9"), answered("eve", " # 4\n9\n")]
    found = groups(rows)
    assert sorted(group.students for group in found) == [["ann", "eve"], ["bob"]]
    assert all(group.runs == [] for group in found)
    lines = list(csv.DictReader(io.StringIO(table(found))))
    assert {(line["of"], line["split"], line["plain"]) for line in lines} == {("6", "", "")}

    path, decisions = tmp_path / "review.csv", Decisions(tmp_path)
    head = "group,decision,comment,who\n"
    path.write_text(f"{head}{found[0].name},4.5,No reason for the border,Lin\n")
    read_table(path, rows, decisions)
    for one in rows:
        decisions.apply(one)
    essays = {one["student"]: one["questions"]["q2_explain"] for one in rows}
    assert {name: item["score"] for name, item in essays.items()} == {
        "ann": 4.5,
        "bob": None,
        "eve": 4.5,
    }
    assert essays["ann"]["reason"] == "No reason for the border"
    assert [open_questions(one) for one in rows] == [[], ["q2_explain"], []]
    page = pages.review("lab", groups(rows))
    assert "An open question, 6 points at most." in page and "# 5" in page

    path.write_text(f"{head}{found[1].name},split,,Lin\n")
    with pytest.raises(ReviewError, match="'split' is not points from 0 to 6"):
        read_table(path, rows, decisions)
