"""The figures of chapter 4 about distributions of weights."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from utils.arrays import Array
from utils.plotting import COLORS, DASHES, subplots

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_sums(sums: Mapping[int, Array]) -> Figure:
    """Draw histograms of sums, each with the normal curve of the same standard deviation.

    Args:
        sums: number of terms to the sums (n,), which have mean 0.
    """
    figure, grid = subplots(1, len(sums), width=10, height=3.2)
    for axes, (terms, values) in zip(grid, sums.items(), strict=True):
        std = values.std()
        limit = 3.5 * std
        counts, edges = np.histogram(values, 60, (-limit, limit))
        heights = counts / values.size / (edges[1] - edges[0])
        axes.stairs(heights, edges, fill=True, color=COLORS[0], alpha=0.7, label="drawn")
        x = np.linspace(-limit, limit, 201)
        axes.plot(x, _bell(x, std), color="black", ls=":", label="normal, same σ")
        what = "one number" if terms == 1 else f"sum of {terms} numbers"
        axes.set(xlabel=what, title=f"σ = {std:.2f}")
    grid[0].set_ylabel("density")
    handles, labels = grid[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    return figure


def plot_densities(
    draws: Mapping[str, Array], expected: Mapping[str, tuple[float, float]], columns: int = 5
) -> Figure:
    """Draw one small density per initializer, all over the same range.

    Args:
        draws: name to weights.
        expected: name of the random ones to standard deviation and largest weight of the
            formula, which is drawn over them: a box if its name says "uniform", else a
            bell, cut at the largest weight.
        columns: densities side by side.
    """
    rows = -(-len(draws) // columns)
    figure, grid = subplots(rows, columns, 2 * columns, 1.75 * rows + 0.7)
    for axes in np.ravel(grid)[len(draws) :]:
        axes.remove()
    edges = np.linspace(-0.18, 0.18, 91)
    for axes, (name, values) in zip(np.ravel(grid), draws.items(), strict=False):
        if np.ptp(values) == 0:
            axes.axvline(float(values.flat[0]), color=COLORS[1], lw=3)
            axes.set(yticks=[])
            if abs(values.flat[0]) > 0.18:
                axes.text(0, 0.5, f"all {values.flat[0]:g}", ha="center")
                axes.set_ylim(0, 1)
        else:
            counts, _ = np.histogram(values, edges)
            width = edges[1] - edges[0]
            axes.stairs(counts / values.size / width, edges, fill=True, color=COLORS[0])
            axes.plot(*_formula(name, *expected[name]), color="black", ls=":")
            axes.set_ylim(0, 21)
        axes.set_xlim(-0.18, 0.18)
        axes.set_xticks([-0.1, 0, 0.1])
        axes.tick_params(labelsize=9)
        axes.set_title(name, fontsize=10, fontweight="normal", pad=4)
    figure.supxlabel("weight (dotted: the formula)")
    figure.supylabel("density")
    return figure


def plot_truncation(plain: Array, rescaled: Array, sigma: float, factor: float) -> Figure:
    """Draw a normal density, and draws truncated without and with rescaling.

    Args:
        plain: draws of N(0, sigma²), redrawn beyond two sigma.
        rescaled: draws of a wider normal, so that sigma is left after truncation.
        sigma: the standard deviation that was asked for.
        factor: what truncation leaves of it.
    """
    figure, axes = subplots(width=7.5, height=3.8)
    x = np.linspace(-3.2 * sigma, 3.2 * sigma, 601)
    axes.plot(x, _bell(x, sigma), color="black", ls=":", label="normal with that σ, not truncated")
    names = ("TruncatedNormal: cut at 2 σ", f"GlorotNormal: cut at {2 / factor:.2f} σ")
    for k, (values, name) in enumerate(zip((plain, rescaled), names, strict=True)):
        counts, edges = np.histogram(values, 200, (x[0], x[-1]))
        heights = counts / values.size / (edges[1] - edges[0])
        axes.stairs(heights, edges, color=COLORS[k], ls=DASHES[k], lw=2, label=name)
    axes.set(xlabel="weight", ylabel="density", title="Truncating narrows; rescaling widens again")
    axes.locator_params(axis="x", nbins=5)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    figure.set_size_inches(9.5, 3.8)
    return figure


def _bell(x: Array, std: float) -> Array:
    """Compute the normal density with mean 0."""
    return np.asarray(np.exp(-((x / std) ** 2) / 2) / (std * math.sqrt(2 * math.pi)))


def _formula(name: str, std: float, limit: float) -> tuple[Array, Array]:
    """Compute the outline (x, density) of an initializer's formula."""
    edge = min(limit, 0.18)
    x = np.linspace(-edge, edge, 201)
    if "uniform" in name:
        density = np.full(201, 1 / (2 * limit))
    elif "orthogonal" in name or "random" in name:
        density = _bell(x, std)
    else:  # the part of a wider normal that lies within two of its standard deviations
        density = _bell(x, limit / 2) / math.erf(math.sqrt(2))
    return np.pad(x, 1, "edge"), np.pad(density, 1)
