"""Read the notebooks of a small course, and edit its source."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import nbformat

from course.config import Chapter

Course: TypeAlias = tuple[Path, Chapter]


def read(course: Course, language: str) -> nbformat.NotebookNode:
    root, chapter = course
    return nbformat.read(chapter.notebook(language, root), as_version=4)


def edit(course: Course, old: str, new: str) -> None:
    """Edit the source, in one place."""
    root, chapter = course
    source = chapter.source(root)
    text = source.read_text(encoding="utf-8")
    assert text.count(old) == 1
    source.write_text(text.replace(old, new), encoding="utf-8")
