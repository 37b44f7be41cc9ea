"""Make notebooks out of sources: pure functions on notebook objects, no file access."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.chapters.results import TITLE, figures_of
from course.chapters.sections import heading_of
from course.chapters.slides import Deck
from course.config import Chapter
from course.opening import badges, setup_cell
from course.prose import find_computed, to_metadata
from course.source import Code, Source, text_hash

FOLDED = "hide-input"

_HEADER = {
    "en": """\
# {heading}

{badges}

Chapter {number} of {total}. Runs in about {{{{ {seconds} }}}} seconds on two CPU cores,
without network or GPU. | [繁體中文]({other})

{pictures}""",
    "zh-TW": """\
# {heading}

{badges}

第 {number} 章，共 {total} 章。以兩個 CPU 核心執行約需 {{{{ {seconds} }}}} 秒，不需網路或 GPU。
| [English]({other})

{pictures}""",
}
_SECONDS = 'end: __import__("utils").chapter_seconds() | d | x6'
_SLIDES = {
    "en": "Lecture slides whose statements this chapter tests: {credits}.",
    "zh-TW": "本章檢驗的課程投影片：{credits}。",
}
_LAB = {"en": "Practise: [{title}]({link})", "zh-TW": "動手做：[{title}]({link})"}
_NEXT = {"en": "Next chapter: [{title}]({link})", "zh-TW": "下一章：[{title}]({link})"}


def assemble(
    source: Source,
    chapter: Chapter,
    language: str,
    *,
    chapters: list[Chapter],
    repository: str,
    labs: tuple[str, ...] = (),
    decks: Sequence[Deck] = (),
) -> NotebookNode:
    """Build a chapter's notebook in one language, not yet executed.

    Computed numbers stay placeholders until `apply_run`.

    Args:
        source: the parsed source.
        chapter: the chapter it belongs to.
        language: `en` or `zh-TW`.
        chapters: all chapters in order, for the links.
        repository: the project's address, for badges and setup cell.
        labs: file names of the labs that exist, such as `lab01_perceptron.ipynb`.
        decks: the decks of slides to credit.
    """
    header = _header(chapter, language, len(chapters), repository)
    cells = [_markdown("header", header), _code("setup", setup_cell(repository))]
    for cell_id, cell in zip(cell_ids(source), source.cells, strict=True):
        if isinstance(cell, Code):
            cells.append(_code(cell_id, cell))
        else:
            cells.append(_markdown(cell_id, cell.text(language)))
            heading = heading_of(cell)
            if heading is not None and heading.optional:
                cells[-1]["metadata"]["jp-MarkdownHeadingCollapsed"] = True
    if footer := _footer(chapter, language, chapters, labs, decks):
        cells.append(_markdown("footer", footer))
    return notebook_of(cells)


def notebook_of(cells: list[dict[str, Any]]) -> NotebookNode:
    """Return a notebook of these cells, for Python."""
    return nbformat.from_dict(
        {
            "cells": cells,
            "metadata": {
                "kernelspec": {
                    "display_name": "Python 3 (ipykernel)",
                    "language": "python",
                    "name": "python3",
                },
                "language_info": {"name": "python"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def cell_ids(source: Source) -> list[str]:
    """Return the notebooks' ids of a source's cells, in order.

    They come from the code and from the English text, so both languages have the same.
    """
    seen: Counter[str] = Counter()
    ids = []
    for cell in source.cells:
        name = text_hash(cell.text if isinstance(cell, Code) else cell.english)
        seen[name] += 1
        ids.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return ids


def translate_alts(notebook: NotebookNode, source: Source) -> None:
    """Give the figures of an executed notebook their Chinese alt texts."""
    alts = chinese_alts(source)
    for cell in notebook.cells:
        for output, alt in zip(figures_of(cell), alts.get(cell.id, ()), strict=False):
            output.metadata.setdefault("image/png", {})["alt"] = alt


def chinese_alts(source: Source) -> dict[str, tuple[str, ...]]:
    """Return the Chinese alt texts by cell id, of the cells that have some."""
    return {
        cell_id: cell.directives.alts
        for cell_id, cell in zip(cell_ids(source), source.cells, strict=True)
        if isinstance(cell, Code) and cell.directives.alts
    }


def _markdown(cell_id: str, text: str) -> dict[str, Any]:
    computed = [to_metadata(c, "") for c in find_computed(text)]
    return {
        "cell_type": "markdown",
        "id": cell_id,
        "metadata": {"computed": computed} if computed else {},
        "source": text,
    }


def folded(tags: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the metadata of a folded cell that has these tags besides.

    JupyterLab reads source_hidden, Colab cellView and the title, Jupyter Book the tag.
    """
    return {"tags": [*tags, FOLDED], "jupyter": {"source_hidden": True}, "cellView": "form"}


def _code(cell_id: str, code: Code) -> dict[str, Any]:
    metadata: dict[str, Any] = {"tags": list(code.tags)} if code.tags else {}
    text = code.text
    if code.fold:
        metadata, text = folded(code.tags), f"{TITLE}{code.fold}\n{text}"
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_id,
        "metadata": metadata,
        "outputs": [],
        "source": text,
    }


def _header(chapter: Chapter, language: str, total: int, repository: str) -> str:
    path = chapter.notebook(language).relative_to(chapter.notebook("en").parents[1])
    other = f"zh-TW/{chapter.name}.ipynb" if language == "en" else f"../{chapter.name}.ipynb"
    shown, pictures = badges(language, repository, path.as_posix())
    return _HEADER[language].format(
        heading=chapter.heading(language),
        badges=shown,
        pictures=pictures,
        number=chapter.number,
        total=total,
        seconds=_SECONDS,
        other=other,
    )


def _footer(
    chapter: Chapter,
    language: str,
    chapters: list[Chapter],
    labs: tuple[str, ...],
    decks: Sequence[Deck],
) -> str:
    lines = []
    if decks:
        credits = ("; " if language == "en" else "；").join(d.credit(language) for d in decks)
        lines.append(_SLIDES[language].format(credits=credits))
    up = "../labs/" if language == "en" else "../../labs/zh-TW/"
    for lab in labs:
        if lab.startswith(f"lab{chapter.number:02d}_"):
            title = lab.removesuffix(".ipynb")
            lines.append(_LAB[language].format(title=title, link=up + lab))
    for following in chapters:
        if following.number == chapter.number + 1:
            lines.append(
                _NEXT[language].format(
                    title=following.heading(language), link=f"{following.name}.ipynb"
                )
            )
    return "---\n\n" + "\n\n".join(lines) if lines else ""
