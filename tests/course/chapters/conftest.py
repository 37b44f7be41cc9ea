"""A course of one small chapter, to build, break and check."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from unittest.mock import Mock

import pytest

from course.chapters.build import build, stamp_source
from course.config import ROOT, Chapter, load_chapters
from tests.course.chapters.courses import OfNames

CHAPTERS = """\
[[chapter]]
number = 1
slug = "one"
title = "One"
title_zh = "一"
rows = ["P1"]

[[chapter]]
number = 2
slug = "two"
title = "Two"
title_zh = "二"
rows = []
"""

LEDGER = """\
[deck.A]
title = "Lines"
title_zh = "線"
lecturer = "甲"

[deck.B]
title = "Numbers"
title_zh = "數"
lecturer = ""

[A004]
chapter = 1
verdict = "agrees"
en = "A line rises."
zh = "線會上升。"
prints = ["3.6", "1"]

[B001]
chapter = 2
verdict = "wrong"
en = "Seven is eight."
zh = "七是八。"
"""

SOURCE = """\
# %% [markdown] lang="en"
# Goals: at the end {{ end: total | d }}.

# %% [markdown] lang="zh-TW" of=""
# 目標：最後得到 {{ end: total | d }}。

# %% rows="P1"
import random

x = 3
print(x)

# %% [markdown] lang="en"
# The number is {{ x | .2f | 0.5 }}.

# %% [markdown] lang="zh-TW" of=""
# 這個數是 {{ x | .2f | 0.5 }}。

# %% tags=["nbval-ignore-output"]
y = x + random.random()
print(y)
assert 3 <= y < 4

# %%
total = 7
total

# %% [markdown] lang="en"
# It took about {{ y | .1f | x2 }}.

# %% [markdown] lang="zh-TW" of=""
# 大約是 {{ y | .1f | x2 }}。

# %% slides="A004" fold="Draw a line"
from utils.plotting import show, subplots

fig, ax = subplots()
_ = ax.plot([0, 1])
show(fig, alt="a rising line")
#! alt zh-TW: 一條上升的線

# %%
print("one")
# %%
print("two")
"""


@pytest.fixture(scope="session")
def built_course(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Chapter]:
    """The small course, stamped and built once; tests must not change it."""
    root = tmp_path_factory.mktemp("course")
    make_course(root)
    chapter = load_chapters(root)[0]
    stamp_source(chapter, root)
    build(chapter, root)
    return root, chapter


@pytest.fixture
def written_course(tmp_path: Path) -> tuple[Path, Chapter]:
    """The sources of the small course, stamped and not built, that a test may break."""
    make_course(tmp_path)
    chapter = load_chapters(tmp_path)[0]
    stamp_source(chapter, tmp_path)
    return tmp_path, chapter


@pytest.fixture
def small_course(built_course: tuple[Path, Chapter], tmp_path: Path) -> tuple[Path, Chapter]:
    """A copy of the built small course that a test may break."""
    original, chapter = built_course
    make_course(tmp_path)
    for path in original.glob("notebooks/**/*.*"):
        if path.is_file():
            target = tmp_path / path.relative_to(original)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return tmp_path, chapter


@pytest.fixture
def in_forks(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Have chapters replayed in forks of the test, without the libraries of a fork server.

    That takes milliseconds, and what a test has replaced is replaced there, too. Returns what
    stands for `multiprocessing.get_context`.
    """
    get_context = Mock(return_value=Mock(wraps=multiprocessing.get_context("fork")))
    monkeypatch.setattr("multiprocessing.get_context", get_context)
    monkeypatch.setitem(sys.modules, "course.chapters.preload", ModuleType("preload"))
    monkeypatch.delitem(sys.modules, "tensorflow.python.eager.context", raising=False)
    return get_context


@pytest.fixture
def in_forks_with_snapshot(in_forks: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `in_forks`, with a snapshot that needs no TensorFlow."""
    module = SimpleNamespace(Snapshot=OfNames)
    monkeypatch.setitem(sys.modules, "course.chapters.snapshot", module)


def make_course(root: Path) -> None:
    """Write the sources of the small course below `root`."""
    sources = root / "notebooks" / "sources"
    sources.mkdir(parents=True)
    (sources / "chapters.toml").write_text(CHAPTERS, encoding="utf-8")
    (sources / "01_one.py").write_text(SOURCE, encoding="utf-8")
    (sources / "slides.toml").write_text(LEDGER, encoding="utf-8")
    (root / "notebooks" / "02_two.ipynb").touch()
    (root / "notebooks" / "zh-TW").mkdir()
    (root / "notebooks" / "zh-TW" / "02_two.ipynb").touch()
    (root / "utils").symlink_to(ROOT / "utils")
    (root / "requirements.txt").write_text("numpy\n", encoding="utf-8")
