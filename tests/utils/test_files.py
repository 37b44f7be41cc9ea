"""A file is never seen half-written, and a folder has one writer at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from utils.files import FolderInUseError, only_writer, write_whole


@pytest.mark.parametrize("content", ["text ü 中\n", b"\x00\xff"])
@pytest.mark.parametrize("durable", [False, True])
def test_content_and_folders(tmp_path: Path, content: str | bytes, durable: bool) -> None:
    path = tmp_path / "a" / "b" / "file"
    write_whole(path, "longer than the new content, so a part of it would show", durable=durable)
    write_whole(path, content, durable=durable)
    expected = content.encode() if isinstance(content, str) else content
    assert path.read_bytes() == expected
    assert path.stat().st_mode & 0o777 == 0o644
    assert [p.name for p in path.parent.iterdir()] == ["file"]


@pytest.mark.parametrize("function", ["fsync", "chmod", "replace"])
def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    path = tmp_path / "file"
    path.write_text("old")

    def stop(*arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, function, stop)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "new", durable=True)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_text_that_is_not_unicode_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "new \ud800")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such lock")
def test_a_folder_has_one_writer(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path\n"
        "from utils.files import only_writer\n"
        "with only_writer(Path(sys.argv[2])): pass"
    )
    other = [sys.executable, "-c", code, str(Path(__file__).parents[2]), str(folder)]
    folder.mkdir()
    (folder / ".rows.json.abc.tmp").write_text("ha")
    with only_writer(folder):
        assert [p.name for p in folder.iterdir()] == [".lock"]
        with pytest.raises(FolderInUseError), only_writer(folder):
            raise AssertionError("not reached")  # pragma: no cover
        refused = subprocess.run(other, capture_output=True, text=True)
    assert refused.returncode == 1 and "FolderInUseError" in refused.stderr
    assert subprocess.run(other).returncode == 0
