from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from course.book.state import site, sources


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in (
        *("notebooks/a.ipynb", "utils/nn/b.py", "utils/__pycache__/b.pyc"),
        *("README.md", "book/en/index.html"),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


def touch(path: Path) -> None:
    os.utime(path, (1, 1))


@pytest.mark.parametrize(
    ("name", "change", "counts"),
    [
        ("notebooks/a.ipynb", lambda path: path.write_text("new"), True),
        ("notebooks/a.ipynb", lambda path: path.rename(path.with_name("c.ipynb")), True),
        ("README.md", lambda path: path.write_text("new"), True),
        ("notebooks/a.ipynb", touch, False),
        ("utils/__pycache__/b.pyc", lambda path: path.write_text("new"), False),
        ("book/en/index.html", touch, True),
        ("book/en/index.html", lambda path: path.unlink(), True),
        ("book/en/new.html", lambda path: path.write_text("new"), True),
        ("NOTES", lambda path: path.write_text("new"), False),
    ],
)
def test_the_state_tells_what_counts(
    project: Path, name: str, change: Callable[[Path], object], counts: bool
) -> None:
    before = sources(project), site(project / "book")
    change(project / name)
    assert ((sources(project), site(project / "book")) != before) is counts


def test_a_library_s_version_counts(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sources(project)
    monkeypatch.setattr("course.book.state.version", lambda _: "0")
    assert sources(project) != before
