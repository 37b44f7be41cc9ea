"""The figures of chapter 4."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from utils.arrays import Array
from utils.plotting import COLORS, DASHES, LINE_COLORS, MARKERS, plot_curves, subplots

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_starts(
    live: Mapping[str, Sequence[float]], recorded: Mapping[str, Array], titles: tuple[str, str]
) -> Figure:
    """Draw accuracy per epoch, once live and once with the range over several runs.

    Args:
        live: name of each start to its accuracies (epochs,).
        recorded: the same names to accuracies (runs, epochs): a line for their mean, a
            band from the least to the greatest.
        titles: of the left and the right panel.
    """
    figure, (left, right) = subplots(1, 2, width=10, height=4)
    plot_curves(live, ylabel="training accuracy", title=titles[0], ax=left)
    means = {name: runs.mean(axis=0) for name, runs in recorded.items()}
    plot_curves(means, ylabel="test accuracy", title=titles[1], ax=right)
    for k, runs in enumerate(recorded.values()):
        epochs = np.arange(runs.shape[1]) + 1
        right.fill_between(
            epochs, runs.min(axis=0), runs.max(axis=0), color=LINE_COLORS[k], alpha=0.2, lw=0
        )
    for axes in (left, right):
        axes.set_ylim(0, 1)
        axes.get_legend().remove()
    handles, labels = left.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(live))
    return figure


def plot_units(rows: Mapping[str, Array], side: int = 28) -> Figure:
    """Draw the incoming weights of hidden units as pictures, white at 0.

    Args:
        rows: name to weights (side * side, units); each row has its own scale.
        side: pixels along an edge.
    """
    columns = max(weights.shape[1] for weights in rows.values())
    figure, grid = subplots(len(rows), columns, 1.15 * columns + 0.8, 1.25 * len(rows) + 0.3)
    for line, (name, weights) in zip(grid, rows.items(), strict=True):
        limit = np.abs(weights).max()
        for axes, unit in zip(line, weights.T, strict=True):
            axes.imshow(unit.reshape(side, side), cmap="RdBu", vmin=-limit, vmax=limit)
            axes.set(xticks=[], yticks=[])
        line[0].set_ylabel(name)
    figure.suptitle(f"Incoming weights of {columns} hidden units after training")
    return figure


def plot_fans(fan_in: int = 4, fan_out: int = 3) -> Figure:
    """Draw one layer twice: the weights into one output, and those out of one input."""
    figure, grid = subplots(1, 2, width=8.5, height=3.4)
    for axes, chosen in zip(grid, ("in", "out"), strict=True):
        inputs = [(0.0, (fan_in - 1) / 2 - i) for i in range(fan_in)]
        outputs = [(2.0, (fan_out - 1) / 2 - j) for j in range(fan_out)]
        for i, (x0, y0) in enumerate(inputs):
            for j, (x1, y1) in enumerate(outputs):
                marked = j == 1 if chosen == "in" else i == 1
                style = {"color": COLORS[1], "lw": 2.6} if marked else {"color": "#CCCCCC"}
                axes.plot([x0, x1], [y0, y1], zorder=2 if marked else 1, **style)
        for x, y in inputs + outputs:
            axes.scatter(x, y, s=260, color="white", edgecolor="#555555", zorder=3)
        count = f"fan_in = {fan_in}" if chosen == "in" else f"fan_out = {fan_out}"
        what = "into one output" if chosen == "in" else "out of one input"
        axes.set_title(f"{count}: weights {what}")
        axes.text(0, -fan_in / 2 - 0.35, "inputs", ha="center")
        axes.text(2, -fan_in / 2 - 0.35, "outputs", ha="center")
        axes.set(xlim=(-0.4, 2.4), ylim=(-fan_in / 2 - 0.6, fan_in / 2))
        axes.axis("off")
    return figure


def plot_densities(draws: Mapping[str, Array], columns: int = 5) -> Figure:
    """Draw one small density per initializer, all over the same range."""
    rows = -(-len(draws) // columns)
    figure, grid = subplots(rows, columns, 2 * columns, 1.75 * rows + 0.7)
    for axes in np.ravel(grid)[len(draws) :]:
        axes.remove()
    edges = np.linspace(-0.18, 0.18, 91)
    for axes, (name, values) in zip(np.ravel(grid), draws.items(), strict=False):
        if np.ptp(values) == 0:
            axes.axvline(float(values.flat[0]), color=COLORS[1], lw=3)
            axes.set(yticks=[])
            if abs(values.flat[0]) > 0.18:
                axes.text(0, 0.5, f"all {values.flat[0]:g}", ha="center")
                axes.set_ylim(0, 1)
        else:
            counts, _ = np.histogram(values, edges)
            width = edges[1] - edges[0]
            axes.stairs(counts / values.size / width, edges, fill=True, color=COLORS[0])
            axes.set_ylim(0, 21)
        axes.set_xlim(-0.18, 0.18)
        axes.set_xticks([-0.1, 0, 0.1])
        axes.tick_params(labelsize=9)
        axes.set_title(name, fontsize=10, fontweight="normal", pad=4)
    figure.supxlabel("weight")
    figure.supylabel("density")
    return figure


def plot_truncation(plain: Array, rescaled: Array, sigma: float, factor: float) -> Figure:
    """Draw a normal density, and draws truncated without and with rescaling.

    Args:
        plain: draws of N(0, sigma²), redrawn beyond two sigma.
        rescaled: draws of a wider normal, so that sigma is left after truncation.
        sigma: the standard deviation that was asked for.
        factor: what truncation leaves of it.
    """
    figure, axes = subplots(width=7.5, height=3.8)
    x = np.linspace(-3.2 * sigma, 3.2 * sigma, 601)
    density = np.exp(-((x / sigma) ** 2) / 2) / (sigma * math.sqrt(2 * math.pi))
    axes.plot(x, density, color="black", ls=":", label="normal with that σ, not truncated")
    names = ("TruncatedNormal: cut at 2 σ", f"GlorotNormal: cut at {2 / factor:.2f} σ")
    for k, (values, name) in enumerate(zip((plain, rescaled), names, strict=True)):
        counts, edges = np.histogram(values, 200, (x[0], x[-1]))
        heights = counts / values.size / (edges[1] - edges[0])
        axes.stairs(heights, edges, color=COLORS[k], ls=DASHES[k], lw=2, label=name)
    axes.set(xlabel="weight", ylabel="density", title="Truncating narrows; rescaling widens again")
    axes.locator_params(axis="x", nbins=5)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    figure.set_size_inches(9.5, 3.8)
    return figure


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
