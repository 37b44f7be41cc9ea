"""Runs of chapter 7, recorded and live: races, sweeps, searches, batches, seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

from utils import plotting
from utils.arrays import Floats
from utils.drawings.optimizers.looks import LOOKS, SHAPES, plot_strips
from utils.plotting import COLORS, LINE_COLORS, MARKERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_recorded_race(losses: Mapping[str, Floats], accuracies: Mapping[str, Floats]) -> Figure:
    """Draw training losses per epoch, and test accuracies at the end, of every run.

    Args:
        losses: rule to losses (seeds, epochs).
        accuracies: rule to accuracies (seeds,).
    """
    figure, (left, right) = plotting.subplots(1, 2, width=10, height=4.4)
    for rule, loss in losses.items():
        epochs = np.arange(loss.shape[1]) + 1
        left.plot(
            epochs,
            loss.mean(axis=0),
            marker=SHAPES[rule],
            markersize=5,
            linewidth=1.5,
            label=rule,
            **LOOKS[rule],
        )
    left.set(
        yscale="log",
        xlabel="epoch",
        ylabel="training loss (dropout on)",
        title="Recorded: mean of two seeds",
    )
    left.yaxis.set_major_formatter(mpl.ticker.ScalarFormatter())
    left.yaxis.set_minor_formatter(mpl.ticker.ScalarFormatter())
    left.legend(ncols=2, fontsize=9)
    plot_strips(right, accuracies)
    right.set(xlabel="test accuracy after the last epoch", title="Recorded: each seed a dot")
    return figure


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


def plot_search(grid: Floats, rates: Floats, population: Floats, history: Floats) -> Figure:
    """Draw a grid search beside a population whose learning rates change.

    Args:
        grid: validation loss of each member per round (rounds, members), fixed rates.
        rates: these rates (members,).
        population: validation loss per round (rounds, members), changing rates.
        history: the rates of every round (rounds, members).
    """
    figure, (left, right) = plotting.subplots(1, 2, width=9.8, height=4)
    rounds = np.arange(len(grid)) + 1
    for k, rate in enumerate(rates):
        left.plot(rounds, grid[:, k], color="#8C8C8C", linewidth=1, label="_" if k else "grid")
        names = {"PBT": "_", "grid": "_"} if k else {"PBT": "PBT", "grid": "grid, all the time"}
        right.plot(rounds, history[:, k], ".", color=COLORS[0], markersize=6, label=names["PBT"])
        right.plot(0, rate, "o", color=COLORS[0], markerfacecolor="white", label=names["grid"])
    left.plot(rounds, grid.min(axis=1), color=COLORS[1], label="best of the grid")
    left.plot(rounds, population.min(axis=1), color=COLORS[0], linestyle="--", label="best of PBT")
    left.set(
        yscale="log", xlabel="epoch", ylabel="validation loss", title="Eight networks, one seed"
    )
    left.set_ylim(top=9)
    left.legend(loc="upper right", ncols=3, fontsize=8.5)
    right.set(
        yscale="log", xlabel="epoch", ylabel="learning rate", title="Rates of the eight networks"
    )
    right.legend(loc="lower right", fontsize=8.5)
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
    """Draw one strip chart per measure, each seed a dot.

    Args:
        groups: label of the measure to rule to values (seeds,).
    """
    figure, grid = plotting.subplots(2, -(-len(groups) // 2), width=9.4, height=5)
    for axes, (label, values) in zip(grid.ravel(), groups.items(), strict=True):
        plot_strips(axes, values)
        axes.set_xlabel(label)
        if "eigenvalue" in label:
            axes.set_xscale("log")
            axes.set_xlim(0.005, 20)
        else:
            axes.set_xlim(0.945, 0.977)
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
