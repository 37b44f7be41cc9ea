"""The race of chapter 7: all rules on all surfaces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from utils import plotting
from utils.arrays import Floats
from utils.drawings.optimizers.descent import plot_surface
from utils.drawings.optimizers.looks import LOOKS, SHAPES
from utils.surfaces import SURFACES

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Race:
    """All rules on all surfaces: a figure whose paths can be drawn up to any step."""

    def __init__(self, paths: Mapping[str, Mapping[str, Floats]]) -> None:
        """Draw everything at its end; `paths` is surface to rule to (steps + 1, 2)."""
        self.figure, grid = plotting.subplots(2, 4, width=9.4, height=5)
        self.moving: list[Artist] = []
        self._parts: list[tuple[Any, Any, Floats]] = []
        panels = list(grid.ravel())
        for axes, (name, ways) in zip(panels, paths.items(), strict=False):
            self._panel(axes, name, ways)
        last = panels[len(paths)]
        for rule, look in LOOKS.items():
            last.plot([], [], marker=SHAPES[rule], markersize=7, label=rule, **look)
        start = {"markerfacecolor": "white", "markersize": 6, "linestyle": "none"}
        last.plot([], [], "o", color="black", label="start", **start)
        last.plot([], [], "*", color="black", markersize=11, linestyle="none", label="minimum")
        last.legend(loc="center", frameon=False, fontsize=10)
        last.axis("off")

    def _panel(self, axes: Axes, name: str, ways: Mapping[str, Floats]) -> None:
        plot_surface(axes, SURFACES[name], {}, name)
        legend = axes.get_legend()
        if legend is not None:
            legend.remove()
        axes.set(xlabel="", ylabel="")
        axes.tick_params(labelsize=8)
        axes.title.set_fontsize(11)
        for line in axes.lines:
            line.set_markersize(11)
        for rule, way in ways.items():
            (trail,) = axes.plot([], [], linewidth=1.4, zorder=4, **LOOKS[rule])
            (head,) = axes.plot(
                [],
                [],
                marker=SHAPES[rule],
                color=LOOKS[rule]["color"],
                markersize=7,
                markeredgecolor="white",
                markeredgewidth=0.6,
                zorder=5,
            )
            self._parts.append((trail, head, way))
            self.moving += [trail, head]
        axes.plot(
            *next(iter(ways.values()))[0],
            "o",
            color="black",
            markerfacecolor="white",
            markersize=6,
            zorder=6,
        )

    def update(self, step: int) -> None:
        """Draw every path up to a step; a path that has left the picture keeps its trail."""
        for trail, head, way in self._parts:
            so_far = way[: step + 1]
            trail.set_data(*so_far.T)
            head.set_data(*so_far[-1:].T)

    def still(self, step: int) -> Figure:
        """Return the figure at a step."""
        self.update(step)
        return self.figure
