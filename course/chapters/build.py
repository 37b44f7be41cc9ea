"""Build chapters: source in, two executed notebooks out."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course.chapters.execute import RunError, execute
from course.chapters.notebook import assemble, translate_alts
from course.chapters.results import Run, apply_run, keep_stored, reusable_run, run_of
from course.chapters.slides import load_ledger
from course.config import (
    LANGUAGES,
    ROOT,
    Chapter,
    CourseError,
    load_chapters,
    repository,
)
from course.source import Source, parse, stamp
from utils.files import write_whole

# What a chapter's run depends on, besides its own code.
_IMPORTED = ("utils", "experiments", "constraints.txt")


def read_source(chapter: Chapter, root: Path = ROOT) -> Source:
    """Read a chapter's source.

    Raises:
        CourseError: the source has problems; the text lists them all.
    """
    path = chapter.source(root)
    if not path.is_file():
        raise CourseError(f"{chapter.name} has no source; write notebooks/sources/{path.name}.")
    source = parse(path.read_text(encoding="utf-8"))
    if source.problems:
        raise CourseError("\n".join(f"{chapter.name}, {p}" for p in source.problems))
    return source


def assemble_all(source: Source, chapter: Chapter, root: Path = ROOT) -> dict[str, NotebookNode]:
    """Return a chapter's notebooks by language, not yet executed.

    Raises:
        CourseError: the ledger of the slides has problems; the text lists them all.
    """
    decks = load_ledger(root).decks_of(chapter) if chapter.edition == 2 else []
    labs = tuple(sorted(p.name for p in (root / "labs").glob("lab*.ipynb")))
    return {
        language: assemble(
            source,
            chapter,
            language,
            chapters=load_chapters(root),
            repository=repository(),
            labs=labs,
            decks=decks,
        )
        for language in LANGUAGES
    }


def build(chapter: Chapter, root: Path = ROOT, *, rerun: bool = False) -> list[Path]:
    """Write a chapter's notebooks, executed; returns the files that changed.

    Where neither the code nor what it imports has changed since the last build here, the
    stored outputs serve again. Where a fresh run may differ (see `keep_stored`) the stored
    text stays, so building twice gives the same bytes.

    Args:
        chapter: what to build.
        root: the course's folder.
        rerun: execute even if nothing has changed.

    Raises:
        CourseError: the source has problems or a cell fails; nothing is written.
    """
    source = read_source(chapter, root)
    notebooks = assemble_all(source, chapter, root)
    english = notebooks["en"]
    target = chapter.notebook("en", root)
    stored = nbformat.read(target, as_version=4) if target.is_file() else None
    mark = target.parent / ".executed" / f"{chapter.name}.txt"
    run = None
    if stored is not None and not rerun and _read(mark) == _fingerprint(run_of(stored), root):
        run = reusable_run(english, stored)
    if run is None:
        try:
            run = execute(english, target.parent, one_thread=True)
        except RunError as error:
            raise CourseError(f"{chapter.name}, {error}") from None
        if stored is not None:
            run = keep_stored(english, run, stored)
    changed = []
    for language, notebook in notebooks.items():
        apply_run(notebook, run)
        if language == "zh-TW":
            translate_alts(notebook, source)
        if write(notebook, chapter.notebook(language, root)):
            changed.append(chapter.notebook(language, root))
    write_whole(mark, _fingerprint(run_of(english), root))
    return changed


def _fingerprint(run: Run, root: Path) -> str:
    """Return a hash of what a run gave and of the files that it imports."""
    digest = hashlib.sha256(json.dumps(run.outputs, sort_keys=True).encode())
    for name in _IMPORTED:
        for path in sorted([root / name, *(root / name).rglob("*")]):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def stamp_source(chapter: Chapter, root: Path = ROOT) -> bool:
    """Mark a chapter's Chinese as translating its present English; return whether that is new."""
    return stamp_file(chapter.source(root))


def stamp_file(path: Path) -> bool:
    """Mark a source's Chinese as translating its present English; return whether that is new."""
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
