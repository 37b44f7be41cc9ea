"""Right and wrong answers of chapter 6: samples, confusion matrices, classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from utils import plotting
from utils.arrays import Floats, Ints
from utils.plotting import COLORS, DASHES, LINE_COLORS, MARKERS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def plot_samples(y: Ints, p: Floats, threshold: float) -> Figure:
    """Draw samples along the predicted probability, and on which side of a threshold they lie.

    Args:
        y: truth (n,), 0 or 1.
        p: predicted probability of 1 (n,).
        threshold: above it the answer is yes.
    """
    figure, ax = plotting.subplots(width=8.6, height=3.0)
    for truth, name in enumerate(("truth: no", "truth: yes")):
        places = np.sort(p[y == truth])
        seen: dict[float, int] = {}
        heights = []
        for place in places:  # equal probabilities stand on each other
            heights.append(truth + 0.17 * seen.get(place, 0))
            seen[place] = seen.get(place, 0) + 1
        ax.plot(places, heights, MARKERS[truth], color=COLORS[truth], ms=10, ls="none", label=name)
    ax.axvline(threshold, color="black", lw=1.8, label=f"threshold {threshold}")
    for x, truth, text in [(0, 0, "TN"), (1, 0, "FP"), (0, 1, "FN"), (1, 1, "TP")]:
        right = x == truth
        where = (0.02, "left") if x == 0 else (0.98, "right")
        ax.text(
            where[0],
            truth + 0.42,
            text + (" (right)" if right else " (wrong)"),
            ha=where[1],
            va="center",
            fontweight="normal" if right else "bold",
        )
    ax.set(
        xlim=(0, 1),
        ylim=(-0.35, 1.65),
        yticks=[0, 1],
        yticklabels=["no", "yes"],
        xlabel="predicted probability of yes, p",
        ylabel="truth",
        title="Twelve samples and a threshold",
    )
    ax.grid(visible=False, axis="y")
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return figure


def plot_confusions(matrices: Mapping[str, Ints]) -> Figure:
    """Draw confusion matrices of two classes side by side, right answers shaded blue.

    Args:
        matrices: title to counts (2, 2), rows truth, columns prediction.
    """
    count = len(matrices)
    figure, axes = plotting.subplots(1, count, min(3.7 * count + 0.6, 10), 3.3)
    for ax, (title, matrix) in zip(np.ravel(axes), matrices.items(), strict=True):
        _draw_two_by_two(ax, matrix)
        ax.set_title(title)
    return figure


def plot_ten_classes(matrix: Ints, f1: Floats, averages: Mapping[str, float]) -> Figure:
    """Draw the mistakes of ten classes, and F1 per class as points with averages as lines.

    Args:
        matrix: counts (10, 10), rows truth, columns prediction.
        f1: F1 of each class (10,).
        averages: name to value.
    """
    figure, (left, right) = plotting.subplots(1, 2, 10, 4.4)
    wrong = matrix - np.diag(np.diag(matrix))
    left.imshow(wrong, cmap="Blues", vmax=1.3 * wrong.max())
    for i, j in np.ndindex(matrix.shape):
        text, look = str(matrix[i, j]), {"color": "#888888"}
        if i != j:
            look = {"color": "white" if wrong[i, j] > 0.7 * wrong.max() else "black"}
        left.text(j, i, text, ha="center", va="center", fontsize=8, **look)
    left.set(
        xticks=range(10), yticks=range(10), xlabel="predicted digit", ylabel="true digit",
        title="Confusion matrix, mistakes shaded",
    )  # fmt: skip
    left.grid(visible=False)
    right.plot(range(10), f1, MARKERS[0], color=COLORS[0], ms=9, ls="none", label="one class")
    for k, (name, value) in enumerate(averages.items()):
        right.axhline(value, color=LINE_COLORS[k + 1], ls=DASHES[k], label=name)
    right.set(xticks=range(10), ylim=(0.8, 1), xlabel="digit", ylabel="F1", title="F1 per class")
    right.legend(loc="lower left", ncols=3, fontsize=9.5)
    right.grid(visible=False, axis="x")
    return figure


def plot_threshold_view(
    y: Ints, p: Floats, threshold: float, matrix: Ints, values: Mapping[str, float]
) -> Figure:
    """Draw scores of both classes with a threshold, the confusion matrix, and metrics as bars.

    Args:
        y: truth (n,), 0 or 1.
        p: calibrated probability of 1 (n,).
        threshold: above it the answer is yes.
        matrix: counts (2, 2) at that threshold.
        values: name of a metric to its value, `nan` where it is not defined.
    """
    figure, (left, middle, right) = plotting.subplots(1, 3, 10, 3.6)
    for truth, name in enumerate(("no", "yes")):
        left.hist(
            p[y == truth],
            np.linspace(0, 1, 26),
            histtype="step",
            lw=2,
            color=COLORS[truth],
            ls=DASHES[truth],
            label=f"truth {name}",
        )
    left.axvline(threshold, color="black", lw=1.8, label="threshold")
    left.set(yscale="log", xlabel="calibrated probability q", ylabel="images", title="Scores")
    left.legend(loc="upper center", fontsize=9)
    _draw_two_by_two(middle, matrix)
    middle.set_title(f"Threshold {threshold:.2f}")
    heights = np.nan_to_num(list(values.values()))
    bars = right.bar(list(values), heights, 0.6, color=COLORS[5])
    texts = [f"{v:.3f}" if np.isfinite(v) else "0/0" for v in values.values()]
    right.bar_label(bars, texts, padding=2, fontsize=9.5)
    right.set(ylim=(0, 1.12), title="Metrics")
    right.tick_params(axis="x", labelsize=7.5)
    right.grid(visible=False, axis="x")
    return figure


def _draw_two_by_two(ax: Axes, matrix: Ints) -> None:
    names = [["TN", "FP"], ["FN", "TP"]]
    for i, j in np.ndindex(2, 2):
        fill = "#CFE8F7" if i == j else "#FBE3D3"
        ax.bar(j, 1, 1, bottom=-i - 0.5, color=fill, edgecolor="white", lw=3)
        ax.text(j, -i + 0.1, f"{matrix[i, j]:,}", ha="center", va="center", fontsize=14)
        ax.text(j, -i - 0.24, names[i][j], ha="center", va="center", fontsize=9.5)
    ax.set(
        xticks=[0, 1], xticklabels=["no", "yes"], yticks=[0, -1], yticklabels=["no", "yes"],
        xlabel="prediction", ylabel="truth", xlim=(-0.5, 1.5), ylim=(-1.5, 0.5),
    )  # fmt: skip
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
