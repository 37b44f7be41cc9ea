"""How a command ends: its own status, a sentence, or a sentence and a traceback in the log."""

from __future__ import annotations

import logging
import re
import sys
from pathlib import Path

import pytest

from course import command_line
from course.config import CourseError


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log of these tests, in a folder that is not there yet."""
    path = tmp_path / "build" / "course.log"
    monkeypatch.setattr(command_line, "LOG", path)
    return path


@pytest.mark.parametrize(("returned", "status"), [(None, 0), (0, 0), (1, 1)])
def test_the_status_is_the_command_s(returned: int | None, status: int) -> None:
    assert command_line.command_line(lambda words: returned)([]) == status


def test_without_arguments_the_command_line_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["course", "check", "02"])
    seen: list[list[str]] = []
    command_line.command_line(seen.append)()
    command_line.command_line(seen.append)([])
    assert seen == [["check", "02"], []]


def test_what_the_author_must_correct_is_a_sentence(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    @command_line.command_line
    def main(words: list[str]) -> None:
        raise CourseError("There is no chapter '77'.")

    assert main([]) == 1
    assert capsys.readouterr() == ("", "There is no chapter '77'.\n")
    assert not log.exists()


def test_a_bug_is_a_sentence_that_names_the_log_with_its_traceback(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    @command_line.command_line
    def main(words: list[str]) -> None:
        {"one": 1}["二"]

    assert main(["check", "01"]) == main(["build"]) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 2
    assert f"(KeyError: '二'); the traceback stands at the end of {log}." in err
    text = log.read_text(encoding="utf-8")
    assert text.count("Traceback (most recent call last):") == 2
    assert text.index("check 01") < text.index('{"one": 1}["二"]') < text.index(" build\n")


def test_a_line_of_the_log_says_when_and_what_whatever_the_error_holds(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # pytest's report would hold it too, and cannot pass from a worker with half a character.
    monkeypatch.setattr(logging.getLogger("course"), "propagate", False)

    @command_line.command_line
    def main(words: list[str]) -> None:
        raise ValueError("half a \udc80 character")

    assert main(["stamp"]) == 1
    text = log.read_text(encoding="utf-8")
    command = re.escape(f"{__name__} stamp")
    assert re.match(rf"\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d,\d{{3}} ERROR course: {command}\n", text)
    assert text.endswith("\nValueError: half a \\udc80 character\n")


def test_a_stopped_command_has_not_failed(log: Path) -> None:
    @command_line.command_line
    def main(words: list[str]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        main([])
    assert not log.exists()
