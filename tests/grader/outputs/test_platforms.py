"""Grades in the tables of Moodle and Canvas: the right points in the right row, or none."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.outputs.platforms import HANDED_IN, TableError, canvas_table, moodle_table
from grader.records import not_final

MOODLE = "Identifier,Full name,Email address,Status,Grade,Maximum Grade\n"
CANVAS = "Student,ID,SIS User ID,SIS Login ID,Section,lab (77),other (78)\n"
POSSIBLE = "    Points Possible,,,,,10,10\n"


def row(student: str, score: float, platform: str = "", **more: Any) -> Any:
    question = {"score": score, "max_score": 10.0, "review": False}
    return {
        "student": student,
        "platform": platform,
        "status": "graded",
        "reason": "",
        "score": score,
        "max_score": 10.0,
        "questions": {"q1": question},
    } | more


def table(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_zips_number_finds_the_row(tmp_path: Path) -> None:
    path = table(
        tmp_path / "m.csv",
        "\ufeff" + MOODLE + 'Participant 4711,"Lin, Mei",mei@x.edu,,,10.00\n'
        "Participant 5,Other,o@x.edu,,4.0,10.00\n",
    )
    filled = moodle_table(path).fill(
        [row("ghost_9", 1.0, "moodle:9"), row("Mei Lin_4711", 7.5, "moodle:4711")]
    )
    assert filled.text.splitlines() == [
        MOODLE.rstrip(),
        'Participant 4711,"Lin, Mei",mei@x.edu,,7.5,10.00',
        "Participant 5,Other,o@x.edu,,4.0,10.00",
    ]
    assert filled.missing == ["ghost_9"] and filled.matched_by == "Identifier"


def test_a_whole_address_finds_the_row(tmp_path: Path) -> None:
    """Two students' addresses may have the same part before the @."""
    rows = "Participant 4711,Mei,mei@x.edu,,,10\nParticipant 5,Other,mei@y.edu,,,10\n"
    one = row("mei@y.edu", 7.0)
    del one["platform"]  # as in results of an older version
    filled = moodle_table(table(tmp_path / "m.csv", MOODLE + rows)).fill([one])
    assert (filled.matched_by, filled.missing) == ("Email address", [])
    assert [line["Grade"] for line in csv.DictReader(io.StringIO(filled.text))] == ["", "7"]


@pytest.mark.parametrize("head", [MOODLE, "ID-Nummer,Name,Mail-Adresse,Status,Grade,Höchstnote\n"])
def test_a_line_that_is_cut_off_is_nobody(head: str, tmp_path: Path) -> None:
    rows = "Participant 4711,Mei,mei@x.edu,,,10\nParticipant 5\n\n"
    filled = moodle_table(table(tmp_path / "m.csv", head + rows)).fill([row("mei@x.edu", 7.0)])
    assert filled.text.splitlines()[1:3] == [
        "Participant 4711,Mei,mei@x.edu,,7,10",
        "Participant 5",
    ]


def test_failures_and_open_questions_are_named_and_not_exported(tmp_path: Path) -> None:
    students = "A,1,,a,1,3,\nB,2,,b,1,,\nC,3,,c,1,,\nD,4,,d,1,,\n"
    path = table(tmp_path / "c.csv", CANVAS + POSSIBLE + students)
    waiting, disputed = row("b", 6.0), row("d", 6.0)
    waiting["questions"]["essay"] = {"score": None, "max_score": 4.0, "review": False}
    disputed["questions"]["code"] = {"score": 1.0, "max_score": 4.0, "review": True}
    filled = canvas_table(path, "lab").fill(
        [row("a", 0.0, status="error", reason="lost"), waiting, row("c", 5.0), disputed]
    )
    assert filled.text.splitlines()[2:] == [
        "A,1,,a,1,3,", "B,2,,b,1,,", "C,3,,c,1,5,", "D,4,,d,1,,"
    ]  # fmt: skip
    assert filled.held == {"a": "the grader failed: lost", "b": "open: essay", "d": "open: code"}
    assert filled.missing == []


def test_no_student_gets_points_by_a_classmates_number(tmp_path: Path) -> None:
    """Cy handed in nothing; Cy's SIS User ID is Ann's Canvas ID."""
    path = table(
        tmp_path / "c.csv", CANVAS + POSSIBLE + "Ann,4711,1,ann,1,,\nCy,8000,4711,cy,1,,\n"
    )
    filled = canvas_table(path, "lab").fill([row("ann_4711", 9.3, "canvas:4711")])
    assert filled.text.splitlines()[2:] == ["Ann,4711,1,ann,1,9.3,", "Cy,8000,4711,cy,1,,"]


def test_no_student_gets_points_by_a_name_of_their_choice(tmp_path: Path) -> None:
    path = table(
        tmp_path / "m.csv",
        MOODLE + "Participant 1,alice,mallory@u.edu,,,10\nParticipant 2,Alice A,alice@u.edu,,,10\n",
    )
    filled = moodle_table(path).fill([row("alice", 10.0)])
    assert [line.split(",")[4] for line in filled.text.splitlines()[1:]] == ["", "10"]
    assert filled.matched_by == "Email address before the @"


def test_a_login_that_ends_in_digits_is_not_a_participants_number(tmp_path: Path) -> None:
    path = table(tmp_path / "m.csv", MOODLE + "Participant 12,Other,other@u.edu,,,10\n")
    filled = moodle_table(path).fill([row("wang_12", 10.0)])
    assert filled.missing == ["wang_12"] and ",,,10" in filled.text


def test_what_would_be_filled_in_twice_is_an_error(tmp_path: Path) -> None:
    path = table(tmp_path / "c.csv", CANVAS + POSSIBLE + "A,1,,a,1,,\n")
    with pytest.raises(TableError) as caught:
        canvas_table(path, "lab").fill(
            [row("A_1", 1.0, "canvas:1"), row("A_1 (2)", 2.0, "canvas:1")]
        )
    assert str(caught.value) == (
        f"{path}: 'A_1' and 'A_1 (2)' both belong to the row ID '1'; remove one of the two "
        "submissions"
    )
    path = table(tmp_path / "d.csv", CANVAS + POSSIBLE + "A,1,,a,1,,\nB,2,,a,1,,\n")
    with pytest.raises(TableError) as caught:
        canvas_table(path, "lab").fill([row("a", 1.0)])
    assert str(caught.value) == (
        f"{path}: SIS Login ID 'a' stands in two rows; make the rows differ, or hand in the "
        "platform's own zip, whose numbers are unique"
    )
    path = table(
        tmp_path / "e.csv", MOODLE + "".join(f"Participant {n},A,a@x.edu,,,1\n" for n in "12")
    )
    with pytest.raises(TableError, match=f"^{path}: Email address 'a@x.edu' stands in two rows"):
        moodle_table(path).fill([row("a@x.edu", 1.0)])


def test_points_are_scaled_to_the_columns_maximum(tmp_path: Path) -> None:
    path = table(tmp_path / "m.csv", MOODLE + "Participant 1,A,a@u.edu,,,20.00\n")
    assert ",15,20.00" in moodle_table(path).fill([row("a", 7.5)]).text
    path = table(tmp_path / "n.csv", MOODLE + 'Participant 1,A,a@u.edu,,,"5,00"\n')
    assert ',"3,75","5,00"' in moodle_table(path).fill([row("a", 7.5)]).text
    path = table(tmp_path / "p.csv", MOODLE + "Participant 1,A,a@u.edu,,,1\n")
    assert ",0.75,1" in moodle_table(path).fill([row("a", 7.5)]).text
    for most in ("-", "0", "-5"):
        path = table(tmp_path / "o.csv", MOODLE + f"Participant 1,A,a@u.edu,,,{most}\n")
        with pytest.raises(TableError) as caught:
            moodle_table(path).fill([row("a", 7.5)])
        assert str(caught.value) == (
            f"{path}: the maximum of the column is {most!r}, not a number; set it on the platform "
            "and export again"
        )


def test_headings_in_another_language(tmp_path: Path) -> None:
    path = table(
        tmp_path / "m.csv",
        "識別碼,全名,電子郵件信箱,狀態,成績,最高分\n參與者 4711,林,mei@x.edu,,,10.00\n",
    )
    with pytest.raises(TableError) as caught:
        moodle_table(path)
    assert str(caught.value) == (
        f"{path}: no column 'Grade'; name the one for the grades with --column, one of: "
        "識別碼, 全名, 電子郵件信箱, 狀態, 成績, 最高分"
    )
    filled = moodle_table(path, "成績").fill([row("林_4711", 8.0, "moodle:4711")])
    assert filled.text.splitlines()[1] == "參與者 4711,林,mei@x.edu,,8,10.00"


def test_times_in_a_chinese_worksheet_are_found_by_their_form(tmp_path: Path) -> None:
    head = "識別碼,電子郵件信箱,成績,最高分,備註,最後修改(已繳交),最後修改(成績)\n"
    first = "參與者 11,a@x.tw,-,10.00,,2026年 12月 1日(二) 23:59,2026年 12月 9日(三) 10:00\n"
    others = "參與者 12,b@x.tw,-,10.00,,-,-\n參與者 13,c@x.tw,-,10.00,,,\n"
    path = table(tmp_path / "m.csv", head + first + others)
    assert moodle_table(path, "成績").by_number(HANDED_IN) == {
        "moodle:11": "2026年 12月 1日(二) 23:59",
        "moodle:12": "-",
        "moodle:13": "",
    }


def test_columns_are_checked_when_the_table_is_read(tmp_path: Path) -> None:
    path = table(tmp_path / "c.csv", CANVAS + POSSIBLE)
    assert canvas_table(path, "nothing", "other").grade == 6
    assert canvas_table(path, "LAB").grade == 5
    students = table(tmp_path / "s.csv", CANVAS + "Muted\n" + POSSIBLE + "A,1,,a,7,,\nB,2,,b,8,,\n")
    assert canvas_table(students, "lab").by_number("Section") == {"canvas:1": "7", "canvas:2": "8"}
    no_points = "no row 'Points Possible'; export the gradebook again"
    cut = POSSIBLE.removesuffix(",10,10\n")
    for text, name, says in [
        (
            CANVAS,
            "nothing",
            "0 columns are named 'nothing'; there must be exactly one: name it with --column, one "
            "of: Student, ID, SIS User ID, SIS Login ID, Section, lab (77), other (78)",
        ),
        ("", "lab", "the table is empty"),
        (CANVAS, "lab", no_points),
        (CANVAS + cut + "\n", "lab", no_points),
        (
            CANVAS.replace(",ID,", ",No,") + POSSIBLE,
            "lab",
            "no column 'ID'; export the gradebook from Canvas again",
        ),
    ]:
        with pytest.raises(TableError) as caught:
            canvas_table(table(path, text), name)
        assert str(caught.value) == f"{path}: {says}"
    with pytest.raises(TableError, match=f"^{tmp_path}: .*directory"):
        canvas_table(tmp_path, "lab")


def test_moodles_columns_are_checked_when_the_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    for text, says in [
        ("Identifier,Grade\n", "no column with the maximum grade beside 'Grade'"),
        (
            "Name,Grade,Most\nMei,,10\n",
            "no column with participants' numbers; export the worksheet again",
        ),
    ]:
        with pytest.raises(TableError) as caught:
            moodle_table(table(path, text))
        assert str(caught.value) == f"{path}: {says}"


def test_moodles_own_headings_count_wherever_they_stand(tmp_path: Path) -> None:
    """Other columns look the same: a second address, numbers of groups, another maximum."""
    head = "Group,Other address,Grade,Late grade,Identifier,Email address,Maximum Grade\n"
    line = "Group 12,other@x.edu,,7,Participant 4711,mei@x.edu,20\n"
    path = table(tmp_path / "m.csv", head + line)
    for student, platform in (("Mei", "moodle:4711"), ("mei@x.edu", "")):
        filled = moodle_table(path).fill([row(student, 5.0, platform)])
        assert filled.text == head + line.replace(",,7", ",10,7")


def test_an_identifier_that_nobody_has_finds_nobody(tmp_path: Path) -> None:
    rows = "A,1,,,1,,\nB,2,,,1,,\n"
    path = table(tmp_path / "c.csv", CANVAS + POSSIBLE + rows)
    filled = canvas_table(path, "lab").fill([row("", 5.0), row("ghost", 5.0)])
    assert (filled.text, filled.matched_by) == (CANVAS + POSSIBLE + rows, "")
    assert filled.missing == ["", "ghost"]


def test_what_is_final() -> None:
    assert not_final(row("a", 0.0)) == ""
    assert not_final(row("a", 0.0, status="unreadable")) == ""
    assert not_final(row("a", 0.0, status="error")) != ""


LOGINS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=6
)


@settings(max_examples=60)
@given(st.lists(LOGINS, unique=True, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_each_row_gets_its_own_students_points(logins: list[str], random: Any) -> None:
    """For any names, any order of rows and columns, any who handed in nothing."""
    heads = ["Student", "ID", "SIS Login ID", "lab (1)"]
    order = [0, *random.sample(range(1, 4), 3)]
    lines = [["x", str(number), login, "old"] for number, login in enumerate(logins)]
    random.shuffle(lines)
    out = io.StringIO()
    possible = ["Points Possible", "", "", "10"]
    csv.writer(out).writerows([[line[i] for i in order] for line in [heads, possible, *lines]])
    handed_in = [login for login in logins if random.random() < 0.7]
    rows = [row(login, float(logins.index(login))) for login in handed_in]
    random.shuffle(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "canvas.csv")
        path.write_text(out.getvalue(), encoding="utf-8", newline="")
        filled = canvas_table(path, "lab").fill(rows)
    found = list(csv.reader(io.StringIO(filled.text)))
    at = {name: found[0].index(name) for name in heads}
    for line in found[2:]:
        login = line[at["SIS Login ID"]]
        wanted = f"{logins.index(login):g}" if login in handed_in else "old"
        assert line[at["lab (1)"]] == wanted
