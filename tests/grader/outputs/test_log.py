"""The log of a run."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from grader.outputs.log import NAME, log_file


def test_the_log_holds_what_the_package_says_from_a_level_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # pytest's own report of the log could not carry half a character.
    monkeypatch.setattr(logging.getLogger("grader"), "propagate", False)
    logger = logging.getLogger("grader.session.somewhere")
    with log_file(tmp_path, "warning"):
        logger.info("a trifle")
        logger.warning("a thing \ud800")
        try:
            raise ValueError("the cause")
        except ValueError:
            logger.exception("a failure")
    logger.error("after the run")
    with log_file(tmp_path):
        logger.info("the next run")
    text = (tmp_path / NAME).read_text(encoding="utf-8")
    assert "a thing \\xd800" in text and "the next run" in text
    assert "a failure" in text and "ValueError: the cause" in text and "Traceback" in text
    assert "a trifle" not in text and "after the run" not in text
    # A line that begins with the time is a record; nothing that a record holds can look like one.
    records = [line for line in text.splitlines() if not line.startswith("    ")]
    assert len(records) == 3 and "    ValueError: the cause" in text.splitlines()
    for line, words in zip(records, ("a thing", "a failure", "the next run"), strict=True):
        assert re.match(rf"\d{{4}}-\S+ \S+ [A-Z]+ grader\.session\.somewhere: {words}", line)


def test_that_the_user_stopped_the_run_is_a_line(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), log_file(tmp_path):
        raise KeyboardInterrupt
    with pytest.raises(ValueError), log_file(tmp_path):
        raise ValueError
    (line,) = (tmp_path / NAME).read_text().splitlines()
    assert line.endswith(" INFO grader: stopped; the next call goes on from here")
