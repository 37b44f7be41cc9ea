"""The options of the command line: what its help says, and what it makes of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from grader.options import parser
from grader.sandbox.limits import Limits
from grader.session import doctor

COMMANDS = ("grade", "check", "review", "similar", "diff", "totals", "return", "doctor")


def parsed(line: str) -> dict[str, Any]:
    return vars(parser().parse_args(line.split()))


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_says_what_an_instructor_can_ask_for(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `help.txt` has it, whose usage breaks elsewhere with another Python."""
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit):
        parser().parse_args([*command.split(), "--help"])
    pages = Path(__file__).with_name("help.txt").read_text(encoding="utf-8")
    wanted = {" ".join(page.split()) for page in re.split(r"^(?=usage: )", pages, flags=re.M)}
    assert " ".join(capsys.readouterr().out.split()) in wanted
    assert pages.count("usage: ") == len(COMMANDS) + 1


def test_what_is_not_said_has_a_default() -> None:
    assert parsed("grade lab01 handed_in --out results") == {
        "command": "grade",
        "assignment": "lab01",
        "submissions": Path("handed_in"),
        "out": Path("results"),
        "jobs": 0,
        "scheduler": "",
        "gradebook": "",
        "autograded": None,
        "moodle": None,
        "canvas": None,
        "column": "",
        "deadline": "",
        "timezone": "",
        "late": "",
        "extension": [],
        "dates": None,
        "mistakes": None,
        "regrade": [],
        "despite_problems": False,
        "accept_isolation_level": doctor.SAFE_LEVEL,
        "question_seconds": Limits.question_seconds,
        "notebook_seconds": Limits.notebook_seconds,
        "memory": Limits.memory_mb,
        "log_level": "info",
    }


def test_what_is_said_is_taken() -> None:
    paths = ("autograded", "moodle", "canvas", "dates", "mistakes")
    texts = ("scheduler", "gradebook", "column", "deadline", "timezone", "late")
    words = " ".join(f"--{name} {name}.x" for name in (*paths, *texts))
    found = parsed(
        f"grade lab01 in --out out {words} --jobs 3 --extension a=1 --extension b= --regrade ann "
        "--regrade ben --despite-problems --accept-isolation-level 0 --question-seconds 1.5 "
        "--notebook-seconds 2.5 --memory 512 --log-level debug"
    )
    assert {name: found[name] for name in paths} == {name: Path(f"{name}.x") for name in paths}
    assert {name: found[name] for name in texts} == {name: f"{name}.x" for name in texts}
    assert (found["jobs"], found["memory"], found["accept_isolation_level"]) == (3, 512, 0)
    assert (found["question_seconds"], found["notebook_seconds"]) == (1.5, 2.5)
    assert (found["extension"], found["regrade"]) == (["a=1", "b="], ["ann", "ben"])
    assert found["despite_problems"] and found["log_level"] == "debug"


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("check mine.ipynb", {"notebook": Path("mine.ipynb")}),
        ("review out", {"results": Path("out")}),
        ("similar lab01 in", {"assignment": "lab01", "submissions": Path("in")}),
        ("diff one two", {"results": [Path("one"), Path("two")]}),
        ("totals one --out all", {"results": [Path("one")], "out": Path("all")}),
        ("totals a b c --out all", {"results": list(map(Path, "abc")), "out": Path("all")}),
        ("return out", {"results": Path("out")}),
        ("doctor", {}),
    ],
)
def test_other_commands_take_folders_and_files(line: str, wanted: dict[str, Any]) -> None:
    assert parsed(line) == {"command": line.split()[0]} | wanted


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "required: command"),
        ("grade lab01 in", "required: --out"),
        ("totals one", "required: --out"),
        ("diff one", "required: results"),
        ("diff one two three", "unrecognized arguments: three"),
        ("grade lab01 in --out out --accept-isolation-level 4", "invalid choice: 4"),
        ("grade lab01 in --out out --log-level all", "invalid choice: 'all'"),
    ],
)
def test_a_line_that_cannot_be_understood_is_refused(
    line: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parsed(line)
    assert message in capsys.readouterr().err
