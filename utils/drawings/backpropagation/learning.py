"""Learning curves, remedies against overfitting, and curves that are too steep."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from utils import plotting
from utils.arrays import Array
from utils.drawings.backpropagation.paths import BACKWARD, FORWARD
from utils.plotting import COLORS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_overfitting(records: Mapping[str, Mapping[str, Array]], updates: Array) -> "Figure":
    """Draw error and loss on training and test samples, one column a record.

    Args:
        records: title of the column to the curves `train_error`, `test_error`,
            `train_loss` and `test_loss`.
        updates: the number of updates at each point of the curves.
    """
    figure, axes = plotting.subplots(2, len(records), width=9.6, height=6.4)
    for column, (title, record) in enumerate(records.items()):
        for row, what in enumerate(("error", "loss")):
            ax = axes[row, column]
            curves = {f"{part} {what}": record[f"{part}_{what}"] for part in ("train", "test")}
            plotting.plot_curves(
                curves,
                x=dict.fromkeys(curves, updates),
                xlabel="updates",
                ylabel="error (share wrong)" if what == "error" else "cross-entropy (nats)",
                title=f"{title}: {what}",
                ax=ax,
            )
            test = record[f"test_{what}"]
            if test[-1] > 1.05 * test.min():
                x = updates[int(np.argmin(test))]
                ax.axvline(x, color="gray", ls=":", label=f"lowest test {what}")
            ax.set_ylim(0, 0.45 if what == "error" else 1.5)
            ax.legend(loc="upper right")
    return figure


def plot_remedy_curves(
    curves: Mapping[str, tuple[Array, Array]], updates: Array, *, marks: Sequence[int]
) -> "Figure":
    """Draw training and validation error of each remedy, one panel each.

    Args:
        curves: name to training errors and validation errors (seeds, points), the network
            without remedy first; its mean validation error is repeated in every panel.
        updates: the number of updates at each point.
        marks: numbers of updates to mark by vertical lines.
    """
    rows = -(-len(curves) // 3)
    figure, axes = plotting.subplots(rows, 3, width=9.8, height=2.55 * rows + 0.5)
    untreated = next(iter(curves.values()))[1].mean(axis=0)
    for ax, (name, (train, validation)) in zip(axes.ravel(), curves.items(), strict=False):
        for mark in marks:
            ax.axvline(mark, color="#999999", lw=0.9, ls=":")
        parts = (
            ("training", train, BACKWARD, (0, (5, 2))),
            ("validation", validation, FORWARD, "-"),
        )
        for label, errors, color, dashes in parts:
            ax.fill_between(updates, errors.min(0), errors.max(0), color=color, alpha=0.18, lw=0)
            ax.plot(updates, errors.mean(0), color=color, ls=dashes, label=label)
        ax.plot(updates, untreated, color="black", lw=1, label="validation, no remedy")
        ax.set(xscale="log", ylim=(0, 0.5), title=name)
        ax.set_xticks([100, 1000], ["100", "1,000"])
        ax.minorticks_off()
    for ax in axes.ravel()[len(curves) :]:
        ax.axis("off")
    figure.supxlabel("updates (logarithmic)")
    figure.supylabel("error (share wrong)")
    handles, labels = axes.ravel()[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)
    return figure


def plot_remedy_errors(
    errors: Mapping[str, Mapping[str, Array]], *, reference: float, reference_name: str
) -> "Figure":
    """Draw the test error of each remedy at several moments: every run, and their mean.

    Args:
        errors: remedy to moment to test errors (seeds,); the first remedy stands on top.
        reference: an error to compare with.
        reference_name: what it is.
    """
    figure, ax = plotting.subplots(width=9.6, height=0.62 * len(errors) + 1.4)
    ax.axvline(reference, color="black", ls="--", label=reference_name)
    for row, moments in enumerate(errors.values()):
        for k, (moment, values) in enumerate(moments.items()):
            height = np.full(len(values), -row + 0.18 * ((len(moments) - 1) / 2 - k))
            color = COLORS[k]
            ax.plot(values, height, ".", color=color, alpha=0.45, ms=6)
            label = moment if row == 0 else None
            marker = plotting.MARKERS[k]
            ax.plot(np.mean(values), height[0], marker, color=color, ms=8, ls="none", label=label)
    ax.set_yticks([-row for row in range(len(errors))], list(errors))
    ax.set(xlabel="test error (share wrong); small dots: single runs, large: mean")
    ax.set_title("Test error of each remedy, early and late")
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return figure


def plot_steep_curves(
    fits: Mapping[str, tuple[Array, Array]], points: tuple[Array, Array], truth: tuple[Array, Array]
) -> "Figure":
    """Draw fitted curves of one input, one panel each, with the points and the true curve.

    Args:
        fits: title to x and y of the fitted curve.
        points: x and y of the training points.
        truth: x and y of the curve that the points scatter about.
    """
    figure, axes = plotting.subplots(1, len(fits), width=9.8, height=3.7)
    for ax, (title, fit) in zip(axes, fits.items(), strict=True):
        ax.plot(*truth, color="black", lw=1, ls="--", label="truth")
        ax.plot(*fit, color=FORWARD, label="network")
        ax.plot(*points, "o", color=BACKWARD, ms=5, label="training points")
        ax.set(ylim=(-2.2, 2.2), xlabel="x", title=title)
    axes[0].set_ylabel("y")
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3)
    return figure
