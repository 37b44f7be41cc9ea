"""Build the book: prepare the sources, run Sphinx for each language, index for the search."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat

from course.book import explorables, made, slides, state
from course.book.anchors import Anchors
from course.book.mathjax import mathjax
from course.book.notebooks import prepare
from course.book.pages import Page, pages, rewrite_links
from course.config import LANGUAGES, ROOT, CourseError, load_chapters
from utils.files import write_whole

OUT = ROOT / "book"
WORK = ROOT / "build" / "book"
HERE = Path(__file__).parent


def build() -> None:
    """Write `book/`; what has not changed since the last time stays as it is.

    If neither the sources nor the site have changed at all, nothing is done.

    Raises:
        CourseError: an explorable cannot be drawn, Sphinx warns, or Pagefind fails; the text says
            what of.
    """
    stamp = WORK / "state"
    now = state.sources(ROOT)
    if stamp.is_file() and stamp.read_text() == now + state.site(OUT):
        return
    stamp.unlink(missing_ok=True)
    files = {f"mathjax/{name}": data for name, data in mathjax().items()}
    files["index.html"] = (HERE / "templates" / "entrance.html").read_bytes()
    anchors = {f"chapters/{c.name}": slides.anchors(c) for c in load_chapters()}
    widgets = explorables.widgets(OUT / "explorables")
    for language in LANGUAGES:
        sources: dict[str, bytes] = {"index.md": b""}
        for page in pages().values():
            pieces = widgets.get(page.name, {}).get(language, {})
            source, figures = _source(page, language, anchors.get(page.name, {}), pieces)
            sources[f"{page.name}{'.ipynb' if page.is_notebook else '.md'}"] = source.encode()
            files |= {f"images/{name}": data for name, data in figures.items()}
            if page.is_notebook:
                files[f"{language}/{page.name}.ipynb"] = (ROOT / page.path(language)).read_bytes()
        sync(WORK / language, sources, whole=True)
    sync(OUT, files)
    _remove_others(OUT / "images", {n.removeprefix("images/") for n in files})
    _sphinx()
    # Words, not code and formulas: a search leads to where a term is explained.
    chosen = ["--root-selector", "article.bd-article"]
    chosen += ["--exclude-selectors", "a.headerlink, .cell, .math"]
    command = [sys.executable, "-m", "pagefind", "--site", str(OUT), *chosen, "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise CourseError(f"Pagefind failed: {done.stdout}{done.stderr}")
    write_whole(stamp, (now + state.site(OUT)).encode())


def _source(
    page: Page, language: str, anchors: dict[str, list[str]], widgets: dict[str, str]
) -> tuple[str, dict[str, bytes]]:
    if page.is_notebook:
        own, english = (
            nbformat.read(ROOT / page.path(lang), as_version=4) for lang in (language, "en")
        )
        notebook, figures = prepare(own, english, page, language, anchors=anchors, widgets=widgets)
        return nbformat.writes(notebook), figures
    text, english = (made.text(page, lang) for lang in (language, "en"))
    text = rewrite_links(Anchors().mark(text, english), page, language)
    return (text + made.contents(language) if page.name == "index" else text), {}


def sync(folder: Path, files: dict[str, bytes], *, whole: bool = False) -> None:
    """Write the files that differ; with `whole`, remove all others."""
    for name, data in files.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != data:
            write_whole(path, data)
    if whole:
        _remove_others(folder, set(files))


def _remove_others(folder: Path, names: set[str]) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in names:
            path.unlink()


def _sphinx() -> None:
    running = {}
    for language in LANGUAGES:
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-c", str(HERE)]
        command += [
            "-d",
            str(WORK / f"doctrees-{language}"),
            str(WORK / language),
            str(OUT / language),
        ]
        environment = {**os.environ, "BOOK_LANGUAGE": language, "PYTHONPATH": str(ROOT)}
        running[language] = subprocess.Popen(
            command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
    problems = [(lang, process.communicate()[1]) for lang, process in running.items()]
    failed = [f"{lang}:\n{text}" for lang, text in problems if running[lang].returncode]
    if failed:
        raise CourseError("Sphinx did not build the book; " + "\n".join(failed))
