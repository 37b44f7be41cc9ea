"""Paths over the contours of a function of two variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from matplotlib.ticker import LogLocator, MaxNLocator

from utils.arrays import Floats
from utils.plotting.style import (
    MARKERS,
    add_legend,
    axes_or_new,
    figure_of,
    line_look,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Low is white; the top stays light enough for paths in any of the line colours.
_HEIGHTS = LinearSegmentedColormap.from_list("heights", ["white", "#949EA9"])


def plot_surface_paths(
    f: Callable[[Floats, Floats], Any],
    paths: Mapping[str, npt.ArrayLike],
    *,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    levels: int = 30,
    log: bool = False,
    minima: Sequence[tuple[float, float]] = (),
    xlabel: str = "x",
    ylabel: str = "y",
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """Draw paths over the contours of a function of two variables.

    Args:
        f: maps grids X and Y, both (m, n), to heights (m, n).
        paths: name to points (steps, 2), from the start (hollow) to the end (filled).
        xlim: range of the horizontal axis.
        ylim: range of the vertical axis.
        levels: number of contours.
        log: let each contour be a multiple of the one below, for f >= 0.
        minima: points to mark with a star.
        xlabel: label of the horizontal axis.
        ylabel: label of the vertical axis.
        title: title of the axes.
        ax: axes to draw into; without it, a new figure, with a scale of heights.

    Raises:
        ValueError: a path is not (steps, 2), or `log` meets a negative height.
    """
    grid = np.meshgrid(np.linspace(*xlim, 200), np.linspace(*ylim, 200))
    surface = np.ma.masked_invalid(np.asarray(f(*grid), dtype=float))
    low, high = float(surface.min()), float(surface.max())
    ticks: Any = MaxNLocator(6)
    norm: Any = None
    if log:
        if low < 0:
            raise ValueError(f"log=True needs heights >= 0, got {low:.3g}.")
        # A contour at 0 has no logarithm: six powers of ten below the top are enough.
        low = max(low, high * 1e-6)
        surface = np.maximum(surface, low)
        ticks = LogLocator()
        norm = LogNorm(low, high)
    bounds = (np.geomspace if log else np.linspace)(low, high, levels + 1)

    axes = axes_or_new(ax, 6.4, 4.8)
    filled = axes.contourf(*grid, surface, bounds, cmap=_HEIGHTS, norm=norm)
    axes.contour(*grid, surface, bounds, colors="#8C8C8C", linewidths=0.4, linestyles="-")
    if ax is None:
        figure_of(axes).colorbar(filled, ax=axes, ticks=ticks, label="height")
    for k, (name, path) in enumerate(paths.items()):
        points = np.array(path, dtype=float)
        if points.ndim != 2 or points.shape[1] != 2 or not len(points):
            raise ValueError(f"path {name!r} must be (steps, 2), got {points.shape}.")
        look = line_look(k)
        size = np.array([xlim[1] - xlim[0], ylim[1] - ylim[0]])
        center = np.array([xlim[0], ylim[0]]) + size / 2
        # A diverged path leaves the picture; its later points would overflow.
        points[~(np.abs(points - center) < 100 * size).all(axis=1)] = np.nan
        axes.plot(
            *points.T,
            label=name,
            marker=MARKERS[k % len(MARKERS)],
            markevery=[len(points) - 1],
            markersize=9,
            markeredgecolor="white",
            zorder=4,
            **look,
        )
        if len(points) <= 60:
            axes.plot(*points.T, ".", color=look["color"], markersize=5, zorder=3)
        axes.plot(*points[:1].T, "o", color=look["color"], markerfacecolor="white", zorder=5)
    if len(minima):
        axes.plot(
            *np.asarray(minima, dtype=float).T,
            "*",
            color="black",
            markersize=14,
            markeredgecolor="white",
            label="minimum",
        )
    axes.grid(visible=False)
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title, xlim=xlim, ylim=ylim)
    if paths or len(minima):
        add_legend(axes, len(paths))
    return figure_of(axes)
