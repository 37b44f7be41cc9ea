"""The figures of chapter 3, Backpropagation; the stepper and the graph have their own modules."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib.patches
import numpy as np
import numpy.typing as npt

from utils import plotting
from utils.plotting import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Array = npt.NDArray[Any]
FORWARD, BACKWARD, PATH = COLORS[0], COLORS[1], COLORS[2]
LABEL: dict[str, Any] = {
    "ha": "center",
    "va": "center",
    "fontsize": 9,
    "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    "zorder": 2,
}


def signed(number: float, digits: int = 3) -> str:
    """Write a number with its sign, and 0 without one."""
    return f"{number:+.{digits}f}" if round(float(number), digits) else "0"


def nudge(weights: Array, deltas: Array, measured: float, *, size: float) -> "Figure":
    """Draw the paths from one activation to the loss, and their contributions stacked.

    Args:
        weights: weights from the unit to the units of the next layer (outputs,).
        deltas: error signals of these units (outputs,).
        measured: change of the loss divided by the nudge.
        size: the nudge.
    """
    figure, (left, right) = plotting.subplots(1, 2, width=9.8, height=4.2)
    contributions = weights * deltas
    heights = 1.5 * ((len(weights) - 1) / 2 - np.arange(len(weights)))
    arrow = {"arrowstyle": "-|>", "color": PATH, "lw": 1.6, "shrinkA": 24, "shrinkB": 24}
    for k, (w, delta, y) in enumerate(zip(weights, deltas, heights, strict=True)):
        left.annotate("", (2.6, y), (0, 0), arrowprops=arrow)
        left.annotate("", (5.2, 0), (2.6, y), arrowprops=arrow)
        left.text(1.35, 0.55 * y, f"× {w:g}", color=FORWARD, **LABEL)
        left.text(3.95, 0.55 * y, f"× {signed(float(delta))}", color=BACKWARD, **LABEL)
        _unit(left, (2.6, y), f"$z^{{(2)}}_{k + 1}$")
    _unit(left, (0, 0), "$a^{(1)}_1$")
    _unit(left, (5.2, 0), "$C$")
    left.text(0, -0.62, f"nudged by {size:g}", ha="center", va="top", fontsize=9)
    left.set(xlim=(-0.9, 5.8), ylim=(-2.2, 2.2), aspect="equal")
    left.set_title("Along a path, slopes multiply")
    left.axis("off")

    starts = np.concatenate([[0], np.cumsum(contributions)[:-1]])
    names = [f"through\noutput {k + 1}" for k in range(len(weights))]
    bars = right.bar([*names, "sum"], [*contributions, contributions.sum()], bottom=[*starts, 0])
    for bar, color in zip(bars, [PATH] * len(weights) + ["#555555"], strict=True):
        bar.set_color(color)
    for k, number in enumerate([*contributions.tolist(), float(contributions.sum())]):
        base = starts[k] if k < len(starts) else 0.0
        right.text(k, base + number / 2, signed(number, 4), ha="center", va="center", color="white")
    label = f"measured: change of C / {size:g} = {measured:.4f}"
    right.axhline(measured, color="black", ls="--", label=label)
    right.set_ylim(0, 1.3 * measured)
    right.set(ylabel="change of C per unit of $a^{(1)}_1$")
    right.set_title("Over the paths, they add up")
    right.legend(loc="upper left")
    return figure


def _unit(ax: "Axes", spot: tuple[float, float], name: str) -> None:
    circle = matplotlib.patches.Circle(spot, 0.42, facecolor="white", zorder=3)
    circle.set(edgecolor="#222222", linewidth=1.4)
    ax.add_patch(circle)
    ax.text(*spot, name, ha="center", va="center", zorder=4)


def outer_product(a: Array, delta: Array, *, a_name: str, delta_name: str, title: str) -> "Figure":
    """Draw the table of all products of two vectors, with the vectors along its sides.

    Args:
        a: one number per row.
        delta: one number per column.
        a_name: symbol of the rows.
        delta_name: symbol of the columns.
        title: title of the axes.
    """
    figure, ax = plotting.subplots(width=1.7 * len(delta) + 2.6, height=0.7 * len(a) + 1.7)
    product = np.outer(a, delta)
    top = float(np.abs(product).max()) or 1.0
    for i, j in np.ndindex(product.shape):
        color = FORWARD if product[i, j] >= 0 else BACKWARD
        shade = 0.05 + 0.5 * abs(product[i, j]) / top
        square = matplotlib.patches.Rectangle((j, -i - 1), 1, 1, facecolor=color, alpha=shade)
        ax.add_patch(square)
        ax.text(j + 0.5, -i - 0.5, signed(float(product[i, j]), 4), ha="center", va="center")
    for j, number in enumerate(delta):
        text = f"${delta_name}_{j + 1}$ = {signed(number)}"
        ax.text(j + 0.5, 0.15, text, ha="center", va="bottom", color=BACKWARD)
    for i, number in enumerate(a):
        text = f"${a_name}_{i + 1}$ = {number:.2f}"
        ax.text(-0.1, -i - 0.5, text, ha="right", va="center", color=FORWARD)
    ax.set(xlim=(-1.0, len(delta)), ylim=(-len(a) - 0.05, 0.6), title=title)
    ax.axis("off")
    return figure


def overfitting(records: Mapping[str, Mapping[str, Array]], updates: Array) -> "Figure":
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


def remedy_curves(
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
        ax.set_xticks([100, 1000, 10000], ["100", "1,000", "10,000"])
        ax.minorticks_off()
    for ax in axes.ravel()[len(curves) :]:
        ax.axis("off")
    figure.supxlabel("updates (logarithmic)")
    figure.supylabel("error (share wrong)")
    handles, labels = axes.ravel()[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)
    return figure


def remedy_errors(
    errors: Mapping[str, Mapping[str, Array]], *, reference: float, reference_name: str
) -> "Figure":
    """Draw the test error of each remedy at several moments: every run, and their mean.

    Args:
        errors: remedy to moment to test errors (seeds,); the first remedy stands on top.
        reference: an error to compare with.
        reference_name: what it is.
    """
    figure, ax = plotting.subplots(width=9.6, height=0.52 * len(errors) + 1.6)
    ax.axvline(reference, color="black", ls="--", label=reference_name)
    for row, moments in enumerate(errors.values()):
        for k, (moment, values) in enumerate(moments.items()):
            height = np.full(len(values), -row + 0.22 * (1 - k))
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


def steep_curves(
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
