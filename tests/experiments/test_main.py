"""`python -m experiments`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from experiments import __main__ as command_line
from tests.experiments.fake import ORDER

ROOT = Path(__file__).parents[2]


@pytest.fixture
def known(script: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(command_line, "load_all", lambda: {"x1_fake": script.EXPERIMENT})
    return script


def test_command_line_lists_and_records(known: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main([]) == 0
    assert re.search(r"x1_fake +0/4 +jobs +0\.0 min +Does it hold\?", capsys.readouterr().out)
    known.STOP_AT = (1, 1)
    assert command_line.main(["x1_fake"]) == 130
    assert "run the same command to resume" in capsys.readouterr().out
    assert command_line.main([]) == 0
    assert re.search(r"x1_fake +2/4 ", capsys.readouterr().out)
    known.STOP_AT = None
    assert command_line.main(["x1_fake"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"3/4 x=1, seed=1: \d+\.\d s", out)
    assert out.splitlines()[-1].startswith("Recorded 20")
    assert command_line.main(["x1_fake", "--fresh"]) == 0
    assert known.calls == [*ORDER[:3], *ORDER[2:], *ORDER]


def test_command_line_says_what_is_wrong(known: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["x9"]) == 1
    assert capsys.readouterr().err == "There is no 'x9': choose from x1_fake.\n"
    known.EXPERIMENT.folder.mkdir()
    known.EXPERIMENT.path.write_text("{")
    for arguments in ([], ["x1_fake"]):
        assert command_line.main(arguments) == 1
        assert len(capsys.readouterr().err.splitlines()) == 1
