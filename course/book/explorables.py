"""Explorables without a kernel: frames for a grid of their controls, drawn once and kept.

The directive lines of an explorable's cell name the values that each control takes on the
website. The statements that the figure depends on run in a process of their own, the figure
is drawn for every combination of values, and the frames are kept under a hash of all that
they depend on: those statements, the files of `utils` that they import, and the versions.
"""

from __future__ import annotations

import ast
import hashlib
import itertools
import json
import multiprocessing
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from course.book import digit, frames, stepper
from course.book.slices import Statement, slice_of, statements
from course.book.words import words_of
from course.chapters.build import read_source
from course.chapters.falsify import code_cells
from course.chapters.notebook import cell_ids
from course.chapters.slides import FIRST_CELL
from course.config import LANGUAGES, ROOT, Chapter, CourseError, load_chapters
from course.directives import Page
from course.source import Code

# Where the frames lie, seen from a page in a folder of its language.
FRAMES = "../../explorables"
_LIBRARIES = ("numpy", "scipy", "matplotlib", "pillow", "keras", "tensorflow")


@dataclass(frozen=True)
class Explorable:
    """An explorable of a chapter, found in its source; nothing has run.

    Attributes:
        chapter: the chapter.
        cell: the id of its cell.
        pages: what its directives say about its controls.
        needed: the statements that its call of `explore` depends on.
        call: that call.
    """

    chapter: Chapter
    cell: str
    pages: tuple[Page, ...]
    needed: tuple[Statement, ...]
    call: ast.stmt

    @property
    def name(self) -> str:
        """A name for its folder."""
        return f"{self.chapter.name}-{self.cell}"

    @property
    def network(self) -> str:
        """The name of the network that is packed for the browser, or nothing."""
        return digit.NETWORK if self.chapter.name == digit.CHAPTER else ""

    @property
    def code(self) -> str:
        """The statements to run, the call of `explore` last."""
        return "\n".join(ast.unparse(node) for node in (*(s.node for s in self.needed), self.call))


def find(chapter: Chapter, root: Path = ROOT) -> list[Explorable]:
    """Return the explorables of a chapter: its cells that call `explore`."""
    source = read_source(chapter, root)
    ids = dict(enumerate(cell_ids(source), FIRST_CELL))
    cells = dict(enumerate(source.cells, FIRST_CELL))
    found = statements(code_cells(source))
    explorables = []
    for last, statement in enumerate(found):
        cell = cells.get(statement.cell)
        if isinstance(cell, Code) and _calls_explore(statement.node):
            pages = cell.directives.pages
            used = {n.id for p in pages for n in ast.walk(_parsed(p)) if isinstance(n, ast.Name)}
            needed = tuple(slice_of(found, last, statement.uses | used))
            explorables.append(
                Explorable(chapter, ids[statement.cell], pages, needed, statement.node)
            )
    return explorables


def widgets(out: Path, root: Path = ROOT) -> dict[str, dict[str, dict[str, str]]]:
    """Draw what is missing, put the frames of all chapters into a folder, return the controls.

    An explorable without any page values stays a still figure; a printed line says so.

    Args:
        out: the folder of the website's frames; what is no longer needed there is removed.
        root: the course's folder; the frames are kept in its `build/explorables`.

    Returns:
        HTML by page, such as `chapters/01_perceptron`, by language and by id of the cell.

    Raises:
        CourseError: a control has no values for the website though others have, the frames are
            too many or too large, or the figure at the start is not the notebook's.
    """
    found = [e for chapter in load_chapters(root) for e in find(chapter, root)]
    for still in (e for e in found if not e.pages):
        print(f"{still.chapter.name}: its explorable stays still; `#! page` lines would move it.")
    found = [e for e in found if e.pages]
    kept = {e.name: root / "build" / "explorables" / e.name / _key(e, root) for e in found}
    _draw_missing([e for e in found if not (kept[e.name] / frames.INDEX).is_file()], kept, root)
    out.mkdir(parents=True, exist_ok=True)
    result: dict[str, dict[str, dict[str, str]]] = {}
    folders = [out / f"{e.name}-{kept[e.name].name}" for e in found]
    for explorable, folder in zip(found, folders, strict=True):
        if not folder.is_dir():
            shutil.copytree(kept[explorable.name], out / ".new", dirs_exist_ok=True)
            (out / ".new").rename(folder)
        index = json.loads((folder / frames.INDEX).read_text(encoding="utf-8"))
        for language in LANGUAGES:
            address = f"{FRAMES}/{folder.name}"
            html = _anchor("explorable")
            html += controls_html(index["controls"], explorable.pages, address, language)
            if explorable.network:
                board = digit.digit_html(f"{address}/{digit.FILE}", language)
                html += _anchor("draw-a-digit") + board
            if explorable.chapter.number == stepper.CHAPTER:
                steps = stepper.stepper_html(stepper.numbers(root), language)
                html = _anchor("step-by-step") + steps + html
            pages = result.setdefault(f"chapters/{explorable.chapter.name}", {})
            pages.setdefault(language, {})[explorable.cell] = html
    for other in set(out.iterdir()) - set(folders):
        shutil.rmtree(other)
    return result


def _anchor(name: str) -> str:
    return f'<span class="anchor" id="{name}"></span>'


def controls_html(
    controls: list[dict[str, Any]], pages: Sequence[Page], folder: str, language: str
) -> str:
    """Return the controls of an explorable, hidden until the script brings them to life.

    A control with a single value is left out, for it changes nothing.

    Args:
        controls: as the frames' index has them.
        pages: what the directives say about them.
        folder: the address of the frames, seen from the page.
        language: `en` or `zh-TW`.
    """
    labels = {page.name: page.labels[LANGUAGES.index(language)] for page in pages}
    words, parts = words_of("explorable", language), []
    for control in controls:
        label = escape(labels[control["name"]])
        choices = words.get("choices", {})
        values = [escape(choices.get(value, value)) for value in control["values"]]
        start = control["start"]
        if len(values) == 1:
            parts.append('<input type="hidden" value="0">')
        elif control["menu"]:
            options = "".join(
                f"<option{' selected' * (i == start)}>{value}</option>"
                for i, value in enumerate(values)
            )
            parts.append(f"<label><span>{label}</span><select>{options}</select></label>")
        else:
            listed = escape(json.dumps(control["values"], ensure_ascii=False))
            parts.append(
                f"<label><span>{label} <output>{values[start]}</output></span>"
                f'<input type="range" min="0" max="{len(values) - 1}" value="{start}" '
                f'aria-valuetext="{values[start]}" data-values="{listed}"></label>'
            )
    return (
        f'<div class="explorable" role="group" aria-label="{words["controls"]}" hidden '
        f'data-pagefind-ignore data-folder="{folder}" data-in-figure="{words["in_figure"]}">'
        f'<div class="controls">{"".join(parts)}</div>'
        '<p class="state" aria-live="polite"></p></div>'
    )


def _draw_missing(missing: list[Explorable], kept: dict[str, Path], root: Path) -> None:
    if not missing:
        return
    # Each chapter in a process of its own, so that it meets what no other has left behind.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context, max_tasks_per_child=1) as pool:
        jobs = [
            (
                e,
                pool.submit(
                    frames.draw, e.code, e.pages, kept[e.name], _stored(e, root), e.network
                ),
            )
            for e in missing
        ]
        for explorable, job in jobs:
            try:
                job.result()
            except CourseError as error:
                pool.shutdown(cancel_futures=True)
                raise CourseError(f"The explorable of {explorable.chapter.name} {error}") from None
            for old in kept[explorable.name].parent.iterdir():
                if old != kept[explorable.name]:
                    shutil.rmtree(old)


def _stored(explorable: Explorable, root: Path) -> str:
    """Return the figure that the notebook stores for an explorable, in base 64, or nothing."""
    notebook = json.loads(explorable.chapter.notebook("en", root).read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()) if cell["id"] == explorable.cell else ():
            if "image/png" in output.get("data", {}):
                return str(output["data"]["image/png"])
    return ""


def _key(explorable: Explorable, root: Path) -> str:
    """Return a hash of all that the frames depend on."""
    digest = hashlib.sha256(explorable.code.encode())
    values = [(page.name, page.values) for page in explorable.pages]
    digest.update(repr((values, [version(name) for name in _LIBRARIES])).encode())
    own = [frames.__file__, *([digit.__file__] if explorable.network else [])]
    imported = sorted(set(_imported(explorable.code, root, set())))
    for path in (*map(Path, own), *imported):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _imported(code: str, root: Path, seen: set[str]) -> Iterator[Path]:
    """Yield the files of `utils` that code imports, directly or through others."""
    for node in ast.walk(ast.parse(code)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        parents = itertools.chain(
            *(itertools.accumulate(n.split("."), "{}.{}".format) for n in names)
        )
        for name in parents:
            if name in seen or name.partition(".")[0] != "utils":
                continue
            seen.add(name)
            base = root / name.replace(".", "/")
            for path in (base.with_suffix(".py"), base / "__init__.py"):
                if path.is_file():
                    yield path
                    yield from _imported(path.read_text(encoding="utf-8"), root, seen)


def _parsed(page: Page) -> ast.AST:
    return ast.parse(f"({page.values},)" if page.values else "()")


def _calls_explore(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and ast.unparse(node).startswith("explore(")
