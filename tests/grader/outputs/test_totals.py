"""Totals: points come to their student, and what is missing or open is neither 0 nor final."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

from grader.__main__ import main
from grader.outputs import late
from grader.outputs.late import Policy
from grader.outputs.totals import TotalsError, as_table, as_text, totals, write
from tests.grader.outputs.rows import entry, question, results, row


def lab(folder: Path, number: int, rows: list[Any]) -> Path:
    for one in rows:
        one["assignment"] = f"lab{number}"
    return results(folder / f"lab{number}", rows)


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """Ann has all, Ben handed in one lab, Chen's second lab is open, Dora's is lost."""
    first = [row(name, {"q": 7.0}) for name in ("ann", "ben", "chen", "dora")]
    second = [
        row("ann", {"q": 0.0, "r": 2.5}),
        row("chen", {"q": question(1.0, review=True), "r": 2.0}),
        row("dora", {"q": 0.0, "r": 0.0}, status="error", reason="lost"),
    ]
    return [lab(tmp_path, 1, first), lab(tmp_path, 2, second)]


def test_missing_and_open_are_neither_zero_nor_final(folders: list[Path]) -> None:
    assert as_table(totals(folders)).splitlines() == [
        "student,lab1,lab2,points so far,of,missing,open,total",
        "ann,7,2.5,9.5,30,,,9.5",
        "ben,7,missing,7,30,lab2,,",
        "chen,7,open,7,30,,lab2: q,",
        "dora,7,open,7,30,,lab2: the grader failed: lost,",
    ]


def test_the_command_writes_a_table_and_a_page(
    folders: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["totals", *map(str, folders), "--out", str(out)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "4 students, 2 labs; 1 total is final",
        "missing of ben: lab2",
        "open of chen: lab2: q",
        "open of dora: lab2: the grader failed: lost",
    ]
    page = " ".join((out / "totals.html").read_text().split())
    assert page.count("<table>") == page.count("<caption>") == 1
    assert re.findall(r"<th(?! scope=)[ >]", page) == []
    assert "9.5 of 30" in page and page.count("not final") == 3 and "<li>ben: lab2</li>" in page
    assert (out / "totals.csv").read_text() == as_table(totals(folders))


def test_a_moodle_student_has_another_number_in_each_lab(tmp_path: Path) -> None:
    def of(name: str, number: int, score: float) -> Any:
        place = entry(f"{name}_{number}_assignsubmission_file_/lab.ipynb")
        student, platform = f"{name}_{number}", f"moodle:{number}"
        return row(student, {"q": score}, platform=platform, handed_in=place)

    one = lab(tmp_path, 1, [of("王小明", 11, 5.0), of("Lin_2", 12, 6.0), of("Tan", 13, 1.0)])
    two = lab(
        tmp_path,
        2,
        [of("王小明", 99, 4.0), of("Lin_2", 11, 3.0), of("Tan", 5, 1.0), of("Tan", 6, 2.0)],
    )
    found = totals([one, two])
    assert {line.student: line.total for line in found.lines} == {
        "王小明": 9.0,
        "Lin_2": 9.0,
        "Tan_13": None,
        "Tan_5": None,
        "Tan_6": None,
    }
    assert found.ambiguous == ["Tan"]


def test_a_canvas_student_keeps_the_number(tmp_path: Path) -> None:
    def of(number: int, score: float) -> Any:
        return row(f"tan_{number}", {"q": score}, platform=f"canvas:{number}")

    folders = [lab(tmp_path, n, [of(11, 1.0 + n), of(12, 2.0 + n)]) for n in (1, 2)]
    assert {line.student: line.total for line in totals(folders).lines} == {
        "tan_11": 5.0,
        "tan_12": 7.0,
    }


def test_a_canvas_number_counts_more_than_the_name(tmp_path: Path) -> None:
    def of(name: str, score: float) -> Any:
        return row(name, {"q": score}, platform=f"canvas:{name.rpartition('_')[2]}")

    one = lab(tmp_path, 1, [of("lin_11", 1.0), of("tan_12", 5.0)])
    two = lab(tmp_path, 2, [of("linmei_11", 2.0), of("tanya_12", 5.0)])
    three = lab(tmp_path, 3, [row("lin_11", {"q": 3.0}), row("tan_12", {"q": 5.0})])  # a folder
    lines = totals([one, two, three]).lines
    assert [(line.student, line.total) for line in lines] == [("lin_11", 6.0), ("tan_12", 15.0)]


def test_names_that_are_perhaps_one_student_are_named_and_not_joined(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = ["Mei Lin", "0123", "chen@u.edu", "José", "Tan", "ann", "!"]
    second = ["mei_lin", "123", "chen", "Jose\u0301", "tan", "Tan", "Ben", "?"]
    folders = [
        lab(tmp_path, number, [row(name, {"q": 1.0}) for name in names])
        for number, names in ((1, first), (2, second))
    ]
    found = totals(folders)
    assert len(found.lines) == 14
    assert {tuple(names) for names in found.alike} == {
        ("Mei Lin", "mei_lin"),
        ("0123", "123"),
        ("chen", "chen@u.edu"),
        ("Jose\u0301", "José"),
    }
    assert main(["totals", *map(str, folders), "--out", str(tmp_path / "out")]) == 0
    told = "perhaps one student, whose labs are not joined: 0123, 123; if so, name the files alike"
    assert f"{told} and grade again\n" in capsys.readouterr().out
    assert "Mei Lin, mei_lin" in (tmp_path / "out" / "totals.html").read_text()


def test_a_total_over_a_thousand_keeps_its_digits(tmp_path: Path) -> None:
    folder = lab(tmp_path, 1, [row("ann", {"q": 1063.125, "r": 1 / 3}, max_score=1200.0)])
    assert (
        as_table(totals([folder])).splitlines()[1] == "ann,1063.45833,1063.45833,1200,,,1063.45833"
    )
    main(["totals", str(folder), "--out", str(tmp_path / "out")])
    assert "1063.45833 of 1200" in (tmp_path / "out" / "totals.html").read_text()


def test_what_lateness_costs_is_taken_off(tmp_path: Path) -> None:
    place = entry("", time="2026-12-02T10:00:00Z")
    folder = lab(tmp_path, 1, [row("ann", {"q": 8.0}, handed_in=place), row("ben", {"q": 8.0})])
    late.keep(folder, late.merged(Policy(), Policy("2026-12-01T23:59Z", "10%/day")))
    ann, ben = totals([folder]).lines
    assert ann.total == 7.0 and ben.total is None and "not known" in ben.open["lab1"]


def test_names_are_harmless_in_the_table_and_on_the_page(tmp_path: Path) -> None:
    names = ["=1+1", "<script>alert(1)</script>", "../../etc/passwd", "王,小明", "\x1b[2J"]
    folder = lab(tmp_path, 1, [row(name, {"q": 1.0}) for name in names])
    assert main(["totals", str(folder), "--out", str(tmp_path / "out")]) == 0
    table = list(csv.reader(io.StringIO((tmp_path / "out" / "totals.csv").read_text())))
    assert {"'=1+1", "../../etc/passwd", "王,小明", "\\x1b[2J"} <= {line[0] for line in table}
    page = (tmp_path / "out" / "totals.html").read_text()
    assert "<script" not in page and "\x1b" not in page and "../../etc/passwd" in page


def test_folders_that_cannot_be_joined_are_named(
    folders: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(TotalsError, match="another folder has results of lab1 too"):
        totals([folders[0], folders[0]])
    with pytest.raises(TotalsError, match="has the results of nobody"):
        totals([results(tmp_path / "empty", [])])
    assert main(["totals", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "has no results.jsonl; name the folder" in capsys.readouterr().err


def test_several_labs_are_missing_or_open_wherever_they_stand(tmp_path: Path) -> None:
    def held(name: str) -> Any:
        return row(name, {"q": question(1.0, review=True)})

    folders = [
        lab(tmp_path, 1, [held("dan"), row("eve", {"q": 5.0})]),
        lab(tmp_path, 2, [row("ben", {"q": 4.0}), held("dan")]),
        lab(tmp_path, 3, [row("ben", {"q": 3.0}), row("dan", {"q": 2.0})]),
    ]
    found = totals(folders)
    assert as_table(found).splitlines()[1:] == [
        "ben,missing,4,3,7,30,lab1,,",
        "dan,open,open,2,2,30,,lab1: q; lab2: q,",
        'eve,5,missing,missing,5,30,"lab2, lab3",,',
    ]
    assert as_text(found) == [
        "3 students, 3 labs; 0 totals are final",
        "missing of ben: lab1",
        "open of dan: lab1: q; lab2: q",
        "missing of eve: lab2, lab3",
    ]
    ben, dan, _ = found.lines
    assert [ben.cell("lab1"), ben.cell("lab2"), dan.cell("lab2")] == ["missing", 4.0, "open"]


def test_names_that_two_have_are_told_in_text_and_on_the_page(tmp_path: Path) -> None:
    def of(name: str, number: int) -> Any:
        return row(f"{name}_{number}", {"q": 1.0}, platform=f"moodle:{number}")

    twins = [of("Tan", 1), of("Tan", 2), of("Lin", 3), of("Lin", 4)]
    found = write([lab(tmp_path, 1, twins)], tmp_path / "out")
    told = "several students have one name, so that their labs are not joined: Lin, Tan"
    assert as_text(found)[1:] == [told]
    page = " ".join((tmp_path / "out" / "totals.html").read_text().split())
    assert "so that nobody can say who is who in the next: Lin; Tan." in page


def test_a_name_outside_a_platform_stays_as_it_is(tmp_path: Path) -> None:
    old = row("ann_", {"q": 1.0})
    del old["platform"]  # as the version before wrote it
    moodle = row("Mei_9", {"q": 1.0}, platform="moodle:8")
    found = totals([lab(tmp_path, 1, [old, row("bob_", {"q": 1.0}), moodle])])
    assert [line.student for line in found.lines] == ["Mei_9", "ann_", "bob_"]
