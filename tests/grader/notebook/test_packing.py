"""Files of an assignment that travel by content."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.notebook.assignment import Assignment
from grader.notebook.packing import pack, unpack


@pytest.fixture
def private_umask() -> Iterator[None]:
    """Of an account whose files nobody else may read."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("private_umask")
def test_another_machine_has_the_same_files(tmp_path: Path) -> None:
    for folder, name, data in [
        ("helpers", "data/raw/table.csv", b"1,2\n"),
        ("helpers", "empty", b""),
        ("reference", "data/table.csv", b"1,2\n"),
        ("reference", "hidden.py", b"x = 1"),
    ]:
        (tmp_path / "here" / folder / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "here" / folder / name).write_bytes(data)
    here = tmp_path / "here"
    whole = Assignment("lab", b"{}", str(here / "helpers"), str(here / "reference"))
    digest = whole.digest()
    sent, packed = pack(whole)
    shutil.rmtree(here)
    assert (sent.helpers, sent.reference) == ("", "")
    there = unpack(sent, packed, tmp_path / "there")
    assert there.digest() == digest and there.trusted == there.reference
    assert unpack(sent, packed, tmp_path / "there") == there
    assert (Path(there.helpers) / "data").stat().st_mode & 0o777 == 0o755
    assert (Path(there.helpers) / "empty").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("change", [b"1,3\n", b"1,2"])
def test_another_version_has_another_folder(change: bytes, tmp_path: Path) -> None:
    found = []
    for number, data in enumerate((b"1,2\n", change)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "table.csv").write_bytes(data)
        there = unpack(*pack(Assignment("lab", b"{}", str(folder))), tmp_path / "there")
        found.append((Path(there.helpers) / "table.csv").read_bytes())
        assert there.reference == ""
    assert found == [b"1,2\n", change]


def test_what_an_interrupted_run_left_is_not_taken_for_the_files(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "table.csv").write_bytes(b"1,2\n")
    sent, packed = pack(Assignment("lab", b"{}", str(tmp_path / "files")))
    half = tmp_path / "there" / f"{packed.digest()}.part" / "helpers"
    half.mkdir(parents=True)
    (half / "half.csv").write_bytes(b"1,")
    there = unpack(sent, packed, tmp_path / "there")
    assert [path.name for path in Path(there.helpers).iterdir()] == ["table.csv"]
    assert not half.exists()
