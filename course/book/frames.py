"""Draw the frames of one explorable: its figure for every combination of its page values."""

from __future__ import annotations

import base64
import contextlib
import io
import itertools
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from course.book import digit
from course.config import CourseError
from course.directives import Page

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INDEX = "index.json"
MOST_FRAMES = 300
MOST_BYTES = 4_000_000
# Training may end a little differently on another machine: how much of the ink may then differ.
DIFFERENT = 0.05
_PAPER = 224


def draw(code: str, pages: Sequence[Page], folder: Path, stored: str, network: str = "") -> None:
    """Run an explorable's statements, draw its frames, and write them with their index.

    The index holds the controls, and for every frame the words in its figure; the last
    control runs fastest. The folder appears when all is drawn.

    Args:
        code: the statements, the call of `explore` last.
        pages: what the directives say about its controls.
        folder: where the files go.
        stored: the figure in the notebook, in base 64; empty if there is none.
        network: the name of a Keras network among the statements, to be packed as well.

    Raises:
        CourseError: what the author must correct; the sentence goes on after "The explorable
            of CHAPTER ".
    """
    call, values, namespace = _recorded(code, pages)
    controls = grid(call["controls"], values, pages)
    count = int(np.prod([len(control["values"]) for control in controls]))
    if count > MOST_FRAMES:
        raise CourseError(
            f"has {count} frames; name fewer page values, so that it has at most {MOST_FRAMES}."
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        _write(call["draw"], controls, values, new, stored)
        if network:
            (new / digit.FILE).write_bytes(digit.pack(namespace[network].get_weights()))
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _write(
    draw_figure: Any,
    controls: list[dict[str, Any]],
    values: Mapping[str, Sequence[Any]],
    folder: Path,
    stored: str,
) -> None:
    """Draw all frames into a folder, then write their index."""
    settings = [list(enumerate(values[c["name"]])) for c in controls]
    start = [c["start"] for c in controls]
    words, total = [], 0
    for number, chosen in enumerate(itertools.product(*settings)):
        place = [i for i, _ in chosen]
        figure = draw_figure(
            **{c["name"]: value for c, (_, value) in zip(controls, chosen, strict=True)}
        )
        picture = as_webp(figure)
        words.append(words_in(figure))
        if place == start and stored and difference(picture, base64.b64decode(stored)) > DIFFERENT:
            raise CourseError(
                "looks different from the figure in its notebook; run `make notebooks` for "
                "this chapter, and if that changes nothing, see course/book/slices.py."
            )
        _close()
        total += len(picture)
        (folder / f"{number}.webp").write_bytes(picture)
    if total > MOST_BYTES:
        raise CourseError(
            f"has {len(words)} frames of {total / 1e6:.1f} MB together; name fewer page values, so "
            f"that they take at most {MOST_BYTES / 1e6:.0f} MB."
        )
    index = json.dumps({"controls": controls, "words": words}, ensure_ascii=False)
    (folder / INDEX).write_text(index, encoding="utf-8")


def grid(
    controls: Mapping[str, Any], values: Mapping[str, Sequence[Any]], pages: Sequence[Page]
) -> list[dict[str, Any]]:
    """Return the controls as the website needs them.

    Args:
        controls: as `explore` was given them.
        values: the page values by name.
        pages: what the directives say.

    Returns:
        For each control `name`, `menu`, `values` as written on the page, and `start`, the
        place of the start value among them.

    Raises:
        CourseError: a control without page values, or values that it cannot take.
    """
    if unnamed := [name for name in controls if name not in values]:
        raise CourseError(
            f"lacks page values for {', '.join(unnamed)}; add a line "
            f"`#! page {unnamed[0]} (label; 標籤): VALUE, VALUE` at the end of its cell."
        )
    if strange := [page.name for page in pages if page.name not in controls]:
        raise CourseError(
            f"has no control {strange[0]!r}; correct the line `#! page {strange[0]}`."
        )
    result = []
    for name, control in controls.items():
        menu = isinstance(control, list)
        low, high, start = (None, None, control[0]) if menu else (*control[:2], control[3])
        taken = list(values[name])
        for value in taken:
            if (value not in control) if menu else not low <= value <= high:
                raise CourseError(f"cannot take {name} = {value!r}; correct `#! page {name}`.")
        if start not in taken:
            raise CourseError(
                f"starts at {name} = {start!r}, which is not among its page values; add it to "
                f"`#! page {name}`."
            )
        shown = [written(value) for value in taken]
        result.append({"name": name, "menu": menu, "values": shown, "start": taken.index(start)})
    return result


def written(value: Any) -> str:
    """Return a value as the page shows it: numbers with a true minus sign."""
    if isinstance(value, int | float | np.number):
        return f"{value:.6g}".replace("-", "−")
    return str(value)


def words_in(figure: Figure) -> str:
    """Return the titles and the texts in a figure, which say what this frame shows."""
    from matplotlib.text import Text

    axes = figure.get_axes()
    legends = [*figure.legends, *(ax.get_legend() for ax in axes)]
    scales = [scale for ax in axes for scale in (ax.xaxis, ax.yaxis)]
    aside = {id(t) for part in (*legends, *scales) if part for t in part.findobj(Text)}
    found: list[str] = []
    for artist in figure.findobj(Text):
        text = artist.get_text()
        if id(artist) not in aside and artist.get_visible() and text.strip():
            plain = re.sub(r"\$|\\(?:mathrm|text)\b|[{}]", "", text)
            found.append(" ".join(plain.split()))
    return "; ".join(found)


def as_webp(figure: Figure) -> bytes:
    """Draw a figure as the notebooks' PNG has it, as WebP: two thirds of the size, without loss."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()  # once; savefig would lay the figure out and draw it a second time
    colours = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    packed = io.BytesIO()
    few = colours.quantize(256, Image.Quantize.MEDIANCUT).convert("RGB")
    few.save(packed, "WEBP", lossless=True, method=4)
    return packed.getvalue()


def difference(one: bytes, other: bytes) -> float:
    """Return the share of two pictures' ink that differs visibly; 1 if their sizes differ."""
    from PIL import Image

    a, b = (
        np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int) for data in (one, other)
    )
    if a.shape != b.shape:
        return 1.0
    ink = np.minimum(a, b).min(axis=-1) < _PAPER
    differs = np.abs(a - b).max(axis=-1) > 32
    return float(differs.sum() / max(ink.sum(), 1))


def _recorded(
    code: str, pages: Sequence[Page]
) -> tuple[dict[str, Any], dict[str, list[Any]], dict[str, Any]]:
    """Run the statements; return what `explore` was given, the page values, and all names."""
    import matplotlib as mpl

    mpl.use("agg")
    import utils.explore

    calls: list[dict[str, Any]] = []

    def record(draw: Any, /, *, alt: str, **controls: Any) -> None:
        calls.append({"draw": draw, "controls": controls})

    utils.explore.explore = record
    namespace: dict[str, Any] = {"__name__": "__main__"}
    try:
        with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):
            exec(code, namespace)
        values = {p.name: list(eval(f"({p.values},)", namespace)) for p in pages if p.values}
    except Exception as error:
        raise CourseError(
            f"cannot run without the rest of its chapter ({type(error).__name__}: {error}); see "
            "course/book/slices.py for what counts as a dependency."
        ) from error
    _close()
    (call,) = calls
    named = {page.name for page in pages}
    for name, control in call["controls"].items():
        if isinstance(control, list) and name in named:
            values.setdefault(name, control)
    return call, {name: _spread(given) for name, given in values.items()}, namespace


def _spread(given: list[Any]) -> list[Any]:
    """Return values, with a single range or array taken apart."""
    if len(given) == 1 and isinstance(given[0], range | list | tuple | dict | np.ndarray):
        return [v.item() if isinstance(v, np.generic) else v for v in given[0]]
    return given


def _close() -> None:
    import matplotlib.pyplot as plt

    plt.close("all")
