"""An error of a cell is one, whatever IPython does with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.processes.interpreter import Interpreter


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("%%capture\nassert False", AssertionError),
        ("%%capture\n1 +", SyntaxError),
        ("%%time\nassert False", AssertionError),
        ("%time assert False", AssertionError),
        ("%run wrong.py", AssertionError),
    ],
)
def test_an_error_that_a_magic_shows_is_one(
    source: str, kind: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a kernel it is an output of the cell, and nbgrader gives no points."""
    (tmp_path / "wrong.py").write_text("assert False")
    monkeypatch.chdir(tmp_path)
    interpreter = Interpreter()
    assert isinstance(interpreter.run(source).error, kind)
    assert interpreter.run("%%capture\nx = 1").error is None and interpreter.names["x"] == 1


def test_a_value_that_cannot_be_shown_is_no_error() -> None:
    broken = "class Broken:\n    def __repr__(self): raise ValueError\nBroken()"
    assert Interpreter().run(broken).error is None
