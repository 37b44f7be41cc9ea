"""Make a committed notebook into a page's source: links, anchors, folds, figures."""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from collections.abc import Mapping
from html import escape
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.book.anchors import Anchors
from course.book.pages import Page, rewrite_links
from course.book.words import fold_title
from course.chapters.results import TITLE

_OPENING = re.compile(
    r"^\[!\[.*\n?|^\[\w+\]: data:.*\n?|[ \n]*\| \[[^\]]+\]\([^)]+\)$", re.MULTILINE
)
# Where the figures of both languages lie, seen from a page in a folder.
IMAGES = "../../images"


def prepare(
    notebook: NotebookNode,
    english: NotebookNode,
    page: Page,
    language: str,
    *,
    anchors: Mapping[str, list[str]],
    widgets: Mapping[str, str],
) -> tuple[NotebookNode, dict[str, bytes]]:
    """Return a page's source, and its figures by file name.

    Args:
        notebook: the notebook in the page's language.
        english: the same in English, with the same ids of cells.
        page: the page.
        language: `en` or `zh-TW`.
        anchors: more anchors by cell id: the statements of the slides that the cell settles.
        widgets: HTML by cell id, put behind the cell's outputs.
    """
    result = nbformat.v4.new_notebook(metadata=notebook.metadata)
    marks = Anchors()
    figures: dict[str, bytes] = {}
    for cell, original in zip(notebook.cells, english.cells, strict=True):
        names = "".join(
            f'<span class="anchor" id="{name}"></span>' for name in anchors.get(cell.id, ())
        )
        if names:
            result.cells.append(_markdown(f"{cell.id}-at", names))
        if cell.cell_type == "markdown":
            text = _OPENING.sub("", cell.source) if cell.id == "header" else cell.source
            text = rewrite_links(marks.mark(text, original.source), page, language)
            result.cells.append(_markdown(cell.id, text))
        else:
            result.cells.append(_code(cell, language, figures))
        if cell.id in widgets:
            result.cells.append(_markdown(f"{cell.id}-live", widgets[cell.id]))
    return result, figures


def _markdown(cell_id: str, text: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(text, id=cell_id)


def _code(cell: NotebookNode, language: str, figures: dict[str, bytes]) -> NotebookNode:
    metadata: dict[str, Any] = {"tags": list(cell.metadata.get("tags", []))}
    text = cell.source
    if text.startswith(TITLE):
        title, _, text = text.removeprefix(TITLE).partition("\n")
        # MyST-NB formats the prompt.
        prompt = fold_title(title, language).replace("{", "{{").replace("}", "}}")
        metadata["mystnb"] = {"code_prompt_show": prompt, "code_prompt_hide": prompt}
    outputs = [_shown(output, figures) for output in cell.outputs]
    return nbformat.v4.new_code_cell(
        text, id=cell.id, metadata=metadata, outputs=outputs, execution_count=cell.execution_count
    )


def _shown(output: NotebookNode, figures: dict[str, bytes]) -> NotebookNode:
    """Return an output whose figure is an image in HTML, with size and alt text.

    Pressed, it opens alone, so that one can enlarge it on a phone.
    """
    if "image/png" not in output.get("data", {}):
        return output
    picture = base64.b64decode(output.data["image/png"])
    name = f"{hashlib.sha256(picture).hexdigest()[:16]}.png"
    figures[name] = picture
    width, height = struct.unpack(">II", picture[16:24])
    alt = escape(output.metadata.get("image/png", {}).get("alt", ""))
    html = (
        f'<a class="enlarge" href="{IMAGES}/{name}">'
        f'<img class="figure" src="{IMAGES}/{name}" width="{width}" height="{height}" '
        f'loading="lazy" decoding="async" alt="{alt}"></a>'
    )
    return nbformat.v4.new_output("display_data", {"text/html": html})
