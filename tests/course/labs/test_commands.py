"""The labs' part of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.__main__ import main
from course.labs import commands


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labs", "check"]) == 0
    assert "labs: 9; all are what their sources build" in capsys.readouterr().out
    assert main(["labs", "check", "77"]) == 1
    assert capsys.readouterr().err.startswith("There is no lab '77'")


def test_the_zip_of_all_labs_is_not_replaced_by_one_of_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "BUNDLES", tmp_path)
    monkeypatch.setattr(commands, "_report", list)
    (tmp_path / "labs.zip").write_text("all")
    assert main(["labs", "release", "01"]) == 0
    assert (tmp_path / "lab01_perceptron.zip").exists()
    assert (tmp_path / "labs.zip").read_text() == "all"
