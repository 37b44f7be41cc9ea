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


def plot_densities(draws: Mapping[str, Array], columns: int = 5) -> Figure:
    """Draw one small density per initializer, all over the same range."""
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
            axes.set_ylim(0, 21)
        axes.set_xlim(-0.18, 0.18)
        axes.set_xticks([-0.1, 0, 0.1])
        axes.tick_params(labelsize=9)
        axes.set_title(name, fontsize=10, fontweight="normal", pad=4)
    figure.supxlabel("weight")
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
    density = np.exp(-((x / sigma) ** 2) / 2) / (sigma * math.sqrt(2 * math.pi))
    axes.plot(x, density, color="black", ls=":", label="normal with that σ, not truncated")
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
