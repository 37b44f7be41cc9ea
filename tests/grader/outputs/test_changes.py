"""Two gradings are compared by student and question."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.__main__ import main
from grader.outputs.changes import Change, Changes, as_text, changes
from tests.grader.outputs.rows import results, row

HEAD = "student,status,score,max_score,open,q1,q2,reason,notes\n"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders of results: anna gained, ben lost, cleo stayed, dan left, eve came."""
    tables = {
        "old": "anna,graded,4,10,,4,0,,\nben,graded,10,10,,4,6,,\ncleo,graded,4,10,,4,0,,\n"
        "dan,graded,0,10,,0,0,,\n",
        "new": "anna,graded,10,10,,4,6,,\nben,graded,8.5,10,,2.5,6,,\n"
        "cleo,graded,4,10,,4,0,another reason,\neve,graded,10,10,q2,10,,,\n",
    }
    for name, text in tables.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "grades.csv").write_text(HEAD + text)
    return tmp_path / "old", tmp_path / "new"


def test_the_largest_change_comes_first(folders: tuple[Path, Path]) -> None:
    found = changes(*folders)
    assert found.changed == [
        Change("anna", 4.0, 10.0, {"q2": ("0", "6")}),
        Change("ben", 10.0, 8.5, {"q1": ("4", "2.5")}),
    ]
    assert (found.gone, found.new, found.compared) == (["dan"], ["eve"], 3)


def test_a_question_that_only_one_table_has(folders: tuple[Path, Path]) -> None:
    old, new = folders
    head = HEAD.replace(",q2", ",q2,q3")
    (new / "grades.csv").write_text(head + "anna,graded,4,10,,4,0,5,,\n")
    assert changes(old, new).changed == [Change("anna", 4.0, 4.0, {"q3": ("", "5")})]
    assert changes(new, old).changed == [Change("anna", 4.0, 4.0, {"q3": ("5", "")})]
    (new / "grades.csv").write_text(head + "anna,graded,4,10,,4,0,,,\n")
    assert changes(old, new).changed == changes(new, old).changed == []


def test_points_that_were_not_there_show_as_a_dash() -> None:
    differ = {"q1": ("", "5"), "q2": ("2.5", "")}
    found = Changes([Change("anna", 2.5, 5.0, differ)], ["ben", "dan"], [], 1)
    assert as_text(found).splitlines() == [
        "anna: 2.5 -> 5 (q1 - -> 5, q2 2.5 -> -)",
        "only in the old grading: ben, dan",
        "1 of 1 student has other points now",
    ]


def test_the_command_prints_them(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", str(folders[0]), str(folders[1])]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "anna: 4 -> 10 (q2 0 -> 6)",
        "ben: 10 -> 8.5 (q1 4 -> 2.5)",
        "only in the old grading: dan",
        "only in the new grading: eve",
        "2 of 3 students have other points now",
    ]
    assert main(["diff", str(folders[0]), str(folders[0])]) == 0
    assert capsys.readouterr().out == "0 of 4 students have other points now\n"


def test_a_folder_without_grades_is_named(
    tmp_path: Path, folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", str(folders[0]), str(tmp_path)]) == 2
    assert f"{tmp_path} has no grades.csv; name a folder" in capsys.readouterr().err


def test_gradings_of_two_assignments_are_refused(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = folders
    (new / "grades.csv").write_text(HEAD.replace("q1,q2", "w1,w2") + "anna,graded,4,10,,4,0,,\n")
    assert main(["diff", str(old), str(new)]) == 2
    assert "no question in common; name two gradings of one assignment" in capsys.readouterr().err
    (new / "grades.csv").write_text(HEAD)
    assert changes(old, new).new == []
    # Questions of two labs may have the same ids.
    results(old, [row("anna", {"q1": 4.0}, "lab01")])
    assert changes(old, new).gone
    results(new, [row("anna", {"q1": 4.0}, "lab03")])
    assert main(["diff", str(old), str(new)]) == 2
    assert "old has the results of lab01, " in (said := capsys.readouterr().err)
    assert "new those of lab03; name two gradings of one assignment" in said
    results(new, [row("anna", {"q1": 4.0}, "lab01")])
    assert changes(old, new).gone
    (new / "results.jsonl").write_text("[]\n")
    assert changes(old, new).gone
