"""Build chapters: source in, two executed notebooks out."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course.config import (
    LANGUAGES,
    ROOT,
    Chapter,
    CourseError,
    load_chapters,
    repository,
)
from course.execute import RunError, execute
from course.notebook import apply_run, assemble, keep_stored
from course.source import parse, stamp
from utils.files import write_whole


def assemble_all(chapter: Chapter, root: Path = ROOT) -> dict[str, NotebookNode]:
    """A chapter's notebooks by language, not yet executed.

    Raises:
        CourseError: the source has problems; the text lists them all.
    """
    path = chapter.source(root)
    if not path.is_file():
        raise CourseError(f"{chapter.name} has no source; write notebooks/sources/{path.name}.")
    source = parse(path.read_text(encoding="utf-8"))
    if source.problems:
        raise CourseError("\n".join(f"{chapter.name}, {p}" for p in source.problems))
    labs = tuple(sorted(p.name for p in (root / "labs").glob("lab*.ipynb")))
    return {
        language: assemble(
            source,
            chapter,
            language,
            chapters=load_chapters(root),
            repository=repository(),
            labs=labs,
        )
        for language in LANGUAGES
    }


def build(chapter: Chapter, root: Path = ROOT) -> list[Path]:
    """Execute a chapter and write its notebooks; returns the files that changed.

    Where a fresh run may differ (see `keep_stored`) the stored text stays, so building
    twice gives the same bytes.

    Raises:
        CourseError: the source has problems or a cell fails; nothing is written.
    """
    notebooks = assemble_all(chapter, root)
    english = notebooks["en"]
    target = chapter.notebook("en", root)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        run = execute(english, target.parent)
    except RunError as error:
        raise CourseError(f"{chapter.name}, {error}") from None
    if target.is_file():
        run = keep_stored(english, run, nbformat.read(target, as_version=4))
    changed = []
    for language, notebook in notebooks.items():
        apply_run(notebook, run)
        if write(notebook, chapter.notebook(language, root)):
            changed.append(chapter.notebook(language, root))
    return changed


def stamp_source(chapter: Chapter, root: Path = ROOT) -> bool:
    """Mark a chapter's Chinese as translating its present English; tells if it moved."""
    return stamp_file(chapter.source(root))


def stamp_file(path: Path) -> bool:
    """Mark a source's Chinese as translating its present English; tells if it moved."""
    before = path.read_text(encoding="utf-8")
    after = stamp(before)
    if after != before:
        write_whole(path, after)
    return after != before


def write(notebook: NotebookNode, path: Path) -> bool:
    """Write a notebook if its bytes change; tells whether they did."""
    nbformat.validate(notebook)
    text = nbformat.writes(notebook) + "\n"
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    write_whole(path, text)
    return True
