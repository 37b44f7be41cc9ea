"""JupyterLab's settings: an opened notebook is not marked as changed, and nobody is asked."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from course.config import ROOT, load_chapters

SETTINGS = ROOT / ".jupyter"
STORED = {"name": "python"}


@pytest.fixture
def config() -> Config:
    return PyFileConfigLoader("jupyter_lab_config.py", path=str(SETTINGS)).load_config()


@pytest.fixture
def contents(config: Config, tmp_path: Path) -> Any:
    return config.ServerApp.contents_manager_class(root_dir=str(tmp_path))


def put(folder: Path, language: dict[str, Any]) -> Path:
    """A notebook file that says so much of its language."""
    notebook = {"cells": [], "metadata": {"language_info": language}}
    path = folder / "a.ipynb"
    path.write_text(json.dumps({**notebook, "nbformat": 4, "nbformat_minor": 5}))
    return path


def language_of(text: str) -> Any:
    return json.loads(text)["metadata"]["language_info"]


def test_a_notebook_is_handed_out_as_its_kernel_will_say(contents: Any, tmp_path: Path) -> None:
    path = put(tmp_path, STORED)
    before = path.read_bytes()
    model = asyncio.run(contents.get("a.ipynb"))
    language = model["content"]["metadata"]["language_info"]
    assert language["version"] == sys.version.split()[0]
    assert language["name"] == "python" and language["pygments_lexer"] == "ipython3"
    assert path.read_bytes() == before


def test_a_notebook_is_put_away_as_it_was(contents: Any, tmp_path: Path) -> None:
    path = put(tmp_path, STORED)
    model = asyncio.run(contents.get("a.ipynb"))
    asyncio.run(contents.save(model, "a.ipynb"))
    assert language_of(path.read_text()) == STORED


@pytest.mark.parametrize("language", [{"name": "R"}, {"name": "R", "version": "4"}])
def test_other_languages_are_left_alone(
    contents: Any, tmp_path: Path, language: dict[str, Any]
) -> None:
    path = put(tmp_path, language)
    model = asyncio.run(contents.get("a.ipynb"))
    assert model["content"]["metadata"]["language_info"] == language
    asyncio.run(contents.save(model, "a.ipynb"))
    assert language_of(path.read_text()) == language


def test_folders_and_other_files_work_as_before(contents: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    assert asyncio.run(contents.get(""))["content"][0]["name"] == "a.txt"
    assert asyncio.run(contents.get("a.txt"))["content"] == "text"


def test_the_chapters_say_what_the_settings_expect() -> None:
    for chapter in load_chapters():
        assert language_of(chapter.notebook("en").read_text(encoding="utf-8")) == STORED


def test_nobody_is_asked_about_news(config: Config) -> None:
    overrides = json.loads((Path(config.LabApp.app_settings_dir) / "overrides.json").read_text())
    notification = overrides["@jupyterlab/apputils-extension:notification"]
    assert notification == {"checkForUpdates": False, "fetchNews": "false"}
