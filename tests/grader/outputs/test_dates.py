"""Tables of dates: of the instructor, and in Moodle's worksheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.outputs.dates import dates, extensions_of, moodle_times
from grader.outputs.late import LateError


def test_a_table_of_times_and_extensions(tmp_path: Path) -> None:
    path = tmp_path / "dates.csv"
    path.write_text(
        "\ufeffstudent, handed_in ,extension,remark\nann,2026-12-02T10:00,,ill\n"
        '王小明,,2026-12-05,\n"Lin, Mei_4711",2026-12-01T09:00Z,2026-12-09,\n,2026-12-01,,\n',
        encoding="utf-8",
    )
    assert dates(path) == (
        {"ann": "2026-12-02T10:00", "Lin, Mei_4711": "2026-12-01T09:00Z"},
        {"王小明": "2026-12-05", "Lin, Mei_4711": "2026-12-09"},
    )


def test_another_table_gets_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "dates.csv"
    path.write_text("name,date\nann,2026-12-02\n")
    with pytest.raises(LateError, match=r"columns must be student .* they are: name, date"):
        dates(path)
    for head in ("name,handed_in", "student,date"):
        path.write_text(f"{head}\nann,2026-12-02\n")
        with pytest.raises(LateError, match=f"they are: {head.replace(',', ', ')}$"):
            dates(path)
    path.write_text("extension,student\n2026-12-02,ann\n")
    assert dates(path) == ({}, {"ann": "2026-12-02"})
    path.write_bytes(b"student,handed_in\n\xff,2026-12-02\n")
    with pytest.raises(LateError, match="UTF-8"):
        dates(path)
    path.write_text("")
    with pytest.raises(LateError, match="they are: none"):
        dates(path)


def test_two_times_of_one_student_get_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "dates.csv"
    path.write_text("student,handed_in\nann,2026-12-02\nann,2026-12-04\n")
    says = "ann has two times, 2026-12-02 and 2026-12-04; leave one of them"
    with pytest.raises(LateError, match=f"^{path}: {says}$"):
        dates(path)
    with pytest.raises(LateError, match=f"^{says}$"):
        extensions_of(["ann=2026-12-02", "ann=2026-12-04"])
    path.write_text("student,handed_in\nann,2026-12-02\nann,2026-12-02\n")
    assert dates(path) == ({"ann": "2026-12-02"}, {})


def test_extensions_on_the_command_line() -> None:
    assert extensions_of(["ann=2026-12-05", "a=b=2026-12-06T12:00", "ben="]) == {
        "ann": "2026-12-05",
        "a=b": "2026-12-06T12:00",
        "ben": "",
    }
    for word in ("ann", "=2026-12-05"):
        with pytest.raises(LateError, match="write STUDENT=2026-12-05"):
            extensions_of([word])


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Tuesday, 1 December 2026, 11:59 PM", "2026-12-01T23:59:00"),
        ("Tuesday, 1 December 2026, 12:05\u202fAM", "2026-12-01T00:05:00"),
        ("Tuesday, December 1, 2026, 11:59 PM", "2026-12-01T23:59:00"),
        ("1 December 2026, 23:59", "2026-12-01T23:59:00"),
        ("-", ""),
        ("", ""),
        ("2026年 12月 1日(二) 23:59", "2026-12-01T23:59:00"),
        ("2026年12月1日 星期二 下午 11:59", "2026-12-01T23:59:00"),
        ("2026年 12月 1日, 上午 12:05", "2026-12-01T00:05:00"),
        ("2026年 12月 1日 下午 23:59", ""),
        ("2026年 12月 1日 晚上 11:59", ""),
        ("2026年 13月 1日 11:59", ""),
        ("01/02/2026", ""),
    ],
)
def test_times_as_moodle_writes_them(text: str, time: str) -> None:
    assert moodle_times({"moodle:1": text}) == ({"moodle:1": time} if time else {})
