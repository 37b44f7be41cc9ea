"""The labs' part of the command line."""

from __future__ import annotations

import pytest

from course.__main__ import main


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labs", "check"]) == 0
    assert "labs: 9; all are what their sources build" in capsys.readouterr().out
    assert main(["labs", "check", "77"]) == 1
    assert capsys.readouterr().err.startswith("There is no lab '77'")
