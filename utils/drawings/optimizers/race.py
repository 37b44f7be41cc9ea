"""The race of chapter 7: some rules on some surfaces, their paths and their heights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from utils import plotting
from utils.arrays import Floats
from utils.drawings.optimizers.descent import plot_surface
from utils.drawings.optimizers.looks import LOOKS, SHAPES
from utils.surfaces import Surface

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_LOWEST = 1e-9  # a height on a logarithmic axis


class Race:
    """Paths above, heights over the steps below: a figure that can be drawn up to any step."""

    def __init__(self, tracks: Mapping[str, tuple[Surface, Mapping[str, Floats]]]) -> None:
        """Draw the start; `tracks` is title to surface and rule to path (steps + 1, 2)."""
        self.figure, grid = plotting.subplots(2, len(tracks), width=10.5, height=6.6)
        self.moving: list[Artist] = []
        self._parts: list[tuple[Any, Any, Floats]] = []
        for column, (title, (surface, ways)) in zip(grid.T, tracks.items(), strict=True):
            self._paths(column[0], title, surface, ways)
            self._heights(column[1], surface, ways)
        handles, labels = grid[1, 0].get_legend_handles_labels()
        self.figure.legend(handles, labels, loc="outside lower center", ncols=len(labels))
        self.update(0)

    def _paths(self, axes: Axes, title: str, surface: Surface, ways: Mapping[str, Floats]) -> None:
        plot_surface(axes, surface, {}, title)
        legend = axes.get_legend()
        if legend is not None:
            legend.remove()
        axes.set(xlabel="", ylabel="")
        for rule, way in ways.items():
            self._add(axes, rule, way)
        start = next(iter(ways.values()))[0]
        axes.plot(*start, "o", color="black", markerfacecolor="white", markersize=6, zorder=6)

    def _heights(self, axes: Axes, surface: Surface, ways: Mapping[str, Floats]) -> None:
        for rule, way in ways.items():
            heights = np.maximum(surface(*way.T), _LOWEST)
            self._add(axes, rule, np.column_stack([np.arange(len(way)), heights]), label=rule)
        axes.set(
            yscale="log",
            xlim=(0, len(way) - 1),
            ylim=(_LOWEST, 1e4),
            xlabel="step",
            ylabel="height",
        )

    def _add(self, axes: Axes, rule: str, way: Floats, label: str = "_") -> None:
        look = LOOKS[rule]
        (trail,) = axes.plot([], [], linewidth=1.6, zorder=4, label=label, **look)
        (head,) = axes.plot(
            [], [], marker=SHAPES[rule], color=look["color"], markersize=8, linestyle="none",
            markeredgecolor="white", zorder=5,
        )  # fmt: skip
        self._parts.append((trail, head, way))
        self.moving += [trail, head]

    def update(self, step: int) -> None:
        """Draw every path and height up to a step."""
        for trail, head, way in self._parts:
            so_far = way[: step + 1]
            trail.set_data(*so_far.T)
            head.set_data(*so_far[-1:].T)
