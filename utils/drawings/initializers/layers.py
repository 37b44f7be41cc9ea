"""The figures of chapter 4 about signals through many layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from utils.arrays import Array
from utils.plotting import COLORS, DASHES, LINE_COLORS, MARKERS, subplots

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_ridges(signals: Mapping[str, tuple[Sequence[Array], Sequence[Array]]]) -> Figure:
    """Draw histograms per layer: outputs above, error signals below, one column a network.

    Every histogram has the same height, so that its width alone tells how much the values
    differ. Exact zeros are left out.

    Args:
        signals: name of each network to its outputs and its error signals, per layer.
    """
    figure, grid = subplots(2, len(signals), width=10, height=7.6)
    for column, (name, (outputs, deltas)) in enumerate(signals.items()):
        for row, layers in enumerate((outputs, deltas)):
            axes = grid[row, column]
            limit = 3.0 if row or outputs[-1].min() >= 0 else 1.0
            low = -limit if row or outputs[-1].min() < 0 else 0.0
            edges = np.linspace(low, limit, 81)
            for k, values in enumerate(layers):
                counts, _ = np.histogram(values[values != 0], edges)
                heights = 0.85 * counts / counts.max()
                base = np.full(len(heights), float(k + 1))
                axes.stairs(
                    base - heights, edges, baseline=base, fill=True, color=COLORS[row], alpha=0.75
                )
            axes.set(xlim=(low, limit), ylim=(len(layers) + 0.4, 0))
            axes.set_yticks(range(1, len(layers) + 1))
            axes.grid(visible=False, axis="y")
            if not row:
                axes.set_title(name)
        grid[0, column].set_xlabel("outputs a (without zeros)")
        grid[1, column].set_xlabel("error signals δ (without zeros)")
    for row in (0, 1):
        grid[row, 0].set_ylabel("layer")
    return figure


def plot_levels(
    measured: Mapping[str, tuple[Array, Array]], theory: Mapping[str, tuple[Array, Array]]
) -> Figure:
    """Draw mean squares per layer, measured as markers over the lines of the theory.

    Args:
        measured: name to mean squares of outputs (layers + 1, from the inputs on) and of
            error signals (layers).
        theory: the same names, the same shapes.
    """
    figure, grid = subplots(1, 2, width=10, height=4.2)
    titles = ("Forward: outputs", "Backward: error signals")
    for part, (axes, title) in enumerate(zip(grid, titles, strict=True)):
        for k, name in enumerate(measured):
            points, line = measured[name][part], theory[name][part]
            layer = np.arange(len(line)) + part
            every = max(1, len(layer) // 10)
            axes.plot(layer, line, color=LINE_COLORS[k], ls=DASHES[k], label=f"{name}, theory")
            axes.plot(
                layer[::every],
                points[::every],
                color=LINE_COLORS[k],
                ls="",
                marker=MARKERS[k],
                label="measured",
            )
        axes.set_yscale("log")
        axes.set(xlabel="layer", ylabel="mean square", title=title)
    grid[0].set_xlabel("layer (0 = inputs)")
    handles, labels = grid[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3)
    return figure


def plot_choice(
    table: Mapping[str, Array], starts: Sequence[str], depths: Sequence[int], chance: float
) -> Figure:
    """Draw accuracies as one grid of coloured cells per activation.

    Args:
        table: activation to accuracies (starts, depths, runs): a cell shows the mean, and
            below it the least and the greatest.
        starts: names of the rows.
        depths: numbers of hidden layers, the columns.
        chance: where the colours begin.
    """
    figure, grid = subplots(1, len(table), width=10, height=3.8)
    for axes, (name, runs) in zip(grid, table.items(), strict=True):
        mean = runs.mean(axis=2)
        axes.imshow(mean, cmap="Blues", vmin=chance, vmax=1.1, aspect="auto")
        for (i, j), value in np.ndenumerate(mean):
            text = f"{value:.2f}\n({runs[i, j].min():.2f} to {runs[i, j].max():.2f})"
            color = "white" if value > 0.65 else "black"
            axes.text(j, i, text, ha="center", va="center", color=color, fontsize=9.5)
        axes.set_xticks(range(len(depths)), [str(depth) for depth in depths])
        axes.set_yticks(range(len(starts)), list(starts))
        axes.grid(visible=False)
        axes.set(xlabel="hidden layers", title=name)
    return figure
