"""The stepper of chapter 3: both passes through its small network, one step after the other.

The numbers come from the chapter's own statements. The page gets one drawing whose parts say
in which step they appear, and one text a step with every calculation written out; a script
only shows and hides them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from course.book.slices import slice_of, statements
from course.book.words import words_of
from course.chapters.build import read_source
from course.chapters.falsify import code_cells
from course.config import ROOT, CourseError, load_chapters

CHAPTER = 3
Numbers = dict[str, Any]

# Width, height, and the middles of the columns and of their units, in the drawing's units.
SIZE = (360, 300)
COLUMNS = (38, 180, 322)
ROWS = {2: (100, 200), 3: (50, 150, 250)}
RADIUS = 21


def numbers(root: Path = ROOT) -> Numbers:
    """Run the statements of chapter 3 that make its first network, and return all its numbers.

    Raises:
        CourseError: the chapter no longer computes `steps = frames(network, x, y)`.
    """
    chapter = load_chapters(root)[CHAPTER - 1]
    found = statements(code_cells(read_source(chapter, root)))
    wanted = "steps = frames(network, x, y)"
    places = [i for i, s in enumerate(found) if ast.unparse(s.node) == wanted]
    if not places:
        raise CourseError(
            f"{chapter.name} has no statement `{wanted}`, from which the stepper takes its "
            "numbers; correct course/book/stepper.py."
        )
    needed = slice_of(found, places[0], found[places[0]].uses)
    namespace: Numbers = {}
    exec("\n".join(ast.unparse(s.node) for s in (*needed, found[places[0]])), namespace)
    known: Numbers = namespace["steps"][-1]["known"]
    return known


def stepper_html(known: Numbers, language: str) -> str:
    """Return the stepper; without a script it shows all steps."""
    words = words_of("stepper", language)
    items = "".join(
        f'<li data-step="{i}"><strong>{escape(title)}</strong><br>{escape(text)}'
        f'<span class="sums">{"".join(f"<code>{s}</code>" for s in sums)}</span></li>'
        for i, ((title, text), sums) in enumerate(
            zip(words["steps"], calculations(known), strict=True)
        )
    )
    return (
        f'<div class="stepper" role="group" aria-label="{words["title"]}" data-pagefind-ignore>'
        f'<p class="piece-title">{words["title"]}</p>'
        f'<svg viewBox="0 0 {SIZE[0]} {SIZE[1]}" role="img" aria-label="{words["drawing"]}">'
        f"{''.join(drawing(known))}</svg>"
        '<div class="controls" hidden>'
        f'<button type="button" class="back">{words["back"]}</button>'
        f"<label><span>{words['step']} <output>0</output></span>"
        '<input type="range" min="0" max="8" value="0"></label>'
        f'<button type="button" class="next">{words["next"]}</button></div>'
        f'<ol class="steps" start="0" aria-live="polite">{items}</ol></div>'
    )


def calculations(known: Numbers) -> list[list[str]]:
    """Return what each of the nine steps computes, written out with its numbers."""
    x, y, a1, p = (known[name] for name in ("x", "y", "a1", "out"))
    d1, d2, right = known["delta1"], known["delta2"], known["y"].index(1)
    return [
        [f"x = {row(x)}", f"y = {row(y)}"],
        list(_sums("z", "(1)", x, known["W1"], known["b1"], known["z1"])),
        [
            f"a{sub(j)} = max(0, {num(z)}) = {num(a)}"
            for j, (z, a) in enumerate(zip(known["z1"], a1, strict=True))
        ],
        list(_sums("z", "(2)", a1, known["W2"], known["b2"], known["z2"])),
        [
            f"p = softmax{row(known['z2'])} = {row(p)}",
            f"C = −ln {num(p[right], 5)} = {num(known['C'], 4)}",
        ],
        [f"δ{sub(k)} = {num(p[k])} − {num(y[k])} = {num(d)}" for k, d in enumerate(d2)],
        [f"{num(a)} · {row(d2)} = {row(grad)}" for a, grad in zip(a1, known["dW2"], strict=True)],
        [
            f"∂C/∂a{sub(j)} = {' + '.join(_signed(v) for v in paths)} = {num(total)}"
            for j, (paths, total) in enumerate(zip(known["paths"], known["da1"], strict=True))
        ],
        [f"δ = {row(d1)}"]
        + [f"{num(v)} · {row(d1)} = {row(g)}" for v, g in zip(x, known["dW1"], strict=True)],
    ]


def drawing(known: Numbers) -> Iterator[str]:
    """Yield the parts of the drawing, each with the step in which it appears."""
    layers = (("W1", "dW1", 1, 8), ("W2", "dW2", 3, 6))
    places = [
        [(column, y) for y in ROWS[len(known[name])]]
        for column, name in zip(COLUMNS, ("x", "a1", "out"), strict=True)
    ]
    for layer, (weights, gradient, forward, backward) in enumerate(layers):
        for i, start in enumerate(places[layer]):
            for j, end in enumerate(places[layer + 1]):
                yield f'<line x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}"/>'
                weight, slope = known[weights][i][j], known[gradient][i][j]
                only = ' data-not="7"' * (layer == 1)
                yield _label(start, end, 0.29, weight, "weight", forward, only)
                yield _label(start, end, 0.71, slope, "backward", backward)
                if layer == 1:
                    path = known["paths"][i][j]
                    yield _label(start, end, 0.29, path, "path", 7, ' data-only="7"')
    columns = (
        (("x", 0, "value"),),
        (("z1", 1, "above"), ("a1", 2, "value"), ("da1", 7, "sum"), ("delta1", 8, "below")),
        (("z2", 3, "above"), ("out", 4, "value"), ("delta2", 5, "below")),
    )
    shift = {"value": 4, "above": -RADIUS - 4, "below": RADIUS + 12, "sum": RADIUS + 12}
    kinds = {"above": "forward", "below": "backward", "sum": "path"}
    for spots, rows in zip(places, columns, strict=True):
        for k, (cx, cy) in enumerate(spots):
            yield f'<circle cx="{cx}" cy="{cy}" r="{RADIUS}"/>'
            for name, step, spot in rows:
                only = ' data-only="7"' * (spot == "sum")
                kind = kinds.get(spot, "value")
                yield _text(cx, cy + shift[spot], known[name][k], kind, step, only)


def num(value: float, digits: int = 3) -> str:
    """Return a number with a true minus sign and no zeros at its end."""
    text = re.sub(r"\.?0+$", "", f"{value:.{digits}f}")
    return ("0" if text == "-0" else text).replace("-", "−")


def row(values: Sequence[float]) -> str:
    """Return numbers in brackets."""
    return f"({', '.join(num(v) for v in values)})"


def sub(index: int) -> str:
    """Return an index, counted from 1, set low."""
    return f"<sub>{index + 1}</sub>"


def _sums(
    letter: str, layer: str, inputs: Any, weights: Any, biases: Any, sums: Any
) -> Iterator[str]:
    for j, total in enumerate(sums):
        terms = [f"{num(v)}·{_signed(w[j])}" for v, w in zip(inputs, weights, strict=True)]
        bias = f" + {_signed(biases[j])}" if biases[j] else ""
        yield f"{letter}{sub(j)}<sup>{layer}</sup> = {' + '.join(terms)}{bias} = {num(total)}"


def _signed(value: float) -> str:
    text = num(value)
    return f"({text})" if text.startswith("−") else text


def _label(
    start: tuple[int, int],
    end: tuple[int, int],
    share: float,
    value: float,
    kind: str,
    step: int,
    more: str = "",
) -> str:
    x, y = (a + share * (b - a) for a, b in zip(start, end, strict=True))
    return _text(round(x), round(y) + 3, value, kind, step, more)


def _text(x: int, y: int, value: float, kind: str, step: int, more: str) -> str:
    return f'<text x="{x}" y="{y}" class="{kind}" data-step="{step}"{more}>{num(value)}</text>'
