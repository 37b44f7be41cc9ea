"""Where things are, and which chapters a command means."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from course import config
from course.config import LANGUAGES, ROOT, Chapter, CourseError, load_chapters, select_chapters


@pytest.mark.parametrize("wanted", ["2", "02", "02_tensors"])
def test_chapters_are_found_by_number_or_name(wanted: str) -> None:
    assert [c.name for c in select_chapters([wanted])] == ["02_tensors"]


def test_a_chapter_knows_its_files_and_its_heading_in_each_language() -> None:
    chapter = Chapter(7, "seven", "Seven", "七", ("P1",))
    root = Path("root")
    assert chapter.name == "07_seven"
    assert chapter.source(root) == root / "notebooks" / "sources" / "07_seven.py"
    assert chapter.notebook("en", root) == root / "notebooks" / "07_seven.ipynb"
    assert chapter.notebook("zh-TW", root) == root / "notebooks" / "zh-TW" / "07_seven.ipynb"
    assert [chapter.heading(language) for language in LANGUAGES] == ["7 Seven", "7 七"]


def test_all_chapters_without_a_name() -> None:
    assert select_chapters([]) == load_chapters()


def test_unknown_chapter_names_the_known_ones() -> None:
    with pytest.raises(CourseError, match=r"There is no chapter '77'; choose from 01, 02"):
        select_chapters(["77"])


def test_addresses_are_the_project_s_with_one_form_of_their_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]
    assert config.repository() == urls["Repository"]
    assert config.book_address() == urls["Documentation"]
    table = "# 網址\n[project.urls]\n{}\n{}\n".format(
        'Repository = "https://github.com/me/class/"', 'Documentation = "https://me.io/class"'
    )
    (tmp_path / "pyproject.toml").write_text(table, encoding="utf-8")
    monkeypatch.setattr(config, "ROOT", tmp_path)
    assert config.repository.__wrapped__() == "https://github.com/me/class"
    assert config.book_address.__wrapped__() == "https://me.io/class/"
