from __future__ import annotations

import os
from pathlib import Path

from course.book.build import sync


def test_what_has_not_changed_keeps_its_time(tmp_path: Path) -> None:
    sync(tmp_path, {"a.md": b"one", "b/c.md": b"two"})
    for name in ("a.md", "b/c.md"):
        os.utime(tmp_path / name, (1, 1))
    sync(tmp_path, {"a.md": b"one", "b/c.md": b"three"})
    assert (tmp_path / "a.md").stat().st_mtime == 1
    assert (tmp_path / "b/c.md").read_bytes() == b"three"


def test_pages_that_are_no_more_go(tmp_path: Path) -> None:
    sync(tmp_path, {"a.md": b"one", "b/c.md": b"two"})
    sync(tmp_path, {"a.md": b"one"}, whole=True)
    assert sorted(p.name for p in tmp_path.rglob("*.md")) == ["a.md"]
