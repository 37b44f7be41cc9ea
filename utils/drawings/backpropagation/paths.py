"""Paths from a unit to the loss, and the table of an outer product; colours of chapter 3."""

from typing import TYPE_CHECKING, Any

import matplotlib.patches
import numpy as np

from utils import plotting
from utils.arrays import Array
from utils.plotting import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORWARD, BACKWARD, PATH = COLORS[0], COLORS[1], COLORS[2]
LABEL: dict[str, Any] = {
    "ha": "center",
    "va": "center",
    "fontsize": 9,
    "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    "zorder": 2,
}


def signed(number: float, digits: int = 3) -> str:
    """Write a number with its sign, and 0 without one."""
    return f"{number:+.{digits}f}" if round(float(number), digits) else "0"


def plot_nudge(weights: Array, deltas: Array, measured: float, *, size: float) -> "Figure":
    """Draw the paths from one activation to the loss, and their contributions stacked.

    Args:
        weights: weights from the unit to the units of the next layer (outputs,).
        deltas: error signals of these units (outputs,).
        measured: change of the loss divided by the nudge.
        size: the nudge.
    """
    figure, (left, right) = plotting.subplots(1, 2, width=9.8, height=4.2)
    contributions = weights * deltas
    heights = 1.5 * ((len(weights) - 1) / 2 - np.arange(len(weights)))
    arrow = {"arrowstyle": "-|>", "color": PATH, "lw": 1.6, "shrinkA": 24, "shrinkB": 24}
    for k, (w, delta, y) in enumerate(zip(weights, deltas, heights, strict=True)):
        left.annotate("", (2.6, y), (0, 0), arrowprops=arrow, zorder=1)
        left.annotate("", (5.2, 0), (2.6, y), arrowprops=arrow, zorder=1)
        left.text(1.35, 0.55 * y, f"× {w:g}", color=FORWARD, **LABEL)
        left.text(3.95, 0.55 * y, f"× {signed(float(delta))}", color=BACKWARD, **LABEL)
        _unit(left, (2.6, y), f"$z^{{(2)}}_{k + 1}$")
    _unit(left, (0, 0), "$a^{(1)}_1$")
    _unit(left, (5.2, 0), "$C$")
    left.text(0, -0.62, f"nudged by {size:g}", ha="center", va="top", fontsize=9)
    left.set(xlim=(-0.9, 5.8), ylim=(-2.2, 2.2), aspect="equal")
    left.set_title("Along a path, slopes multiply")
    left.axis("off")

    starts = np.concatenate([[0], np.cumsum(contributions)[:-1]])
    names = [f"through\noutput {k + 1}" for k in range(len(weights))]
    bars = right.bar([*names, "sum"], [*contributions, contributions.sum()], bottom=[*starts, 0])
    for bar, color in zip(bars, [PATH] * len(weights) + ["#555555"], strict=True):
        bar.set_color(color)
    for k, number in enumerate([*contributions.tolist(), float(contributions.sum())]):
        base = starts[k] if k < len(starts) else 0.0
        right.text(k, base + number / 2, signed(number, 4), ha="center", va="center", color="white")
    label = f"measured: change of C / {size:g} = {measured:.4f}"
    right.axhline(measured, color="black", ls="--", label=label)
    right.set_ylim(0, 1.3 * measured)
    right.set(ylabel="change of C per unit of $a^{(1)}_1$")
    right.set_title("Over the paths, they add up")
    right.legend(loc="upper left")
    return figure


def _unit(ax: "Axes", spot: tuple[float, float], name: str) -> None:
    circle = matplotlib.patches.Circle(spot, 0.42, facecolor="white", zorder=3)
    circle.set(edgecolor="#222222", linewidth=1.4)
    ax.add_patch(circle)
    ax.text(*spot, name, ha="center", va="center", zorder=4)


def plot_outer_product(
    a: Array, delta: Array, *, a_name: str, delta_name: str, title: str
) -> "Figure":
    """Draw the table of all products of two vectors, with the vectors along its sides.

    Args:
        a: one number per row.
        delta: one number per column.
        a_name: symbol of the rows.
        delta_name: symbol of the columns.
        title: title of the axes.
    """
    figure, ax = plotting.subplots(width=1.7 * len(delta) + 2.6, height=0.7 * len(a) + 1.7)
    product = np.outer(a, delta)
    top = float(np.abs(product).max()) or 1.0
    for i, j in np.ndindex(product.shape):
        color = FORWARD if product[i, j] >= 0 else BACKWARD
        shade = 0.05 + 0.5 * abs(product[i, j]) / top
        square = matplotlib.patches.Rectangle((j, -i - 1), 1, 1, facecolor=color, alpha=shade)
        ax.add_patch(square)
        ax.text(j + 0.5, -i - 0.5, signed(float(product[i, j]), 4), ha="center", va="center")
    for j, number in enumerate(delta):
        text = f"${delta_name}_{j + 1}$ = {signed(number)}"
        ax.text(j + 0.5, 0.15, text, ha="center", va="bottom", color=BACKWARD)
    for i, number in enumerate(a):
        text = f"${a_name}_{i + 1}$ = {number:.2f}"
        ax.text(-0.1, -i - 0.5, text, ha="right", va="center", color=FORWARD)
    ax.set(xlim=(-1.0, len(delta)), ylim=(-len(a) - 0.05, 0.6), title=title)
    ax.axis("off")
    return figure
