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


@pytest.mark.parametrize("one_thread, threads", [(True, "1 1"), (False, "3 4")])
def test_libraries_compute_with_one_thread_where_asked(
    one_thread: bool, threads: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", "4")
    names = "OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"
    cell = nbformat.v4.new_code_cell(f"import os\nprint(*map(os.environ.get, {names}))")
    run = execute(nbformat.v4.new_notebook(cells=[cell]), tmp_path, one_thread=one_thread)
    assert run.outputs[cell.id][0].text == f"{threads}\n"


# The thread that sends what a cell shows is held up, though the cell has ended.
LATE = """
import sys, time
sys.stdout.flush_timeout = sys.stderr.flush_timeout = 0
get_ipython().kernel.iopub_thread.schedule(lambda: time.sleep(6))
display("late")
"""


def test_output_that_comes_late_is_not_lost(tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell(LATE)
    run = execute(nbformat.v4.new_notebook(cells=[cell]), tmp_path)
    assert [output.data for output in run.outputs[cell.id]] == [{"text/plain": "'late'"}]
