"""Recorded runs of chapter 7, and rare features: sweeps, batches, sharpness, every seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

from utils import plotting
from utils.arrays import Floats
from utils.plotting import COLORS, LINE_COLORS, MARKERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_sweep(
    rates: Mapping[str, Floats],
    losses: Mapping[str, Floats],
    deck: Mapping[str, float],
    good: float,
) -> Figure:
    """Draw training loss over the learning rate for every rule.

    Args:
        rates: rule to rates (n,).
        losses: rule to losses (seeds, n), NaN where training diverged.
        deck: rule to the rate that the lecture recommends.
        good: a loss up to this multiple of the lowest counts as good.
    """
    figure, grid = plotting.subplots(2, 3, width=9.8, height=6)
    for axes, (rule, loss) in zip(grid.ravel(), losses.items(), strict=True):
        for k, one in enumerate(loss):
            axes.plot(
                rates[rule],
                one,
                marker=MARKERS[k],
                markersize=4,
                color=LINE_COLORS[k * 5],
                linewidth=1.3,
                label=f"seed {k}",
            )
        mean = loss.mean(axis=0)
        axes.axhspan(mean.min() * 0.7, good * mean.min(), color=COLORS[2], alpha=0.15, label="good")
        axes.axvline(deck[rule], color=COLORS[1], linestyle="--", label="lecture")
        axes.set(xscale="log", yscale="log", ylim=(0.04, 5), title=rule)
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper right", ncols=4, fontsize=9.5)
    figure.supxlabel("learning rate")
    figure.supylabel("training loss after 3 epochs")
    return figure


def plot_batches(
    sizes: Sequence[int],
    accuracies: Mapping[str, Floats],
    seconds: Floats,
) -> Figure:
    """Draw test accuracy and time per epoch over the batch size.

    Args:
        sizes: batch sizes (n,).
        accuracies: name of the comparison to accuracies (seeds, n).
        seconds: processor seconds per 10,000 images (n, rounds).
    """
    figure, (left, right) = plotting.subplots(1, 2, width=9.8, height=4)
    for k, (name, accuracy) in enumerate(accuracies.items()):
        left.plot(
            sizes,
            accuracy.mean(axis=0),
            color=LINE_COLORS[k],
            marker=MARKERS[k],
            markersize=5,
            linestyle=plotting.DASHES[k],
            label=name,
        )
        left.fill_between(
            sizes, accuracy.min(axis=0), accuracy.max(axis=0), color=LINE_COLORS[k], alpha=0.2
        )
    left.set(xscale="log", xlabel="batch size", ylabel="test accuracy", title="Accuracy")
    left.legend(loc="lower center", fontsize=9)
    right.plot(sizes, np.median(seconds, axis=1), "o-", color=COLORS[0], label="median")
    right.fill_between(
        sizes,
        seconds.min(axis=1),
        seconds.max(axis=1),
        color=COLORS[0],
        alpha=0.25,
        label="least to greatest",
    )
    right.set(
        xscale="log",
        yscale="log",
        xlabel="batch size",
        ylabel="processor time [s per 10,000 images]",
        title="Time",
    )
    right.legend(fontsize=9)
    return figure


def plot_sharpness(groups: Mapping[str, Mapping[str, Floats]]) -> Figure:
    """Draw one strip chart per measure, a row for each rule and rate, each seed a dot.

    Args:
        groups: name of rule and rate to `eigenvalue`, `rise` and `test`, (seeds,) each.
    """
    labels = {
        "eigenvalue": "eigenvalue at loss 0.05",
        "rise": "rise of the loss, at loss 0.05",
        "test": "test accuracy at loss 0.01",
    }
    height = 1.4 + 0.3 * len(groups)
    figure, panels = plotting.subplots(1, 3, width=10.5, height=height)
    for axes, (measure, label) in zip(panels, labels.items(), strict=True):
        for k, values in enumerate(groups.values()):
            axes.plot(
                values[measure],
                np.full(len(values[measure]), -k),
                MARKERS[k % len(MARKERS)],
                color=LINE_COLORS[k % len(LINE_COLORS)],
                markersize=8,
                linestyle="none",
                alpha=0.8,
            )
        axes.set_xlabel(label)
        axes.margins(x=0.1)
        axes.set_yticks([-k for k in range(len(groups))], [] if axes is not panels[0] else groups)
        axes.set_ylim(0.6 - len(groups), 0.6)
    return figure


def plot_core_lab(curves: Mapping[str, Floats]) -> Figure:
    """Draw training accuracy per epoch, mean and band over seeds.

    Args:
        curves: name to accuracies (seeds, epochs).
    """
    figure, axes = plotting.subplots(width=7.2, height=4.2)
    for k, (name, curve) in enumerate(curves.items()):
        epochs = np.arange(curve.shape[1]) + 1
        color = LINE_COLORS[k]
        axes.plot(
            epochs,
            curve.mean(axis=0),
            color=color,
            linestyle=plotting.DASHES[k],
            marker=MARKERS[k],
            markersize=4,
            label=name,
        )
        axes.fill_between(epochs, curve.min(axis=0), curve.max(axis=0), color=color, alpha=0.2)
    axes.set(
        ylim=(0.92, 1),
        xlabel="epoch",
        ylabel="training accuracy",
        title="Recorded: five layers, three seeds",
    )
    axes.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
    axes.legend(loc="lower right")
    return figure


def plot_rare(sizes: Mapping[str, tuple[Floats, Floats]], truth: float) -> Figure:
    """Draw how much of their true size the weights of common and rare features reached.

    Args:
        sizes: rule to mean weights of common features, and of rare ones, (seeds,) each.
        truth: the true size.
    """
    figure, axes = plotting.subplots(width=7, height=3.6)
    names = list(sizes)
    for k, (label, color) in enumerate({"common": COLORS[0], "rare": COLORS[1]}.items()):
        for i, name in enumerate(names):
            values = sizes[name][k]
            axes.plot(
                values,
                np.full(len(values), -i + 0.15 - 0.3 * k),
                MARKERS[k],
                color=color,
                alpha=0.8,
                label=label if not i else "_",
            )
    axes.axvline(truth, color="black", linestyle="--", label="true size")
    axes.set_yticks([-i for i in range(len(names))], names)
    axes.set(
        xlabel="mean size of the weights, in the right direction",
        title="After one pass; each seed a mark",
        xlim=(0, 1.4 * truth),
    )
    axes.legend(loc="lower right", fontsize=9)
    return figure
