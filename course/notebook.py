"""Make notebooks out of sources: pure functions on notebook objects, no file access."""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlparse

import nbformat
from nbformat import NotebookNode

from course.config import Chapter, CourseError
from course.prose import Computed, find_computed, from_metadata, render, to_metadata
from course.source import Code, Prose, Source, text_hash

IGNORE = "nbval-ignore-output"

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
    texts: list[tuple[str, str, Code | None]] = [
        ("header", header, None),
        ("setup", setup.text, setup),
    ]
    for cell in source.cells:
        if isinstance(cell, Prose):
            # The id comes from the English text, so both languages have the same ids.
            texts.append((text_hash(cell.english), cell.text(language), None))
        else:
            texts.append((text_hash(cell.text), cell.text, cell))
    if footer := _footer(chapter, language, chapters, labs):
        texts.append(("footer", footer, None))
    seen: Counter[str] = Counter()
    cells = []
    for cell_id, text, code in texts:
        seen[cell_id] += 1
        unique = cell_id if seen[cell_id] == 1 else f"{cell_id}-{seen[cell_id]}"
        cells.append(_markdown(unique, text) if code is None else _code(unique, code))
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


def computed_of(cell: NotebookNode) -> list[tuple[Computed, str]]:
    """The computed numbers of a prose cell with their stored values."""
    return [from_metadata(entry) for entry in cell.metadata.get("computed", [])]


def pending(notebook: NotebookNode) -> dict[int, list[tuple[str, Computed]]]:
    """Which computed numbers, of which cell id, are to be evaluated after which cell.

    Prose is evaluated where it stands, that is after the last code cell before it;
    `end:` numbers, and those before any code, after the last code cell.
    """
    code = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    after: dict[int, list[tuple[str, Computed]]] = {}
    for i, cell in enumerate(notebook.cells):
        earlier = [k for k in code if k < i]
        for c, _ in computed_of(cell):
            place = earlier[-1] if earlier and not c.at_end else code[-1]
            after.setdefault(place, []).append((cell.id, c))
    return after


@dataclass
class Run:
    """What running a notebook gave: outputs and computed numbers, by cell id."""

    outputs: dict[str, list[NotebookNode]] = field(default_factory=dict)
    values: dict[str, dict[Computed, str]] = field(default_factory=dict)


def run_of(notebook: NotebookNode) -> Run:
    """The run that an executed notebook stores."""
    return Run(
        {c.id: c.outputs for c in notebook.cells if c.cell_type == "code"},
        {c.id: dict(computed_of(c)) for c in notebook.cells if computed_of(c)},
    )


def apply_run(notebook: NotebookNode, run: Run) -> None:
    """Give a freshly assembled notebook the outputs and numbers of a run."""
    count = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            count += 1
            cell.outputs, cell.execution_count = (
                copy.deepcopy(run.outputs[cell.id]),
                count,
            )
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
        elif computed := [c for c, _ in computed_of(cell)]:
            values = run.values[cell.id]
            cell.source = render(cell.source, [values[c] for c in computed])
            cell.metadata["computed"] = [to_metadata(c, values[c]) for c in computed]


def keep_stored(notebook: NotebookNode, run: Run, stored: NotebookNode) -> Run:
    """The run, with what the stored notebook says where a fresh run may differ from it.

    Outputs that nbval ignores stay while all code up to them is the same, computed
    numbers while they are within their tolerance. So a rebuild changes only what moved.
    """
    before = run_of(stored)
    outputs, values = dict(run.outputs), {}
    code = [c for c in notebook.cells if c.cell_type == "code"]
    old_code = [c for c in stored.cells if c.cell_type == "code"]
    for cell, old in zip(code, old_code, strict=False):
        if cell.source != old.source:
            break
        same = [_kind(o) for o in run.outputs[cell.id]] == [_kind(o) for o in old.outputs]
        if same and IGNORE in cell.metadata.get("tags", []):
            outputs[cell.id] = old.outputs
    for cell_id, fresh in run.values.items():
        known = before.values.get(cell_id, {})
        values[cell_id] = {
            c: known[c] if c in known and c.agrees(known[c], value) else value
            for c, value in fresh.items()
        }
    return Run(outputs, values)


def _kind(output: NotebookNode) -> tuple[str, tuple[str, ...]]:
    return output.output_type, tuple(sorted(output.get("data", {})))


def _markdown(cell_id: str, text: str) -> dict[str, Any]:
    computed = [to_metadata(c, "") for c in find_computed(text)]
    return {
        "cell_type": "markdown",
        "id": cell_id,
        "metadata": {"computed": computed} if computed else {},
        "source": text,
    }


def _code(cell_id: str, code: Code) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_id,
        "metadata": {"tags": list(code.tags)} if code.tags else {},
        "outputs": [],
        "source": code.text,
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
