"""The figures of chapter 4 about single starts: accuracies, learned units, fans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from utils.arrays import Array
from utils.plotting import COLORS, DASHES, LINE_COLORS, plot_curves, subplots

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
    plot_curves(live, ylabel="validation accuracy", title=titles[0], ax=left)
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
    figure, grid = subplots(len(rows), columns, 1.15 * columns + 1.6, 1.25 * len(rows) + 0.3)
    for line, (name, weights) in zip(grid, rows.items(), strict=True):
        limit = np.abs(weights).max()
        for axes, unit in zip(line, weights.T, strict=True):
            image = axes.imshow(unit.reshape(side, side), cmap="RdBu", vmin=-limit, vmax=limit)
            axes.set(xticks=[], yticks=[])
        line[0].set_ylabel(name)
        figure.colorbar(
            image, ax=list(line), ticks=[-limit, 0, limit], format="%.2f", label="weight"
        )
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


def plot_detector(curves: Mapping[str, Array], every: int, blind: float) -> Figure:
    """Draw the validation loss of several starts over the updates of training.

    Args:
        curves: name of each start to its losses (runs, reports): a line for their mean, a
            band from the least to the greatest.
        every: updates from one report to the next; the first report is before update 1.
        blind: loss of answers that do not look at the image.
    """
    figure, axes = subplots(width=8, height=3.8)
    for k, (name, runs) in enumerate(curves.items()):
        updates = every * np.arange(runs.shape[1])
        axes.plot(updates, runs.mean(axis=0), color=LINE_COLORS[k], ls=DASHES[k], label=name)
        axes.fill_between(
            updates, runs.min(axis=0), runs.max(axis=0), color=LINE_COLORS[k], alpha=0.2, lw=0
        )
    axes.axhline(blind, color="black", ls=":", label="always answers p")
    axes.set(
        xlabel="updates", ylabel="validation loss", title="Detector of fives: two first biases"
    )
    axes.set_ylim(0, None)
    axes.legend()
    return figure
