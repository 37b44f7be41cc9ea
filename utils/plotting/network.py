"""A fully connected network as a graph of nodes and edges."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
from matplotlib.patches import Circle

from utils.plotting.style import COLORS, axes_or_new, figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_Places: TypeAlias = dict[int, tuple[float, float]]  # of the nodes that are drawn
_CENTERED: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 9}


def plot_network(
    layer_sizes: Sequence[int],
    *,
    weights: Sequence[npt.ArrayLike] | None = None,
    layer_names: Sequence[str] | None = None,
    node_labels: Sequence[Sequence[str]] | None = None,
    edge_labels: Sequence[Sequence[Sequence[str]]] | None = None,
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """Draw a fully connected network, from the inputs at the left to the outputs.

    Of a layer with more than ten nodes the first four and the last three are drawn,
    with dots between them.

    Args:
        layer_sizes: nodes per layer.
        weights: per gap between layers, an array (n_in, n_out): the sign gives an
            edge's colour and dash, the size its width.
        layer_names: per layer, the text below it.
        node_labels: per layer, the texts in its nodes.
        edge_labels: per gap, texts (n_in, n_out) on its edges.
        title: title of the axes.
        ax: axes to draw into; without it, a new figure.

    Raises:
        ValueError: there are fewer than two layers, or an argument does not fit them.
    """
    sizes = [int(size) for size in layer_sizes]
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"a network needs at least two layers of nodes, got {sizes}.")
    gaps = list(pairwise(sizes))
    nodes = [(size,) for size in sizes]
    _check_shapes("weights", weights, gaps)
    _check_shapes("layer_names", layer_names, [()] * len(sizes))
    _check_shapes("node_labels", node_labels, nodes)
    _check_shapes("edge_labels", edge_labels, gaps)
    matrices = [np.asarray(W, dtype=float) for W in weights or ()]

    layers = [_places(size, x=2.4 * k) for k, size in enumerate(sizes)]
    heights = [y for layer in layers for _, y in layer.values()]
    bottom, top = min(heights) - 0.5, max(heights) + 0.5
    if layer_names is not None:
        bottom -= 0.35
    right = 2.4 * len(gaps) + 0.6
    # Labels of edges must not touch: a gap has n_out of them per row of nodes.
    crowd = max(sizes[1:]) if edge_labels is not None else 1
    scale = min(max(0.8, 0.24 * (crowd + 1)), 9.5 / (right + 0.6), 6 / (top - bottom))
    extra = 0.3 + 0.35 * bool(title) + 0.35 * bool(matrices)
    axes = axes_or_new(ax, scale * (right + 0.6) + 0.3, scale * (top - bottom) + extra)

    largest = max((float(np.abs(W).max()) for W in matrices), default=0) or 1.0
    for g, (sources, targets) in enumerate(pairwise(layers)):
        W = matrices[g] if matrices else None
        _draw_edges(axes, sources, targets, W, largest, edge_labels[g] if edge_labels else None)
    for k, layer in enumerate(layers):
        _draw_nodes(axes, layer, node_labels[k] if node_labels else None)
        if len(layer) < sizes[k]:
            axes.plot([2.4 * k] * 3, [-0.7, -0.5, -0.3], ".k", markersize=4)
        if layer_names is not None:
            axes.text(2.4 * k, bottom + 0.3, layer_names[k], ha="center", va="top")
    if matrices:
        for sign, text in ((1, "weight > 0"), (-1, "weight < 0")):
            axes.plot([], [], label=text, **(_edge(sign, 1) | {"linewidth": 2}))
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=2, frameon=False)
    axes.set(xlim=(-0.6, right), ylim=(bottom, top), title=title, aspect="equal")
    axes.axis("off")
    return figure_of(axes)


def _draw_edges(
    axes: Axes,
    sources: _Places,
    targets: _Places,
    weights: npt.NDArray[np.float64] | None,
    largest: float,
    labels: Sequence[Sequence[str]] | None,
) -> None:
    """Draw the edges of one gap; with weights, in the look of their sign and size."""
    for i, start in sources.items():
        for j, end in targets.items():
            look: dict[str, Any] = {"color": "#A0A0A0", "linewidth": 1}
            if weights is not None:
                look = _edge(float(weights[i, j]), largest)
            axes.plot([start[0], end[0]], [start[1], end[1]], zorder=1, **look)
            if labels is None:
                continue
            # At this fraction of their edges, labels are evenly spread in height.
            t = 1 / (len(targets) + 1)
            axes.text(
                (1 - t) * start[0] + t * end[0],
                (1 - t) * start[1] + t * end[1],
                labels[i][j],
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
                **_CENTERED,
                zorder=2,
            )


def _draw_nodes(axes: Axes, layer: _Places, labels: Sequence[str] | None) -> None:
    for i, (x, y) in layer.items():
        circle = Circle((x, y), 0.3, facecolor="white", zorder=3)
        circle.set(edgecolor="#222222", linewidth=1.4)
        axes.add_patch(circle)
        if labels is not None:
            axes.text(x, y, labels[i], **_CENTERED, zorder=4)


def _places(size: int, x: float) -> _Places:
    """Place each node that is drawn; a long layer keeps a slot for dots."""
    if size <= 10:
        slots = {i: i for i in range(size)}
    else:
        slots = {0: 0, 1: 1, 2: 2, 3: 3, size - 3: 5, size - 2: 6, size - 1: 7}
    middle = max(slots.values()) / 2
    return {i: (x, middle - slot) for i, slot in slots.items()}


def _check_shapes(
    what: str, given: Sequence[Any] | None, wanted: Sequence[tuple[int, ...]]
) -> None:
    if given is None:
        return
    shapes = [np.shape(entry) for entry in given]
    if shapes != list(wanted):
        raise ValueError(
            f"{what} does not fit the layers: "
            f"expected {len(wanted)} entries of shapes {list(wanted)}, got {shapes}."
        )


def _edge(weight: float, largest: float) -> dict[str, Any]:
    return {
        "color": COLORS[0] if weight >= 0 else COLORS[1],
        "linestyle": "-" if weight >= 0 else (0, (3, 1)),
        "linewidth": 0.4 + 3.6 * abs(weight) / largest,
    }
