"""The style of all figures, and what every kind of plot needs.

Importing this module sets the style, also for figures made with `plt.subplots`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from cycler import cycler

# pyplot is imported where it is needed: it takes as long as all the rest together.
if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


# Blue, vermillion, green, purple, orange, sky blue, yellow, black: told apart in every
# common form of colour blindness. Source: M. Okabe and K. Ito (2008), Color Universal
# Design.
COLORS = [
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#F0E442",
    "#000000",
]
# A yellow line can hardly be seen on white.
LINE_COLORS = [color for color in COLORS if color != "#F0E442"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*"]
DASHES: list[Any] = [
    "-",
    (0, (5, 2)),
    (0, (1.2, 1.2)),
    (0, (6, 2, 1.2, 2)),
    (0, (10, 3)),
    (0, (6, 2, 1.2, 2, 1.2, 2)),
    (0, (2.5, 1)),
    (0, (1.2, 3)),
]

STYLE: dict[Any, Any] = {
    "figure.figsize": (6.4, 4.0),
    "figure.dpi": 100,
    "savefig.dpi": 100,
    # Opaque white with a margin: on a dark page a figure is a clean card.
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.12,
    "figure.constrained_layout.w_pad": 0.12,
    # This font comes with matplotlib, so that figures look the same everywhere.
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlepad": 8,
    "axes.labelsize": 11,
    "axes.labelcolor": "#222222",
    "axes.edgecolor": "#555555",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.prop_cycle": cycler(color=LINE_COLORS),
    "grid.color": "#E4E4E4",
    "xtick.color": "#555555",
    "ytick.color": "#555555",
    "xtick.labelcolor": "#222222",
    "ytick.labelcolor": "#222222",
    "figure.titlesize": 12,
    "figure.titleweight": "bold",
    "figure.labelsize": 11,
    "legend.edgecolor": "#CCCCCC",
    "legend.framealpha": 0.9,
    "legend.handlelength": 2.8,
    "lines.linewidth": 2,
    "lines.markersize": 6,
    "image.cmap": "gray_r",
}
mpl.rcParams.update(STYLE)


def subplots(
    rows: int = 1,
    columns: int = 1,
    width: float | None = None,
    height: float | None = None,
) -> tuple[Figure, Any]:
    """Make a figure with a grid of axes.

    Args:
        rows: rows of axes.
        columns: columns of axes.
        width: width of the whole figure in inches (100 pixels each).
        height: height of the whole figure in inches.

    Returns:
        The figure, and the axes as `plt.subplots` gives them: one alone, or an array.
    """
    import matplotlib.pyplot as plt

    default_width = 6.4 if columns == 1 else min(4.2 * columns, 10.0)
    default_height = 4.0 if rows == 1 else 3.2 * rows
    size = (width or default_width, height or default_height)
    return plt.subplots(rows, columns, figsize=size)


def axes_or_new(ax: Axes | None, width: float | None = None, height: float | None = None) -> Axes:
    """Return the given axes; without any, the axes of a new figure."""
    if ax is not None:
        return ax
    axes: Axes = subplots(width=width, height=height)[1]
    return axes


def figure_of(axes: Axes) -> Figure:
    """Return the whole figure that axes belong to."""
    figure: Figure = axes.figure.figure  # of a subfigure, the whole figure
    return figure


def line_look(k: int) -> dict[str, Any]:
    """Return colour and dash of the k-th line."""
    return {
        "color": LINE_COLORS[k % len(LINE_COLORS)],
        "linestyle": DASHES[k % len(DASHES)],
    }


def add_legend(axes: Axes, count: int) -> None:
    """Put a long legend beside the axes, where it hides nothing."""
    if count > 5:
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    else:
        axes.legend(loc="best")
