"""Warm processes that start beforehand."""

from __future__ import annotations

import importlib
import os
import threading
from typing import Any

import pytest

from grader.session.pool import Pool

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


def kept_to(pool: Pool, count: int) -> list[set[int]]:
    """Take warm processes and give them back; return the cores that each may use."""
    taken = [pool.take([]) for _ in range(count)]
    for one in taken:
        pool.put(one)
    return [os.sched_getaffinity(one.process.pid) for one in taken]


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="Linux says what may be used")
def test_each_submission_keeps_to_a_core_where_there_is_one_for_each() -> None:
    pool, cores = Pool(), os.sched_getaffinity(0)
    try:
        with pool.spread(len(cores)):
            kept = kept_to(pool, len(cores))
        assert sorted(kept, key=min) == [{core} for core in sorted(cores)]
        assert kept_to(pool, 1) == [cores]
        with pool.spread(len(cores) + 1):
            assert kept_to(pool, 1) == [cores]
    finally:
        pool.close()
