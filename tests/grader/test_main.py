"""The commands and what they print."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.__main__ import main
from tests.grader.runs import a_few
from tests.grader.samples import HONEST, notebook_with


def test_a_mistyped_student_and_a_missing_scheduler_are_named(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["grade", str(source), str(a_few(tmp_path / "in")), "--out", str(tmp_path / "out")]
    assert main([*words, "--regrade", "bne"]) == 2
    assert "no submission by bne" in capsys.readouterr().err
    assert main([*words, "--scheduler", "tcp://127.0.0.1:1"]) == 2
    error = capsys.readouterr().err
    assert "pip install distributed" in error or "127.0.0.1:1" in error


def test_check_tells_students_what_the_grader_will_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.ipynb"
    path.write_bytes(notebook_with(HONEST, second="def shout(text):\n    return text"))
    assert main(["check", str(path)]) == 0
    text = capsys.readouterr().out
    assert "first_test: 5 of 5" in text and "second_test: 0 of 3  AssertionError" in text


def test_doctor_says_what_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    text = capsys.readouterr().out
    assert "Isolation level" in text and "holds  reads no file outside" in text
