"""What the bar leaves on the screen: a line per job, or nothing."""

from __future__ import annotations

import pytest

from experiments.progress import progress_bar


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rich would take the screen for a terminal."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def shown(capsys: pytest.CaptureFixture[str], *, transient: bool) -> list[str]:
    with progress_bar("x1_fake", 4, done=2, transient=transient) as report:
        report("rate 0.1")
        report("rate 0.2")
    return capsys.readouterr().out.splitlines()


def test_every_job_leaves_a_line_that_counts_those_done_before(
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, second, *bar = shown(capsys, transient=False)
    assert (first, second) == ("3/4 rate 0.1", "4/4 rate 0.2")
    assert "x1_fake" in bar[-1] and "4/4" in bar[-1]


def test_in_a_notebook_no_job_leaves_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert not [line for line in shown(capsys, transient=True) if "rate" in line]


def test_a_notebook_that_is_being_built_keeps_no_trace(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_STATIC", "1")
    assert shown(capsys, transient=True) == []
    assert len(shown(capsys, transient=False)) >= 2
