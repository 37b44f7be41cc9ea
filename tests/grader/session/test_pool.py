"""Warm processes that start beforehand."""

from __future__ import annotations

import importlib
import os
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest

from grader.session.pool import Pool, make_scratch

psutil: Any = importlib.import_module("psutil")


def warmed(pool: Pool, count: int) -> set[int]:
    """Warm processes beforehand; return the numbers of those that are there then."""
    before = {child.pid for child in psutil.Process(os.getpid()).children()}
    threads = set(threading.enumerate())
    pool.warm(count, ["tomllib"])
    for thread in set(threading.enumerate()) - threads:
        thread.join()
    return {child.pid for child in psutil.Process(os.getpid()).children()} - before


def test_warm_processes_start_beforehand_and_are_the_ones_that_work() -> None:
    pool = Pool()
    try:
        started = warmed(pool, 2)
        taken = [pool.take(["tomllib"]) for _ in range(2)]
        assert len(started) == 2 and {one.process.pid for one in taken} == started
        assert all("tomllib" in one.imported for one in taken)
    finally:
        pool.close()
    assert not started & {child.pid for child in psutil.Process(os.getpid()).children()}


def test_a_process_that_comes_back_after_the_end_is_not_handed_out() -> None:
    pool = Pool()
    try:
        late = pool.take([])
        pool.close()
        pool.put(late)
        fresh = pool.take([])
        assert fresh is not late and fresh.preload(["json"])
    finally:
        pool.close()


def test_what_processes_left_behind_is_removed_though_another_is_at_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = 2**22 + 1  # above the largest number of a process
    left, kept = (tmp_path / f"grader-scratch-{pid}-x" for pid in (gone, os.getpid()))
    left.mkdir()
    kept.mkdir()
    # Listed, but no longer there.
    (tmp_path / f"grader-scratch-{gone}-y").symlink_to(tmp_path / "nowhere")
    made = Path(make_scratch())
    assert made.is_dir() and kept.is_dir() and not left.exists()
