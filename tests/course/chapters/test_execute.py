"""Running a notebook leaves the caller's process as it was."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest

from course.chapters.execute import execute


def test_explorables_are_still_only_in_the_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COURSE_STATIC", raising=False)
    cell = nbformat.v4.new_code_cell('import os\nprint(os.environ["COURSE_STATIC"], os.getcwd())')
    run = execute(nbformat.v4.new_notebook(cells=[cell]), tmp_path)
    assert run.outputs[cell.id][0].text == f"1 {tmp_path}\n"
    assert "COURSE_STATIC" not in os.environ
