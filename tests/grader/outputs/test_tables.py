"""Tables: our own, and those of the platforms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.notebook.assignment import Assignment
from grader.outputs import tables
from grader.outputs.tables import as_table
from grader.outputs.text import plain_text
from tests.grader.conftest import Grade


def test_tables_hold_no_formula_and_no_terminal_code(grade: Grade, target: Assignment) -> None:
    for name in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x1b[2J", "a\nb"):
        row = grade(target, b"", student=name)
        line = as_table([row]).split("\n")[1].lstrip('"')
        assert not line.startswith(("=", "+", "-", "@", "\t", "\r", "\x1b"))
        assert as_table([row]).count("\n") == 2
    assert plain_text("\x1b[2J\n\u202e") == "\\x1b[2J\\x0a\\x202e"


def test_moodle_and_canvas_tables_are_filled_in(tmp_path: Path) -> None:
    rows: Any = [{"student": "Mei Lin_4711", "score": 7.5}, {"student": "wang_12", "score": 3.0},
            {"student": "ghost", "score": 1.0}]  # fmt: skip
    moodle = tmp_path / "moodle.csv"
    moodle.write_text(
        "\ufeffIdentifier,Full name,Email address,Status,Grade,Maximum Grade\n"
        'Participant 4711,"Lin, Mei",mei@x.edu,,,10.00\nParticipant 5,Other,o@x.edu,,4.0,10.00\n'
    )
    text, missing = tables.moodle(moodle, rows)
    assert text.splitlines()[1:] == [
        'Participant 4711,"Lin, Mei",mei@x.edu,,7.5,10.00', "Participant 5,Other,o@x.edu,,4.0,10.00"
    ]  # fmt: skip
    assert missing == ["ghost", "wang_12"]
    canvas = tmp_path / "canvas.csv"
    canvas.write_text(
        "Student,ID,SIS Login ID,Section,lab (77),other (78)\n    Points Possible,,,,10,10\n"
        '"Wang, W",12,wang,1,,5\n"Ghost, G",13,ghost,1,,\n'
    )
    text, missing = tables.canvas(canvas, rows, "lab")
    assert text.splitlines()[2:] == ['"Wang, W",12,wang,1,3,5', '"Ghost, G",13,ghost,1,1,']
    assert missing == ["Mei Lin_4711"]
    with pytest.raises(tables.TableError, match="exactly one"):
        tables.canvas(canvas, rows, "nothing")
    canvas.write_text("")
    with pytest.raises(tables.TableError, match="empty"):
        tables.canvas(canvas, rows, "lab")
