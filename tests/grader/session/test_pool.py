"""Warm processes that start beforehand."""

from __future__ import annotations

import importlib
import os
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox import jail
from grader.session import pool as module
from grader.session.pool import Pool, make_paths, make_scratch

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
    assert made.parent == tmp_path and made.name.startswith(f"grader-scratch-{os.getpid()}-")
    # Students' processes may go through it, and list nothing.
    assert stat.S_IMODE(made.stat().st_mode) == 0o711


def test_what_others_left_behind_is_theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    names = (f"grader-scratch-{2**22 + 1}-x", "grader-scratch-mine-x")
    for name in names:
        (tmp_path / name).mkdir()
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    make_scratch()
    assert all((tmp_path / name).is_dir() for name in names)


def test_a_process_that_may_not_be_signalled_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(pid: int, number: int) -> None:
        assert (pid, number) == (2**22 + 1, 0)
        raise PermissionError

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"grader-scratch-{2**22 + 1}-x").mkdir()
    monkeypatch.setattr(os, "kill", refused)
    make_scratch()
    assert len(list(tmp_path.iterdir())) == 2


def test_each_pair_of_processes_has_folders_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "data.csv").write_text("1")
    paths = make_paths(tmp_path / "pool" / "pair", "/helpers", str(tmp_path / "reference"))
    own = [Path(name) for name in (paths.root, paths.work, paths.trusted)]
    assert [at.parent for at in own] == [tmp_path / "pool" / "pair"] * 3
    assert [at.name for at in own] == ["root", "work", "trusted"]
    assert (paths.helpers, paths.readable) == ("/helpers", jail.library_folders())
    assert stat.S_IMODE(own[0].parent.stat().st_mode) == 0o711
    assert [stat.S_IMODE(at.stat().st_mode) for at in own[:2]] == [0o700, 0o700]
    assert [file.read_text() for file in own[2].iterdir()] == ["1"]
    empty = make_paths(tmp_path / "other", "/helpers")
    assert list(Path(empty.trusted).iterdir()) == []
    assert stat.S_IMODE(Path(empty.trusted).stat().st_mode) == 0o700


class Fake:
    """A warm process that is none: some modules start threads, some end it."""

    def __init__(self, folder: str) -> None:
        self.folder, self.closed = folder, False
        self.asked: list[list[str]] = []
        self.process: Any = None

    def preload(self, modules: list[str]) -> bool:
        """Import what does no harm."""
        if "ends" in modules:
            raise EOFError
        self.asked.append(modules)
        return "threads" not in modules

    def close(self) -> None:
        """End it."""
        self.closed = True


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A pool of processes that are none."""
    monkeypatch.setattr(module, "ForkServer", Fake)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = Pool()
    yield made
    made.close()


def test_a_process_that_came_back_is_handed_out_again(pool: Any) -> None:
    first, second = pool.take(["a"]), pool.take(["b"])
    assert first is not second and first.asked == [["a"]]
    assert Path(first.folder) == pool.folder() / "caches" and Path(first.folder).is_dir()
    pool.put(first)
    assert pool.take(["c"]) is first and first.asked == [["a"], ["c"]]
    assert pool.take([]) not in (first, second)


def test_a_process_in_which_an_import_starts_threads_is_ended(pool: Any) -> None:
    """The next one imports nothing: each submission does so for itself."""
    first = pool.take([])
    pool.put(first)
    second = pool.take(["threads"])
    assert first.closed and not second.closed and second.asked == []
    assert second.folder == first.folder
    pool.put(first)
    assert pool.take([]) not in (first, second)


def test_processes_end_with_the_pool(pool: Any) -> None:
    used, idle, folder = pool.take([]), pool.take([]), pool.folder()
    pool.put(idle)
    pool.close()
    assert used.closed and idle.closed and not folder.exists()
    pool.drop(used)
    assert pool.take([]) is not idle and pool.folder() != folder and pool.folder().is_dir()
    assert pool.folder() == pool.folder()


def test_a_pool_that_was_stopped_hands_nothing_out(pool: Any) -> None:
    pool.stopped = True
    with pytest.raises(OSError, match=r"^stopped$"):
        pool.take([])


def test_what_goes_wrong_in_the_background_is_for_who_needs_the_process(
    pool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", failed.append)
    before = set(threading.enumerate())

    def warmed(count: int, modules: list[str]) -> None:
        pool.warm(count, modules)
        for thread in set(threading.enumerate()) - before:
            thread.join()

    warmed(2, ["ends"])
    warmed(1, ["numpy"])
    assert pool.take([]).asked == [["numpy"], []]
    pool.stopped = True
    warmed(1, [])
    assert failed == []
