"""Fits of chapter 5: loss surfaces, runs, lines through data, shares of the classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.ticker import MaxNLocator

from utils import plotting
from utils.arrays import Floats, Numbers
from utils.plotting import COLORS, LINE_COLORS, MARKERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_surfaces(
    surfaces: Mapping[str, Callable[[Floats, Floats], Floats]],
    paths: Mapping[str, Mapping[str, Floats]],
    *,
    limit: float,
) -> Figure:
    """Draw one loss surface per panel over two weights, with the paths of gradient descent.

    Each panel has a scale of its own, since the losses differ in size.

    Args:
        surfaces: title to the loss as a function of two arrays of weights.
        paths: title to name to positions (steps, 2).
        limit: both weights run from -limit to limit.
    """
    figure, axes = plotting.subplots(1, len(surfaces), 11, 4.4)
    for ax, (title, surface) in zip(axes, surfaces.items(), strict=True):
        plotting.plot_surface_paths(
            surface,
            paths[title],
            xlim=(-limit, limit),
            ylim=(-limit, limit),
            levels=24,
            xlabel="weight $w_1$",
            ylabel="weight $w_2$",
            title=title,
            ax=ax,
        )
        heights = ax.collections[0]  # the filled contours
        figure.colorbar(heights, ax=ax, ticks=MaxNLocator(7), label="mean loss")
    return figure


def plot_spread(
    panels: Mapping[str, Mapping[str, Floats]], at: Numbers, *, xlabel: str, ylabel: str
) -> Figure:
    """Draw means of runs as lines and all runs, lowest to highest, as bands.

    Args:
        panels: title to name to values (steps, runs).
        at: positions (steps,).
        xlabel: label of the horizontal axes.
        ylabel: label of the vertical axis.
    """
    figure, axes = plotting.subplots(1, len(panels), 10, 3.9)
    for ax, (title, runs) in zip(axes, panels.items(), strict=True):
        means = {name: values.mean(axis=1) for name, values in runs.items()}
        plotting.plot_curves(
            means,
            x=dict.fromkeys(means, np.asarray(at)),
            xlabel=xlabel,
            ylabel=ylabel,
            title=title,
            ax=ax,
        )
        for k, values in enumerate(runs.values()):
            low, high = values.min(axis=1), values.max(axis=1)
            ax.fill_between(np.asarray(at), low, high, color=LINE_COLORS[k], alpha=0.2, lw=0)
    low = min(ax.get_ylim()[0] for ax in axes)
    high = max(ax.get_ylim()[1] for ax in axes)
    for ax in axes:
        ax.set_ylim(low, high)
    return figure


def plot_fits(
    x: Floats, y: Floats, outlier: npt.NDArray[np.bool_], lines: Mapping[str, tuple[float, float]]
) -> Figure:
    """Draw points, outliers among them, and straight lines through them.

    Args:
        x: positions (n,).
        y: heights (n,).
        outlier: True where a point is an outlier (n,).
        lines: name to (slope, intercept).
    """
    figure = _straight_lines(x, lines, "Four outliers pull at three lines")
    ax = figure.axes[0]
    for k, (chosen, name) in enumerate([(np.logical_not(outlier), "data"), (outlier, "outliers")]):
        look: dict[str, Any] = {"color": COLORS[7 - 3 * k], "marker": MARKERS[k], "label": name}
        ax.plot(x[chosen], y[chosen], ls="none", zorder=3, **look)
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    return figure


def _straight_lines(x: Floats, lines: Mapping[str, tuple[float, float]], title: str) -> Figure:
    """Draw named lines, given as slope and intercept, as far as the positions reach."""
    ends = np.array([x.min(), x.max()])
    figure = plotting.plot_curves(
        {name: w * ends + b for name, (w, b) in lines.items()},
        x=dict.fromkeys(lines, ends),
        xlabel="x",
        ylabel="y",
        title=title,
    )
    for line in figure.axes[0].lines:
        line.set_marker("")
    return figure


def plot_quantiles(x: Floats, y: Floats, lines: Mapping[float, tuple[float, float]]) -> Figure:
    """Draw points, and straight lines that leave a share of them below.

    Args:
        x: positions (n,).
        y: heights (n,).
        lines: share to (slope, intercept).
    """
    named = {f"q = {q}": line for q, line in lines.items()}
    figure = _straight_lines(x, named, "Three quantiles as straight lines")
    ax = figure.axes[0]
    ax.plot(x, y, ".", color=COLORS[7], ms=4, alpha=0.6, zorder=1, label="data")
    ax.legend()
    return figure


def plot_shift(
    plain: Floats, weighted: Floats, positive: npt.NDArray[np.bool_], shift: float
) -> Figure:
    """Draw the logits of a detector with class weights over those of one without.

    Args:
        plain: logits (n,) of the detector without weights.
        weighted: logits (n,) of the same images, with weights.
        positive: True where the image is a five (n,).
        shift: how much higher theory expects the weighted logits.
    """
    figure, ax = plotting.subplots(1, 1, 6.4, 4.8)
    for k, (chosen, name) in enumerate([(~positive, "other digits"), (positive, "fives")]):
        look: dict[str, Any] = {"color": COLORS[7 - 3 * k], "marker": MARKERS[k], "label": name}
        ax.plot(plain[chosen], weighted[chosen], ls="none", ms=4, alpha=0.6, **look)
    ends = np.array([plain.min(), plain.max()])
    ax.plot(ends, ends, color=LINE_COLORS[0], ls=":", label="no shift")
    ax.plot(ends, ends + shift, color=LINE_COLORS[1], label=f"shift {shift:.2f}")
    ax.axhline(0, color="#666666", lw=1, zorder=0)
    ax.axvline(0, color="#666666", lw=1, zorder=0)
    ax.set(
        xlabel="logit without weights",
        ylabel="logit with weights",
        title="Class weights lift the logits",
    )
    ax.legend(loc="lower right")
    return figure


def plot_contributions(
    classes: Sequence[str], truth: Floats, prediction: Floats, base_name: str, terms: Floats
) -> Figure:
    """Draw truth and prediction per class, and each class's share of the cross-entropy.

    Args:
        classes: K names.
        truth: true distribution (K,).
        prediction: predicted distribution (K,).
        base_name: unit of the terms, such as "nats".
        terms: contributions (K,) to the cross-entropy.
    """
    figure, (left, right) = plotting.subplots(1, 2, 9.5, 3.8)
    places = np.arange(len(classes))
    for k, (name, values) in enumerate([("truth y", truth), ("prediction p", prediction)]):
        bars = left.bar(places + 0.4 * k - 0.2, values, 0.38, color=COLORS[k], label=name)
        left.bar_label(bars, [f"{v:.2f}" for v in values], fontsize=9, padding=2)
    left.set(ylim=(0, 1.15), ylabel="probability", title="Truth and prediction")
    left.legend(loc="upper left", bbox_to_anchor=(0, -0.1), ncols=2, fontsize=9.5)
    bars = right.bar(places, terms, 0.55, color=COLORS[2])
    right.bar_label(bars, [f"{v:.3f}" for v in terms], padding=2)
    right.set(
        ylabel=f"−y ln p [{base_name}]",
        title=f"Cross-entropy {terms.sum():.3f} {base_name}",
        ylim=(0, 1.15 * max(1.0, float(terms.max()))),
    )
    for ax in (left, right):
        ax.set_xticks(places, classes)
        ax.grid(visible=False, axis="x")
    return figure
