from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest

from course.book import build, explorables, made, slides, state
from course.book.build import sync
from course.book.pages import Page, pages
from course.config import LANGUAGES, ROOT, Chapter, CourseError


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


# Of one point.
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder for what is built, two pages, and nothing that takes long."""
    for name, value in {"ROOT": ROOT, "OUT": tmp_path / "book", "WORK": tmp_path / "build"}.items():
        monkeypatch.setattr(build, name, value)
    figure = nbformat.v4.new_output("display_data", {"image/png": PICTURE})
    for language in LANGUAGES:
        text = nbformat.v4.new_markdown_cell(f"# One, {language}", id="text")
        code = nbformat.v4.new_code_cell("1", id="code", outputs=[figure])
        notebook = nbformat.v4.new_notebook(cells=[text, code])
        nbformat.write(notebook, tmp_path / f"{language}.ipynb")
    one = Page("chapters/01_one", tuple(str(tmp_path / f"{lang}.ipynb") for lang in LANGUAGES))
    found = [pages()["index"], pages()["notation"], one]
    monkeypatch.setattr(build, "pages", lambda: {page.name: page for page in found})
    (tmp_path / "build").mkdir()
    return tmp_path


class Children:
    """What is started instead of Sphinx and Pagefind, and with what."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.started: list[tuple[list[str], dict[str, Any]]] = []
        self.failing: dict[str, str] = {}
        monkeypatch.setattr(subprocess, "Popen", self.start)
        monkeypatch.setattr(subprocess, "run", self.start)

    def start(self, command: list[str], **given: Any) -> Any:
        self.started.append((command, given))
        language = given.get("env", {}).get("BOOK_LANGUAGE", "")
        told = self.failing.get(language)
        return SimpleNamespace(
            returncode=told is not None,
            stdout=f"out of {language}",
            stderr=told,
            communicate=lambda: ("", told),
        )


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> Children:
    return Children(monkeypatch)


@pytest.fixture
def pieces(book: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Explorables, slides and MathJax that need no time; the list is of when they were drawn."""
    asked: list[str] = []

    def widgets(out: Path) -> dict[str, dict[str, dict[str, str]]]:
        asked.append(out.relative_to(book).as_posix())
        return {"chapters/01_one": {lang: {"text": f"<b>{lang}</b>"} for lang in LANGUAGES}}

    monkeypatch.setattr(explorables, "widgets", widgets)
    monkeypatch.setattr(build, "load_chapters", lambda: [Chapter(1, "one", "One", "一", ())])
    monkeypatch.setattr(slides, "anchors", lambda chapter: {"text": [f"at-{chapter.name}"]})
    monkeypatch.setattr(build, "mathjax", lambda: {"tex.js": b"math"})
    monkeypatch.setattr(state, "sources", lambda root: f"of {root.name}, ")
    return asked


def test_a_book_has_its_sources_figures_notebooks_and_entrance(
    book: Path, children: Children, pieces: list[str]
) -> None:
    (book / "book/images").mkdir(parents=True)
    (book / "book/images/old.png").touch()
    build.build()
    assert pieces == ["book/explorables"]
    out = {path.relative_to(book / "book").as_posix() for path in (book / "book").rglob("*.*")}
    images = {name for name in out if name.startswith("images/")}
    notebooks = {f"{language}/chapters/01_one.ipynb" for language in LANGUAGES}
    assert images and "images/old.png" not in images
    assert out == images | notebooks | {"index.html", "mathjax/tex.js"}
    entrance = ROOT / "course/book/templates/entrance.html"
    assert (book / "book/index.html").read_bytes() == entrance.read_bytes()
    assert (book / "book/mathjax/tex.js").read_bytes() == b"math"
    for language in LANGUAGES:
        copy = (book / f"book/{language}/chapters/01_one.ipynb").read_bytes()
        assert copy == (book / f"{language}.ipynb").read_bytes()
        sources = book / "build" / language
        names = {p.relative_to(sources).as_posix() for p in sources.rglob("*.*")}
        assert names == {"index.md", "notation.md", "chapters/01_one.ipynb"}
        text = (sources / "chapters/01_one.ipynb").read_text(encoding="utf-8")
        cells = [cell.source for cell in nbformat.reads(text, as_version=4).cells]
        mark = '<span class="anchor" id="at-01_one"></span>'
        assert cells == [mark, f"{{.at-one-en}}\n# One, {language}", f"<b>{language}</b>", "1"]
        assert (sources / "index.md").read_text(encoding="utf-8").endswith(made.contents(language))
        assert made.contents(language) not in (sources / "notation.md").read_text(encoding="utf-8")


def test_sphinx_and_pagefind_run_once_until_something_changes(
    book: Path, children: Children, pieces: list[str]
) -> None:
    build.build()
    *sphinx, (search, given) = children.started
    for language, (command, its) in zip(LANGUAGES, sphinx, strict=True):
        options = [*("-q", "-W", "--keep-going", "-c"), str(ROOT / "course/book"), "-d"]
        folders = [book / "build" / f"doctrees-{language}", book / "build" / language]
        folders.append(book / "book" / language)
        assert command == [sys.executable, "-m", "sphinx", *options, *map(str, folders)]
        environment = {**os.environ, "BOOK_LANGUAGE": language, "PYTHONPATH": str(ROOT)}
        assert its == {"env": environment, "cwd": ROOT, "stderr": subprocess.PIPE, "text": True}
    assert search == [
        *(sys.executable, "-m", "pagefind", "--site", str(book / "book")),
        *("--root-selector", "article.bd-article"),
        *("--exclude-selectors", "a.headerlink, .cell, .math", "--quiet"),
    ]
    assert given == {"capture_output": True, "text": True}
    children.started.clear()
    build.build()
    assert children.started == [] and len(pieces) == 1
    (book / "book/index.html").unlink()
    build.build()
    assert len(children.started) == 3 and (book / "book/index.html").is_file()


def test_what_sphinx_and_pagefind_complain_of_is_told_and_the_next_build_tries_again(
    book: Path, children: Children, pieces: list[str]
) -> None:
    build.build()
    (book / "book/index.html").unlink()
    for failing, told in (
        ({"en": "a warning"}, "Sphinx did not build the book; en:\na warning"),
        (
            {"en": "a warning", "zh-TW": "an error"},
            "Sphinx did not build the book; en:\na warning\nzh-TW:\nan error",
        ),
        ({"": "no index"}, "Pagefind failed: out of no index"),
    ):
        children.failing = failing
        with pytest.raises(CourseError) as error:
            build.build()
        assert str(error.value) == told
    children.failing = {}
    children.started.clear()
    build.build()
    assert len(children.started) == 3
