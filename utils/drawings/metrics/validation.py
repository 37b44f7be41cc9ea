"""Validation in chapter 6: luck, folds, estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from utils import plotting
from utils.arrays import Floats, Ints
from utils.plotting import COLORS, DASHES, LINE_COLORS, MARKERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_luck(scores: Floats, best: float, again: float) -> Figure:
    """Draw the validation accuracy of many guessers, the best of them, and its second try.

    Args:
        scores: accuracies (n,).
        best: the greatest of them.
        again: accuracy of that guesser on other samples.
    """
    figure, ax = plotting.subplots(width=7.4, height=3.8)
    edges = np.arange(0.295, 0.715, 0.02)
    ax.hist(scores, edges, color=COLORS[5], edgecolor="white", label="guessers")
    ax.axvline(best, color=COLORS[1], ls=DASHES[1], label="best one, validation set")
    ax.axvline(again, color=COLORS[2], label="the same one, test set")
    ax.set(xlabel="accuracy", ylabel="number of guessers", title="The best of 1,000 coin throwers")
    ax.grid(visible=False, axis="x")
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return figure


def plot_folds(folds: Sequence[Ints], count: int) -> Figure:
    """Draw which samples each of k models is tested on.

    Args:
        folds: per model, the numbers of its held-out samples.
        count: samples in all.
    """
    figure, ax = plotting.subplots(width=8.4, height=0.42 * len(folds) + 1.6)
    for k, fold in enumerate(folds):
        held = np.isin(np.arange(count), fold)
        for chosen, color, hatch, name in (
            (np.logical_not(held), COLORS[5], "", "trains"),
            (held, COLORS[1], "//", "tests"),
        ):
            ax.bar(
                np.flatnonzero(chosen), 0.8, 0.9, bottom=len(folds) - k - 0.4, color=color,
                hatch=hatch, edgecolor="white", lw=0, label=name if k == 0 else None,
            )  # fmt: skip
    ax.set(
        yticks=len(folds) - np.arange(len(folds)),
        yticklabels=[f"model {k + 1}" for k in range(len(folds))],
        xticks=range(count),
        xlabel="sample",
        title=f"{len(folds)} folds of {count} samples",
    )
    ax.grid(visible=False)
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return figure


def plot_estimates(estimates: Mapping[str, Floats], truth: float) -> Figure:
    """Draw repeated estimates of an accuracy as points in rows, and what is estimated.

    Args:
        estimates: name to values (n,).
        truth: the accuracy on samples that no estimate has used.
    """
    figure, ax = plotting.subplots(width=8.4, height=3.0)
    rng = np.random.default_rng(0)
    for k, (name, values) in enumerate(estimates.items()):
        height = len(estimates) - 1 - k + rng.uniform(-0.22, 0.22, len(values))
        ax.plot(values, height, MARKERS[k], color=LINE_COLORS[k], alpha=0.6, ls="none", label=name)
    ax.axvline(truth, color="black", lw=1.8, label="on the other samples")
    ax.set(yticks=[], xlabel="accuracy", ylim=(-0.6, len(estimates) - 0.4))
    ax.set_title("One split, or five folds")
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return figure
