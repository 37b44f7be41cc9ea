"""Named curves, such as a loss over the epochs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from utils.arrays import Numbers
from utils.plotting.style import MARKERS, add_legend, axes_or_new, figure_of, line_look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def plot_curves(
    curves: Mapping[str, Numbers],
    *,
    xlabel: str = "epoch",
    ylabel: str = "loss",
    title: str = "",
    logy: bool = False,
    logx: bool = False,
    x: Mapping[str, Numbers] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Draw named curves, told apart by colour and by dash.

    Args:
        curves: name to heights (n,); the lengths may differ.
        xlabel: label of the horizontal axis, with its unit.
        ylabel: label of the vertical axis, with its unit.
        title: title of the axes.
        logy: make the vertical axis logarithmic.
        logx: make the horizontal axis logarithmic.
        x: name to positions (n,); without it they are 1, 2, ..., n.
        ax: axes to draw into; without it, a new figure.

    Raises:
        ValueError: there is no curve, or one is empty or not as long as its `x`.
    """
    if not curves:
        raise ValueError("plot_curves needs at least one curve.")
    axes = axes_or_new(ax)
    for k, (name, curve) in enumerate(curves.items()):
        heights = np.asarray(curve, dtype=float)
        if x is not None and name not in x:
            raise ValueError(f"x has no positions for curve {name!r}.")
        places = np.asarray(x[name]) if x is not None else np.arange(heights.size) + 1
        if heights.ndim != 1 or not heights.size or places.shape != heights.shape:
            raise ValueError(
                f"curve {name!r} needs one row of numbers and as many positions, "
                f"got shapes {heights.shape} and {places.shape}."
            )
        # Few points: mark them, since a line alone hides where they are.
        marker = MARKERS[k % len(MARKERS)] if heights.size <= 20 else None
        axes.plot(places, heights, label=name, marker=marker, **line_look(k))
    if x is None:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    if logy:
        axes.set_yscale("log")
    if logx:
        axes.set_xscale("log")
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    add_legend(axes, len(curves))
    return figure_of(axes)
