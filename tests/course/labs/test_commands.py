"""The labs' part of the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course.__main__ import main
from course.config import ROOT
from course.labs import commands, table
from course.labs.model import Lab, select_labs

Noted = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> Noted:
    """Replaces what an action calls by something that notes with what it was called."""
    monkeypatch.setattr(commands, "instructor_seed", lambda: "the seed")

    def replace(name: str, gives: Any, place: Any = commands) -> list[tuple[Any, ...]]:
        calls: list[tuple[Any, ...]] = []

        def call(*words: Any, **named: Any) -> Any:
            calls.append((*words, named) if named else words)
            return gives(*words) if callable(gives) else gives

        monkeypatch.setattr(place, name, call)
        return calls

    return replace


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labs", "check"]) == 0
    assert "labs: 9; all are what their sources build" in capsys.readouterr().out
    assert main(["labs", "check", "77"]) == 1
    assert capsys.readouterr().err.startswith("There is no lab '77'")


def test_help_tells_the_actions(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    with pytest.raises(SystemExit):
        main(["labs", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "build: write the student notebooks; check: name student notebooks" in shown
    assert "{build,check,stamp,release,student-repo,nbgrader,answers}" in shown
    assert "NN 01, 02, … (all)" in shown
    assert "--repository URL where the students' repository will be" in shown
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "labs the graded labs" in " ".join(capsys.readouterr().out.split())
    with pytest.raises(SystemExit):
        main(["labs", "unknown"])


def test_check_prints_each_problem_and_fails(
    noted: Noted, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = noted("check_lab", lambda lab: [f"{lab.slug}: old", f"{lab.slug}: broken"])
    assert main(["labs", "check", "01", "02"]) == 1
    assert [lab.number for (lab,) in calls] == [1, 2]
    slugs = [lab.slug for lab in select_labs(["01", "02"])]
    problems = [f"{slug}: {what}" for slug in slugs for what in ("old", "broken")]
    assert capsys.readouterr().out.splitlines() == problems


@pytest.mark.parametrize(("hold", "status"), [(True, 0), (False, 1)])
def test_answers_fail_where_one_does_not_hold(noted: Noted, hold: bool, status: int) -> None:
    calls = noted("print_answers", hold, table)
    assert main(["labs", "answers", "03"]) == status
    assert calls == [(select_labs(["03"]), "the seed")]


def test_release_writes_all_labs_together_where_none_is_named(
    noted: Noted, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = noted("release", [ROOT / "build/release/a.zip", ROOT / "build/release/labs.zip"])
    assert main(["labs", "release"]) == 0
    assert capsys.readouterr().out == "build/release/a.zip\nbuild/release/labs.zip\n"
    assert main(["labs", "release", "1"]) == 0
    out = ROOT / "build" / "release"
    assert calls == [
        (select_labs([]), out, {"together": True}),
        (select_labs(["1"]), out, {"together": False}),
    ]


def test_the_students_repository_is_for_the_address_that_is_given(
    noted: Noted, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ROOT / "build" / "student-repo"
    calls = noted("student_repository", out)
    assert main(["labs", "student-repo", "--repository", "https://github.com/me/class"]) == 0
    assert main(["labs", "student-repo"]) == 0
    assert calls == [("https://github.com/me/class", out), ("", out)]
    assert capsys.readouterr().out == "build/student-repo\n" * 2


def test_nbgraders_directory_is_made_with_the_instructors_seed(
    noted: Noted, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ROOT / "build" / "nbgrader"
    calls = noted("nbgrader_course", [out / "source"])
    assert main(["labs", "nbgrader", "01"]) == 0
    assert calls == [(select_labs(["01"]), out, "the seed")]
    assert capsys.readouterr().out == "build/nbgrader/source\n"


def test_stamp_names_the_labs_that_changed(
    noted: Noted, capsys: pytest.CaptureFixture[str]
) -> None:
    noted("stamp_lab", lambda lab: lab.number < 3)
    assert main(["labs", "stamp"]) == 0
    assert main(["labs", "stamp", "03"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "stamped: lab01_perceptron, lab02_tensors",
        "stamped: nothing had changed",
    ]


def test_build_names_what_it_wrote_by_lab(noted: Noted, capsys: pytest.CaptureFixture[str]) -> None:
    def written(lab: Lab) -> list[Path]:
        paths = [lab.notebook(language) for language in ("en", "zh-TW")]
        return paths if lab.number == 2 else []

    noted("build_lab", written)
    assert main(["labs", "build", "01", "02"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "lab01_perceptron: wrote nothing new",
        "lab02_tensors: wrote labs/lab02_tensors.ipynb, labs/zh-TW/lab02_tensors.ipynb",
    ]


def test_the_zip_of_all_labs_is_not_replaced_by_one_of_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "BUNDLES", tmp_path)
    monkeypatch.setattr(commands, "_report", list)
    (tmp_path / "labs.zip").write_text("all")
    assert main(["labs", "release", "01"]) == 0
    assert (tmp_path / "lab01_perceptron.zip").exists()
    assert (tmp_path / "labs.zip").read_text() == "all"
