"""Read the notebooks of a small course, edit its source, and make notebooks for tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import nbformat
from nbformat import NotebookNode

from course.chapters.check import check
from course.config import Chapter
from course.prose import find_computed, to_metadata

Course: TypeAlias = tuple[Path, Chapter]
Cells: TypeAlias = list[dict[str, Any]]

# Something that is used as TensorFlow's context is, without its threads.
CONTEXT = """\
import sys, types, weakref

class Context:
    _context_handle = 1
    used = 0

    def use(self):
        self.used += 1

eager = types.ModuleType("eager")
eager._context = Context()
sys.modules["tensorflow.python.eager.context"] = eager
alive = weakref.ref(eager._context)
"""


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


def a_code(name: str, text: str = "x", *outputs: NotebookNode, **fields: Any) -> NotebookNode:
    """Make a code cell with an id."""
    cell = nbformat.v4.new_code_cell(text, outputs=list(outputs), **fields)
    return NotebookNode(cell, id=name)


def a_text(name: str, text: str = "A", *numbers: str) -> NotebookNode:
    """Make a prose cell whose computed numbers have these stored values."""
    entries = [to_metadata(c, n) for c, n in zip(find_computed(text), numbers, strict=True)]
    metadata = {"computed": entries} if entries else {}
    return NotebookNode(nbformat.v4.new_markdown_cell(text, metadata=metadata), id=name)


def printed(text: str, name: str = "stdout") -> NotebookNode:
    """Make what a cell prints."""
    return nbformat.v4.new_output("stream", name=name, text=text)


def figure(alt: str = "") -> NotebookNode:
    """Make a figure as a cell's output."""
    metadata = {"image/png": {"alt": alt}} if alt else {}
    return nbformat.v4.new_output("display_data", {"image/png": ""}, metadata=metadata)


def a_notebook(*cells: NotebookNode) -> NotebookNode:
    """Make a notebook of cells."""
    return nbformat.v4.new_notebook(cells=list(cells))


def check_changed(course: Course, change: Callable[[Cells], None], language: str = "en") -> str:
    """Change the cells of a stored notebook; return what `check` says."""
    root, chapter = course
    path = chapter.notebook(language, root)
    notebook = json.loads(path.read_text())
    change(notebook["cells"])
    path.write_text(json.dumps(notebook))
    return "\n".join(check(chapter, root))


def code(cells: Cells, containing: str) -> dict[str, Any]:
    """Return the first code cell with a text."""
    return next(c for c in cells if c["cell_type"] == "code" and containing in "".join(c["source"]))


def prose(cells: Cells, containing: str) -> dict[str, Any]:
    """Return the first prose cell with a text."""
    return next(
        c for c in cells if c["cell_type"] == "markdown" and containing in "".join(c["source"])
    )


class OfNames:
    """A snapshot that takes back which names there are, and what they stand for."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace, self.before = namespace, dict(namespace)

    def restore(self) -> None:
        self.namespace.clear()
        self.namespace.update(self.before)
