"""Make notebooks out of sources: pure functions on notebook objects, no file access."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import quote, urlparse

import nbformat
from nbformat import NotebookNode

from course.config import Chapter, CourseError
from course.prose import find_computed, to_metadata
from course.results import TITLE, figures_of
from course.sections import heading_of
from course.source import Code, Source, text_hash

FOLDED = "hide-input"

_SETUP = """\
# Setup. In a clone of the course this only finds it; on Colab, where the notebook
# comes alone, it fetches the course and installs what is missing.
import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = os.environ.get(
    "COURSE_REPOSITORY",
    "{repository}",
)
home = Path("{name}").resolve()
course = [p for p in (home, *home.parents) if (p / "utils/datasets").is_dir()]
if not course and "google.colab" in sys.modules:
    subprocess.run(["git", "clone", "-q", "--depth=1", REPOSITORY, home])
    course = [home] if (home / "utils").is_dir() else []
if not course:
    raise RuntimeError(f"The course is not here; fetch it: git clone {{REPOSITORY}}")
sys.path.insert(0, str(course[0]))

from utils.install import install_missing

install_missing()"""

_HEADER = {
    "en": """\
# {heading}

[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({colab})
[![Open in Binder](https://mybinder.org/badge_logo.svg)]({binder})

Chapter {number} of {total}. Runs in about {{{{ {seconds} }}}} seconds on two CPU cores,
without network or GPU. | [繁體中文]({other})""",
    "zh-TW": """\
# {heading}

[![在 Colab 開啟](https://colab.research.google.com/assets/colab-badge.svg)]({colab})
[![在 Binder 開啟](https://mybinder.org/badge_logo.svg)]({binder})

第 {number} 章，共 {total} 章。以兩個 CPU 核心執行約需 {{{{ {seconds} }}}} 秒，不需網路或 GPU。
| [English]({other})""",
}
_SECONDS = 'end: __import__("utils").chapter_seconds() | d | x6'
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
    """
    header = _header(chapter, language, len(chapters), repository)
    setup = Code(_SETUP.format(repository=repository, name=_clone_name(repository)))
    cells = [_markdown("header", header), _code("setup", setup)]
    for cell_id, cell in zip(cell_ids(source), source.cells, strict=True):
        if isinstance(cell, Code):
            cells.append(_code(cell_id, cell))
        else:
            cells.append(_markdown(cell_id, cell.text(language)))
            heading = heading_of(cell)
            if heading is not None and heading.optional:
                cells[-1]["metadata"]["jp-MarkdownHeadingCollapsed"] = True
    if footer := _footer(chapter, language, chapters, labs):
        cells.append(_markdown("footer", footer))
    return nbformat.from_dict(
        {
            "cells": cells,
            "metadata": {
                "kernelspec": {
                    "display_name": "Python 3",
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
    """The notebooks' ids of a source's cells, in order.

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
    """The Chinese alt texts by cell id, of the cells that have some."""
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


def _code(cell_id: str, code: Code) -> dict[str, Any]:
    metadata: dict[str, Any] = {"tags": list(code.tags)} if code.tags else {}
    text = code.text
    if code.fold:
        # JupyterLab reads source_hidden, Colab cellView and the title, Jupyter Book the tag.
        metadata["tags"] = [*code.tags, FOLDED]
        metadata |= {"jupyter": {"source_hidden": True}, "cellView": "form"}
        text = f"{TITLE}{code.fold}\n{text}"
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_id,
        "metadata": metadata,
        "outputs": [],
        "source": text,
    }


def _clone_name(repository: str) -> str:
    return urlparse(repository).path.rstrip("/").rsplit("/", 1)[-1].removesuffix(".git")


def _header(chapter: Chapter, language: str, total: int, repository: str) -> str:
    address = urlparse(repository)
    if address.netloc != "github.com":
        raise CourseError(
            f"{repository} is not on github.com, so Colab can't open it; set "
            "[project.urls] Repository in pyproject.toml to an address there."
        )
    path = chapter.notebook(language).relative_to(chapter.notebook("en").parents[1])
    other = f"zh-TW/{chapter.name}.ipynb" if language == "en" else f"../{chapter.name}.ipynb"
    return _HEADER[language].format(
        heading=chapter.heading(language),
        colab=f"https://colab.research.google.com/github{address.path}/blob/main/"
        + path.as_posix(),
        binder=f"https://mybinder.org/v2/gh{address.path}/main?labpath="
        + quote(path.as_posix(), safe=""),
        number=chapter.number,
        total=total,
        seconds=_SECONDS,
        other=other,
    )


def _footer(chapter: Chapter, language: str, chapters: list[Chapter], labs: tuple[str, ...]) -> str:
    lines = []
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
