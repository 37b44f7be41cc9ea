"""The residual block of chapter 8 as a diagram."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from utils.plotting import COLORS, subplots

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORWARD, BACKWARD = COLORS[0], COLORS[1]
_Point = tuple[float, float]


def plot_block() -> Figure:
    """Draw the paths of a residual block, of the signal and of the error signal."""
    figure, grid = subplots(2, 1, width=9.4, height=6.2)
    _panel(grid[0], "Forward: the sum adds", FORWARD, ("x", "F(x)", "H(x) = F(x) + x"), 1)
    _panel(grid[1], "Backward: the sum copies", BACKWARD, ("(1 + F'(x)) δ", "δ", "δ"), -1)
    grid[1].text(1.5, 0.56, "F'(x) δ", color=BACKWARD, ha="center")
    grid[1].text(0.8, 1.0, "δ", color=BACKWARD, ha="right")
    return figure


def _panel(axes: Axes, title: str, color: str, texts: tuple[str, str, str], way: int) -> None:
    left, inner, right = texts
    for place, text in ((2.2, "w₁"), (3.7, "ReLU"), (5.2, "w₂")):
        box = {"boxstyle": "round,pad=0.45", "fc": "white", "ec": "#444444"}
        axes.text(place, 0.4, text, ha="center", va="center", fontsize=12, bbox=box)
    axes.plot([0.9, 7.0], [0.4, 0.4], "o", color=color, ms=9, zorder=3)
    axes.text(7.0, 0.4, "+", ha="center", va="center", fontsize=20, zorder=4, bbox=_circle(color))
    line: list[tuple[_Point, _Point]] = [
        ((0.0, 0.4), (0.85, 0.4)),
        ((0.95, 0.4), (1.94, 0.4)),
        ((2.46, 0.4), (3.28, 0.4)),
        ((4.12, 0.4), (4.94, 0.4)),
        ((5.46, 0.4), (6.75, 0.4)),
        ((7.25, 0.4), (8.3, 0.4)),
    ]
    for start, end in line:
        _arrow(axes, start, end, color, way)
    # Over the shortcut, from the branch to the plus sign or back; the arrow is its last part.
    ends: tuple[_Point, _Point] = ((0.9, 0.48), (7.0, 0.58))
    (x, y), head = ends if way > 0 else (ends[1], ends[0])
    axes.plot([x, x, head[0]], [y, 1.6, 1.6], color=color, lw=2, ls="-" if way > 0 else "--")
    _arrow(axes, (head[0], 1.6), head, color, 1, "-" if way > 0 else "--")
    axes.text(3.95, 1.72, "shortcut: unchanged", color=color, ha="center")
    axes.text(6.15, 0.62, inner, color=color, ha="center")
    axes.text(-0.1, 0.4, left, color=color, ha="right", va="center", fontsize=12)
    axes.text(8.4, 0.4, right, color=color, ha="left", va="center", fontsize=12)
    axes.set(xlim=(-1.8, 10.4), ylim=(-0.2, 2.1), title=title)
    axes.axis("off")


def _circle(color: str) -> dict[str, Any]:
    return {"boxstyle": "circle,pad=0.12", "fc": "white", "ec": color, "lw": 2}


def _arrow(axes: Axes, start: _Point, end: _Point, color: str, way: int, ls: str = "") -> None:
    """Draw an arrow from start to end, or back and dashed for a negative way."""
    tail, head = (start, end) if way > 0 else (end, start)
    ls = ls or ("-" if way > 0 else "--")
    look = {"arrowstyle": "-|>", "color": color, "lw": 2, "ls": ls}
    axes.annotate("", xy=head, xytext=tail, arrowprops=look | {"shrinkA": 0, "shrinkB": 0})
