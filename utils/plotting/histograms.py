"""One histogram per layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from utils.plotting.style import COLORS, subplots

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BARS = 50  # of each histogram


def plot_layer_histograms(
    values: Mapping[str, npt.ArrayLike],
    *,
    xlabel: str = "value",
    title: str = "",
    xlim: tuple[float, float] | None = None,
) -> Figure:
    """Draw one small histogram per layer, all over the same range.

    Args:
        values: name of each layer to its values, of any shape.
        xlabel: label of the horizontal axes, with its unit.
        title: title of the figure.
        xlim: the range; without it, from the smallest value to the largest.

    Raises:
        ValueError: there is no layer, or a layer has no values or infinite ones.
    """
    if not values:
        raise ValueError("plot_layer_histograms needs at least one layer.")
    layers = {name: np.ravel(np.asarray(v, float)) for name, v in values.items()}
    for name, layer in layers.items():
        if not layer.size or not np.isfinite(layer).all():
            raise ValueError(f"layer {name!r} needs values, all of them finite.")
    if xlim is None:
        everything = np.concatenate(list(layers.values()))
        xlim = (float(everything.min()), float(everything.max()))
    columns = min(5, len(layers))
    rows = -(-len(layers) // columns)
    figure, grid = subplots(rows, columns, max(2 * columns, 4), 1.7 * rows + 0.9)
    for axes in np.ravel(grid)[len(layers) :]:
        axes.remove()
    for axes, (name, layer) in zip(np.ravel(grid), layers.items(), strict=False):
        counts, edges = np.histogram(layer, BARS, xlim)
        axes.stairs(counts / layer.size, edges, fill=True, color=COLORS[0])
        axes.set_title(name, fontsize=10, fontweight="normal", pad=4)
        axes.tick_params(labelsize=9)
        axes.locator_params(nbins=3)
    figure.supxlabel(xlabel)
    figure.supylabel("share of values")
    if title:
        figure.suptitle(title)
    return figure
