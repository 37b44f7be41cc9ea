"""Curves of chapter 6: over a bias, a threshold, a batch size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from utils import plotting
from utils.arrays import Floats
from utils.plotting import COLORS, DASHES, LINE_COLORS, MARKERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_slope_and_stairs(b: Floats, loss: Floats, accuracy: Floats) -> Figure:
    """Draw a loss and an accuracy over the same bias, side by side.

    Args:
        b: positions (n,).
        loss: mean loss (n,).
        accuracy: share of right answers (n,).
    """
    figure, axes = plotting.subplots(1, 2, 10, 3.7)
    for k, (ax, curve, name) in enumerate(
        zip(axes, (loss, accuracy), ("mean cross-entropy", "accuracy"), strict=True)
    ):
        ax.plot(b, curve, color=LINE_COLORS[k], drawstyle="steps-mid" if k else "default")
        ax.set(xlabel="bias b", ylabel=name)
    axes[0].set_title("Loss: a slope everywhere")
    axes[1].set_title("Accuracy: flat stairs")
    return figure


def plot_means(precision: Floats, arithmetic: Floats, harmonic: Floats) -> Figure:
    """Draw two means of precision and recall as contours.

    Args:
        precision: positions (n,) of both axes, 0 to 1.
        arithmetic: (n, n), rows are recall.
        harmonic: (n, n), rows are recall.
    """
    figure, axes = plotting.subplots(1, 2, 10, 4.2)
    for ax, heights, title in zip(
        axes, (arithmetic, harmonic), ("Arithmetic mean", "F1: harmonic mean"), strict=True
    ):
        levels = np.linspace(0.1, 0.9, 9)
        lines = ax.contour(precision, precision, heights, levels, colors="#333333", linewidths=1)
        ax.contourf(precision, precision, heights, 20, cmap="Blues", vmin=0, vmax=1.6)
        ax.clabel(lines, fmt="%.1f", fontsize=9)
        ax.plot(0.09, 1, MARKERS[1], color=COLORS[1], ms=10, clip_on=False, label="always yes")
        ax.set(xlabel="precision", ylabel="recall", title=title, aspect="equal")
        ax.grid(visible=False)
    axes[1].legend(loc="upper left", bbox_to_anchor=(1.01, 1), handlelength=1)
    return figure


def plot_batches(sizes: Sequence[int], means: Mapping[str, Floats], whole: float) -> Figure:
    """Draw means of per-batch values over the batch size, and the value of the whole set.

    Args:
        sizes: batch sizes (n,).
        means: name to mean over the batches (n,).
        whole: the value of all samples together.
    """
    figure = plotting.plot_curves(
        means,
        x=dict.fromkeys(means, np.array(sizes)),
        xlabel="batch size (logarithmic)",
        ylabel="F1",
        logx=True,
        title="The mean of batch values is not the value of the whole",
    )
    ax = figure.axes[0]
    ax.axhline(whole, color="black", lw=1.6, label="all samples together")
    ax.set_xticks(list(sizes), [str(size) for size in sizes])
    ax.minorticks_off()
    ax.legend(loc="lower right")
    return figure


def plot_roc_and_precision(
    roc: Mapping[str, tuple[Floats, Floats]],
    pr: Mapping[str, tuple[Floats, Floats]],
    share: float,
    points: Mapping[str, tuple[float, float, float]],
) -> Figure:
    """Draw ROC curves at the left and precision-recall curves at the right.

    Args:
        roc: name to false positive rate and true positive rate, (n,) each.
        pr: name to recall and precision, (n,) each.
        share: share of positives, the precision of guessing.
        points: name to false positive rate, recall and precision, marked in both.
    """
    figure, (left, right) = plotting.subplots(1, 2, 10, 4.2)
    for k, (name, (x, y)) in enumerate(roc.items()):
        left.plot(x, y, color=LINE_COLORS[k], ls=DASHES[k], label=name, drawstyle="default")
    for k, (name, (x, y)) in enumerate(pr.items()):
        right.plot(x, y, color=LINE_COLORS[k], ls=DASHES[k], label=name)
    left.plot([0, 1], [0, 1], color="#777777", ls=DASHES[2], label="guessing")
    right.axhline(share, color="#777777", ls=DASHES[2], label="guessing")
    for k, (name, (fpr, recall, precision)) in enumerate(points.items()):
        look: dict[str, Any] = {"color": LINE_COLORS[k + 1], "ms": 9, "ls": "none", "label": name}
        left.plot(fpr, recall, MARKERS[k], zorder=3, **look)
        right.plot(recall, precision, MARKERS[k], zorder=3, **look)
    left.set(xlabel="false positive rate FP / (FP + TN)", ylabel="recall", title="ROC")
    right.set(xlabel="recall", ylabel="precision", title="Precision-recall")
    for ax in (left, right):
        ax.set(xlim=(-0.02, 1.04), ylim=(-0.02, 1.04), aspect="equal")
    left.legend(loc="lower right", fontsize=9.5)
    right.legend(loc="center left", fontsize=9.5)
    return figure


def plot_over_threshold(
    thresholds: Floats,
    curves: Mapping[str, Floats],
    marks: Mapping[str, float],
    *,
    ylabel: str,
    title: str,
) -> Figure:
    """Draw curves over the threshold, and some thresholds as vertical lines.

    Args:
        thresholds: positions (n,).
        curves: name to heights (n,).
        marks: name to threshold.
        ylabel: label of the vertical axis.
        title: title of the axes.
    """
    figure = plotting.plot_curves(
        curves,
        x=dict.fromkeys(curves, thresholds),
        xlabel="threshold",
        ylabel=ylabel,
        title=title,
    )
    ax = figure.axes[0]
    for k, (name, place) in enumerate(marks.items()):
        ax.axvline(place, color=LINE_COLORS[-1 - k], ls=DASHES[k + 2], lw=1.6, label=name)
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return figure


def plot_reliability(curves: Mapping[str, tuple[Floats, Floats, Floats]]) -> Figure:
    """Draw how often "yes" is true over the probability that was given, a panel for each model.

    Args:
        curves: name to mean probability, share of yes and margin of that share, (bins,) each.
    """
    figure, axes = plotting.subplots(1, len(curves), 10, 4.4)
    for k, (ax, (name, (said, share, margin))) in enumerate(
        zip(np.ravel(axes), curves.items(), strict=True)
    ):
        ax.plot([0, 1], [0, 1], color="#777777", ls=DASHES[2], label="perfectly calibrated")
        ax.vlines(said, share - margin, share + margin, color="black", lw=1.4)
        ax.plot(said, share, MARKERS[k], ms=7, color=LINE_COLORS[k], ls="none", label=name)
        ax.set(
            xlim=(-0.04, 1.04), ylim=(-0.04, 1.04), aspect="equal", title=f"Reliability: {name}",
            xlabel="mean probability in the bin", ylabel="share of fives in the bin",
        )  # fmt: skip
        ax.legend(loc="lower right")
    return figure
