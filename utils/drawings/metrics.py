"""The figures of chapter 6: confusion matrices, thresholds, batches, folds."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from utils import plotting
from utils.plotting import COLORS, DASHES, LINE_COLORS, MARKERS, Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Ints: TypeAlias = npt.NDArray[np.integer[Any]]


def plot_slope_and_stairs(b: Floats, loss: Floats, accuracy: Floats) -> "Figure":
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


def plot_samples(y: Ints, p: Floats, threshold: float) -> "Figure":
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


def plot_confusions(matrices: Mapping[str, Ints]) -> "Figure":
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


def plot_means(precision: Floats, arithmetic: Floats, harmonic: Floats) -> "Figure":
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


def plot_ten_classes(matrix: Ints, f1: Floats, averages: Mapping[str, float]) -> "Figure":
    """Draw the mistakes of ten classes, and F1 per class with its averages as lines.

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
        title="Confusion matrix",
    )  # fmt: skip
    left.grid(visible=False)
    right.bar(range(10), f1, 0.65, color=COLORS[5])
    for k, (name, value) in enumerate(averages.items()):
        right.axhline(value, color=LINE_COLORS[k + 1], ls=DASHES[k], label=name)
    right.set(
        xticks=range(10), ylim=(0.8, 1), xlabel="digit", ylabel="F1 (axis starts at 0.8)",
        title="F1 per class",
    )  # fmt: skip
    right.legend(loc="upper right")
    right.grid(visible=False, axis="x")
    return figure


def plot_batches(sizes: Sequence[int], means: Mapping[str, Floats], whole: float) -> "Figure":
    """Draw means of per-batch values over the batch size, and the value of the whole set.

    Args:
        sizes: batch sizes (n,).
        means: name to mean over the batches (n,).
        whole: the value of all samples together.
    """
    figure = plotting.plot_curves(
        means,
        x=dict.fromkeys(means, np.array(sizes)),
        xlabel="batch size",
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
) -> "Figure":
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
    right.set(xlabel="recall", ylabel="precision", title="Precision-recall", ylim=(0, 1.04))
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
) -> "Figure":
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


def plot_luck(scores: Floats, best: float, again: float) -> "Figure":
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


def plot_folds(folds: Sequence[Ints], count: int) -> "Figure":
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


def plot_estimates(estimates: Mapping[str, Floats], truth: float) -> "Figure":
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


def plot_threshold_view(
    y: Ints, p: Floats, threshold: float, matrix: Ints, values: Mapping[str, float]
) -> "Figure":
    """Draw scores of both classes with a threshold, the confusion matrix, and metrics as bars.

    Args:
        y: truth (n,), 0 or 1.
        p: predicted probability of 1 (n,).
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
    left.set(yscale="log", xlabel="predicted probability p", ylabel="images", title="Scores")
    left.legend(loc="upper center", fontsize=9)
    _draw_two_by_two(middle, matrix)
    middle.set_title(f"Threshold {threshold:.2f}")
    heights = np.nan_to_num(list(values.values()))
    bars = right.bar(list(values), heights, 0.6, color=COLORS[5])
    texts = [f"{v:.3f}" if np.isfinite(v) else "0/0" for v in values.values()]
    right.bar_label(bars, texts, padding=2, fontsize=9.5)
    right.set(ylim=(0, 1.12), title="Metrics")
    right.tick_params(axis="x", labelsize=9.5)
    right.grid(visible=False, axis="x")
    return figure


def _draw_two_by_two(ax: "Axes", matrix: Ints) -> None:
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
