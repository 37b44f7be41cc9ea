"""Gradients of deep networks in chapter 8, and remedies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.colors
import matplotlib.ticker
import numpy as np

from utils.arrays import Array
from utils.plotting import COLORS, DASHES, LINE_COLORS, MARKERS, subplots

if TYPE_CHECKING:
    from matplotlib.figure import Figure


FLOAT32_SMALLEST = 1.4e-45  # below half of it, float32 has only 0


def plot_slopes(slopes: Mapping[str, Array], z: Array) -> Figure:
    """Draw the derivatives of activations over the weighted sum z, and the line 1."""
    figure, axes = subplots(width=7.2, height=3.6)
    for k, (name, values) in enumerate(slopes.items()):
        axes.plot(z, values, color=LINE_COLORS[k], ls=DASHES[k], label=name)
    axes.axhline(0.25, color="#777777", lw=1, ls=":")
    axes.text(z[0], 0.27, "0.25", color="#555555")
    axes.set(xlabel="weighted sum z", ylabel="derivative φ'(z)", ylim=(-0.04, 1.08))
    axes.set_title("Slopes of three activations")
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return figure


def plot_depths_norms(
    measured: Mapping[str, Mapping[int, Array]], predicted: Mapping[str, Array]
) -> Figure:
    """Draw gradient norms per layer for several depths, one panel per activation.

    A panel whose lines fall below what float32 can hold has the axis that this needs.

    Args:
        measured: activation to depth to norms (networks, layers).
        predicted: activation to the predicted norms of the deepest network's layers 2 to
            depth, of which the last is 1; drawn through the measured last one.
    """
    figure, grid = subplots(1, len(measured), width=10, height=4.9)
    for axes, (name, by_depth) in zip(grid, measured.items(), strict=True):
        shades = mpl.colormaps["viridis"](np.linspace(0.9, 0.05, len(by_depth)))
        for shade, (depth, norms) in zip(shades, by_depth.items(), strict=True):
            layers = np.arange(2, depth + 1)
            inner = norms[:, 1:depth]
            middle = np.exp(np.log(inner).mean(axis=0))
            axes.fill_between(
                layers, inner.min(axis=0), inner.max(axis=0), color=shade, alpha=0.2, lw=0
            )
            axes.plot(layers, middle, color=shade, lw=2.4, label=f"{depth} layers")
            axes.plot(layers[0], middle[0], "o", color=shade, markeredgecolor="white", ms=8)
        line = predicted[name] * middle[-1]
        axes.plot(layers, line, color=COLORS[1], ls=(0, (4, 2)), lw=1.6, label="predicted")
        axes.set_yscale("log")
        axes.set(xlabel="layer", title=name, xlim=(-2, 103))
        if line[0] < FLOAT32_SMALLEST:
            axes.axhline(FLOAT32_SMALLEST, color="#777777", ls=":", lw=1.2)
            axes.text(100, 1e-47, "below: 0 in float32", color="#555555", ha="right", va="top")
            axes.set_ylim(1e-66, 1e4)
        else:
            axes.set_ylim(1e-3, 1e2)
        axes.yaxis.set_major_locator(mpl.ticker.LogLocator(numticks=8))
    grid[0].set_ylabel("norm of the gradient of a layer's weights")
    handles, labels = grid[-1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(handles))
    return figure


def plot_norms(
    panels: Mapping[str, Mapping[str, Array]],
    *,
    ylim: tuple[float, float] | None = None,
    ylabel: str | Sequence[str] = "norm of the gradient",
    height: float = 4.2,
    predicted: Mapping[str, Mapping[str, Array]] | None = None,
) -> Figure:
    """Draw one number per layer on a log scale: a line for the geometric mean, and a band.

    Args:
        panels: title to name to values (networks, layers), the band from least to greatest.
        ylim: range of the vertical axis, shared by all panels.
        ylabel: label of the first panel's vertical axis, or one for each panel; then all panels
            show the same lines, and there is one legend, below them.
        height: of the figure, in inches.
        predicted: per title and name, one number per layer, drawn as a thin black line.
    """
    columns = len(panels)
    figure, grid = subplots(1, columns, width=10 if columns > 1 else 7.5, height=height)
    for axes, (title, lines) in zip(np.ravel(grid), panels.items(), strict=True):
        # Before the lines: to a linear axis equal tiny numbers are one, and it warns of them.
        axes.set_yscale("log")
        if ylim:
            axes.set_ylim(*ylim)
        for k, (name, values) in enumerate(lines.items()):
            layers = np.arange(values.shape[1]) + 1
            look: dict[str, Any] = {"color": LINE_COLORS[k], "ls": DASHES[k]}
            with np.errstate(divide="ignore"):
                middle = np.exp(np.log(values).mean(axis=0))
            axes.fill_between(
                layers,
                values.min(axis=0),
                values.max(axis=0),
                color=LINE_COLORS[k],
                alpha=0.18,
                lw=0,
            )
            axes.plot(layers, middle, label=name, **look)
            if predicted is not None and name in predicted.get(title, {}):
                line = predicted[title][name]
                axes.plot(layers[-len(line) :], line, color="black", lw=1, ls=":")
        axes.set(xlabel="layer", title=title)
        if isinstance(ylabel, str):
            axes.legend(loc="best", fontsize=9.5)
    if isinstance(ylabel, str):
        np.ravel(grid)[0].set_ylabel(ylabel)
    else:
        for axes, label in zip(grid, ylabel, strict=True):
            axes.set_ylabel(label)
        handles, labels = grid[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3)
    return figure


def plot_remedies(
    table: Mapping[str, Array], rates: Sequence[float], remedies: Sequence[str]
) -> Figure:
    """Draw training accuracies as coloured cells, one panel per illness.

    Args:
        table: title to accuracies (remedies, rates, runs); a run that diverged has 0.
        rates: learning rates, the columns.
        remedies: the rows.
    """
    figure, grid = subplots(1, len(table), width=10, height=4.3)
    for axes, (title, runs) in zip(grid, table.items(), strict=True):
        mean = runs.mean(axis=2)
        axes.imshow(mean, cmap="Blues", vmin=0, vmax=1.1, aspect="auto")
        for (i, j), value in np.ndenumerate(mean):
            broken = (runs[i, j] == 0).sum()
            text = f"{value:.2f}" if not broken else f"{broken} of {len(runs[i, j])} broke"
            color = "white" if value > 0.65 else "black"
            axes.text(j, i, text, ha="center", va="center", color=color, fontsize=9.5)
        axes.set_xticks(range(len(rates)), [f"{rate:g}" for rate in rates])
        axes.set_yticks(range(len(remedies)), list(remedies))
        axes.grid(visible=False)
        axes.set(xlabel="learning rate", title=title)
    grid[1].tick_params(labelleft=False)
    return figure


def plot_runs(panels: Mapping[str, Mapping[str, Array]], ylabels: Sequence[str]) -> Figure:
    """Draw one dot per run, and a bar at their mean, one panel per quantity.

    Args:
        panels: title to name to one number per run.
        ylabels: of each panel.
    """
    columns = len(panels)
    figure, grid = subplots(1, columns, width=10 if columns > 1 else 7.2, height=3.7)
    for axes, (title, groups), ylabel in zip(np.ravel(grid), panels.items(), ylabels, strict=True):
        for k, values in enumerate(groups.values()):
            offsets = np.linspace(-0.14, 0.14, len(values))
            axes.plot(
                k + offsets,
                values,
                ls="",
                marker=MARKERS[k],
                color=LINE_COLORS[k],
                markeredgecolor="white",
                ms=8,
            )
            axes.hlines(values.mean(), k - 0.25, k + 0.25, color=LINE_COLORS[k], lw=2)
        axes.set_xticks(range(len(groups)), list(groups))
        axes.set_xlim(-0.5, len(groups) - 0.5)
        axes.grid(visible=False, axis="x")
        axes.set(ylabel=ylabel, title=title)
    return figure
