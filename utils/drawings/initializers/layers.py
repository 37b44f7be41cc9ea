"""The figures of chapter 4 about signals through many layers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from utils.arrays import Array
from utils.plotting import COLORS, DASHES, LINE_COLORS, MARKERS, subplots

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def plot_ridges(signals: Mapping[str, tuple[Sequence[Array], ...]]) -> Figure:
    """Draw histograms per layer: outputs, error signals, kernel gradients; a column a network.

    Every histogram has the same height, so that its width alone tells how much the values
    differ. Exact zeros are left out of it, but not of the root of the mean square, which a
    black bar shows. The gradients of each network have their own scale.

    Args:
        signals: name of each network to its outputs, its error signals and its kernel
            gradients, per layer.
    """
    figure, grid = subplots(3, len(signals), width=10, height=10.5)
    for column, (name, rows) in enumerate(signals.items()):
        outputs, _, gradients = rows
        own = 4 * math.sqrt(float(np.mean([np.mean(g**2) for g in gradients])))
        signed = bool(outputs[-1].min() < 0)
        limits = [1.0 if signed else 3.0, 3.0, own]
        for row, (layers, limit) in enumerate(zip(rows, limits, strict=True)):
            axes = grid[row, column]
            low = -limit if row or signed else 0.0
            _ridges(axes, layers, (low, limit), COLORS[row])
        grid[0, column].set_title(name)
        labels = ("outputs a", "error signals δ", "kernel gradients")
        for axes, label in zip(grid[:, column], labels, strict=True):
            axes.set_xlabel(label)
    for row in range(3):
        grid[row, 0].set_ylabel("layer")
    figure.suptitle("Every histogram has one height, without zeros; black: root of the mean square")
    return figure


def _ridges(axes: Axes, layers: Sequence[Array], limits: tuple[float, float], color: str) -> None:
    """Draw one histogram per layer, from the first at the top, and a bar from -rms to rms."""
    edges = np.linspace(*limits, 81)
    for k, values in enumerate(layers):
        counts, _ = np.histogram(values[values != 0], edges)
        base = np.full(80, float(k + 1))
        heights = 0.85 * counts / max(counts.max(), 1)
        axes.stairs(base - heights, edges, baseline=base, fill=True, color=color, alpha=0.75)
        size = math.sqrt(float(np.mean(np.square(values, dtype=float))))
        axes.plot([max(-size, limits[0]), size], [k + 1, k + 1], color="black", lw=2)
    axes.set(xlim=limits, ylim=(len(layers) + 0.4, 0))
    axes.set_yticks(range(1, len(layers) + 1))
    axes.grid(visible=False, axis="y")


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
    figure.suptitle("Test accuracy: mean, and least to greatest of the seeds")
    return figure


def plot_scales(
    scales: Array, tanh: Array, measured: Mapping[str, Array], marks: Mapping[str, float]
) -> Figure:
    """Draw where outputs settle, and what a layer does to error signals, against n σ².

    Args:
        scales: values of n σ² (n,), increasing.
        tanh: for each of them the mean square at which outputs of tanh settle, and the
            factor of the error signals (n, 2).
        measured: "ReLU" and "tanh" to rows (n σ², mean square of outputs, factor).
        marks: names of values of n σ² to them.
    """
    figure, (left, right) = subplots(1, 2, width=11, height=5)
    below, above = np.array([scales[0], 2.0]), np.array([2.0, 2.0])
    left.plot(below, [0, 0], color=LINE_COLORS[0], ls=DASHES[0], label="ReLU")
    left.plot(above, [0, 1.15], color=LINE_COLORS[0], ls=DASHES[0])
    left.plot(scales, tanh[:, 0], color=LINE_COLORS[1], ls=DASHES[1], label="tanh")
    right.plot(scales, scales / 2, color=LINE_COLORS[0], ls=DASHES[0], label="ReLU, theory")
    right.plot(scales, tanh[:, 1], color=LINE_COLORS[1], ls=DASHES[1], label="tanh, theory")
    for k, (name, rows) in enumerate(measured.items()):
        style = {"color": LINE_COLORS[k], "ls": "", "marker": MARKERS[k]}
        inside = rows[rows[:, 1] < 1.2]
        left.plot(inside[:, 0], inside[:, 1], label=f"{name}, measured", **style)
        right.plot(rows[:, 0], rows[:, 2], label=f"{name}, measured", **style)
    right.axhline(1, color="black", lw=1, label="error signals keep their size")
    for axes, top in ((left, 1.2), (right, 1.8)):
        for name, scale in marks.items():
            axes.axvline(scale, color="#777777", ls=":", lw=1.2)
            axes.text(scale + 0.03, 0.97 * top, name, va="top", fontsize=10)
        axes.set(xlim=(scales[0], scales[-1]), ylim=(-0.05 * top, top), xlabel="n σ²")
    left.text(0.52, 0.08, "ReLU vanishes", color=LINE_COLORS[0], fontsize=9)
    left.text(1.94, 0.72, "ReLU keeps any size", color=LINE_COLORS[0], fontsize=10, ha="right")
    left.text(2.06, 0.92, "ReLU explodes", color=LINE_COLORS[0], fontsize=10)
    left.set(ylabel="mean square of outputs", title="Forward: where outputs settle")
    right.set(ylabel="factor per layer", title="Backward: mean square of error signals")
    handles, labels = right.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3)
    return figure


def plot_two_ways(
    outputs: Sequence[Array], deltas: Sequence[Array], title: str, columns: int = 5
) -> Figure:
    """Draw histograms of outputs above, of error signals below, for some of the layers.

    Exact zeros are left out of the histograms, not of the root mean square in the titles.

    Args:
        outputs: per layer.
        deltas: per layer, the last of them as it was put in at the top.
        title: of the figure.
        columns: layers shown, spread from the first to the last.
    """
    chosen = np.unique(np.linspace(0, len(outputs) - 1, columns).round().astype(int))
    figure, grid = subplots(2, len(chosen), width=max(2.1 * len(chosen), 5), height=4.6)
    for row, (layers, what) in enumerate(((outputs, "outputs"), (deltas, "error signals"))):
        for axes, k in zip(grid[row], chosen, strict=True):
            values = np.asarray(layers[k], float)
            low = 0.0 if not row and values.min() >= 0 else -2.0
            shown = values[values != 0]
            counts, edges = np.histogram(shown, 60, (low, 2))
            axes.stairs(counts / max(shown.size, 1), edges, fill=True, color=COLORS[row])
            size = math.sqrt(float(np.mean(values**2)))
            axes.set_title(f"layer {k + 1}: {size:.2g}", fontsize=10, fontweight="normal", pad=4)
            axes.set(xlim=(low, 2), ylim=(0, 0.3))
            axes.tick_params(labelsize=9)
        grid[row, 0].set_ylabel(what)
    figure.suptitle(title)
    figure.supxlabel("value (zeros left out); in the titles: root of the mean square")
    return figure
