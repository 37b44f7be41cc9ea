"""The house style, and the kinds of figure that several chapters share.

Importing this module sets the style, also for figures made with `plt.subplots`.
Every `plot_*` function returns a matplotlib figure; given `ax=` it draws into those
axes and returns their figure. Show it with `show(figure, alt="...")`.
"""

import base64
import io
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import matplotlib as mpl
import matplotlib.colors
import matplotlib.patches
import matplotlib.ticker
import numpy as np
import numpy.typing as npt
from cycler import cycler

# pyplot is imported where it is needed: it takes as long as all the rest together.
if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Numbers: TypeAlias = Sequence[float] | npt.NDArray[Any]
Floats: TypeAlias = npt.NDArray[np.float64]

# Blue, vermillion, green, purple, orange, sky blue, yellow, black: told apart in every
# common form of colour blindness. Source: M. Okabe and K. Ito (2008), Color Universal
# Design.
COLORS = [
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#F0E442",
    "#000000",
]
# A yellow line can hardly be seen on white.
LINE_COLORS = [color for color in COLORS if color != "#F0E442"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*"]
DASHES: list[Any] = [
    "-",
    (0, (5, 2)),
    (0, (1.2, 1.2)),
    (0, (6, 2, 1.2, 2)),
    (0, (10, 3)),
    (0, (6, 2, 1.2, 2, 1.2, 2)),
    (0, (2.5, 1)),
    (0, (1.2, 3)),
]

STYLE: dict[Any, Any] = {
    "figure.figsize": (6.4, 4.0),
    "figure.dpi": 100,
    "savefig.dpi": 100,
    # Opaque white with a margin: on a dark page a figure is a clean card.
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.12,
    "figure.constrained_layout.w_pad": 0.12,
    # This font comes with matplotlib, so that figures look the same everywhere.
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlepad": 8,
    "axes.labelsize": 11,
    "axes.labelcolor": "#222222",
    "axes.edgecolor": "#555555",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.prop_cycle": cycler(color=LINE_COLORS),
    "grid.color": "#E4E4E4",
    "xtick.color": "#555555",
    "ytick.color": "#555555",
    "xtick.labelcolor": "#222222",
    "ytick.labelcolor": "#222222",
    "figure.titlesize": 12,
    "figure.titleweight": "bold",
    "figure.labelsize": 11,
    "legend.edgecolor": "#CCCCCC",
    "legend.framealpha": 0.9,
    "legend.handlelength": 2.8,
    "lines.linewidth": 2,
    "lines.markersize": 6,
    "image.cmap": "gray_r",
}
mpl.rcParams.update(STYLE)


def subplots(
    rows: int = 1,
    columns: int = 1,
    width: float | None = None,
    height: float | None = None,
) -> tuple["Figure", Any]:
    """Make a figure with a grid of axes.

    Args:
        rows: rows of axes.
        columns: columns of axes.
        width: width of the whole figure in inches (100 pixels each).
        height: height of the whole figure in inches.

    Returns:
        The figure, and the axes as `plt.subplots` gives them: one alone, or an array.
    """
    import matplotlib.pyplot as plt

    default_width = 6.4 if columns == 1 else min(4.2 * columns, 10.0)
    default_height = 4.0 if rows == 1 else 3.2 * rows
    size = (width or default_width, height or default_height)
    return plt.subplots(rows, columns, figsize=size)


def show(figure: "Figure", *, alt: str) -> None:
    """Display a figure once, as a PNG with a description, and close it.

    Outside IPython the figure is drawn and closed, and nothing is displayed.

    Args:
        figure: a matplotlib figure.
        alt: what one sees and what it means, for readers who do not see it; kept in the
            output's metadata as `{"image/png": {"alt": ...}}`, from which nbconvert's
            template "classic" and nbsphinx write `<img alt>`.

    Raises:
        ValueError: `alt` is empty.
    """
    import matplotlib.pyplot as plt

    plt.close(figure)  # Otherwise the kernel displays it again when the cell ends.
    if not alt.strip():
        raise ValueError("show needs alt=: say what one sees and what it means.")
    display_png(_png(figure), text=repr(figure), alt=alt)


def display_png(png: bytes, *, text: str, alt: str) -> None:
    """Hand a PNG to the notebook, with a description; outside IPython do nothing."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is not None:
        data = {"image/png": base64.b64encode(png).decode("ascii"), "text/plain": text}
        display(data, metadata={"image/png": {"alt": alt}}, raw=True)


def _png(figure: "Figure") -> bytes:
    """Draw a figure as a PNG of 256 colours, a third of the size of a plain one."""
    from PIL import Image

    drawn, small = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png")
    # Written anew, the file also names no matplotlib version: same bytes everywhere.
    image = Image.open(drawn).convert("RGB")
    image.quantize(256, Image.Quantize.MEDIANCUT).save(small, "PNG", optimize=True)
    return small.getvalue()


def plot_decision_boundary(
    predict: Callable[[Floats], Any],
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    threshold: float = 0.5,
    title: str = "",
    feature_names: Sequence[str] = ("x1", "x2"),
    class_names: Sequence[str] | None = None,
    margin: float = 0.5,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw samples of two classes over the regions that a model gives to them.

    Args:
        predict: maps points (n, 2) to scores (n,) or (n, 1).
        X: samples (n, 2).
        y: labels (n,): 0 and 1, or two others, of which the larger counts as 1.
        threshold: scores above it mean class 1; the black boundary runs along it.
        title: title of the axes.
        feature_names: labels of the two axes.
        class_names: names of class 0 and class 1.
        margin: room around the samples, in units of the features.
        ax: axes to draw into; without it, a new figure.

    Raises:
        ValueError: a shape is wrong, `y` has more than two values, or a score is not
            finite.
    """
    X, y = np.asarray(X, dtype=float), np.ravel(np.asarray(y))
    if X.ndim != 2 or X.shape[1] != 2 or not len(X) or len(X) != len(y):
        raise ValueError(
            "plot_decision_boundary needs samples (n, 2) and n labels, "
            f"got {X.shape} and {len(y)} labels."
        )
    values = np.unique(y)
    if len(values) > 2:
        raise ValueError(f"there must be two classes, got labels {values.tolist()}.")
    # A set with one label only: 1 is class 1, anything below (0, -1) is class 0.
    is_one = y == values[1] if len(values) == 2 else y > 0

    (left, bottom), (right, top) = X.min(axis=0) - margin, X.max(axis=0) + margin
    x1, x2 = np.meshgrid(np.linspace(left, right, 200), np.linspace(bottom, top, 200))
    points = np.column_stack([x1.ravel(), x2.ravel()])
    scores = np.asarray(predict(points), dtype=float)
    if scores.size != len(points) or not np.isfinite(scores).all():
        raise ValueError(
            f"predict must return one finite score for each of {len(points)} points, "
            f"got shape {scores.shape}."
        )
    scores = scores.reshape(x1.shape)
    low, high = scores.min(), scores.max()

    axes = _axes(ax, 5.6, 4.4)
    bounds = [min(low, threshold) - 1, threshold, max(high, threshold) + 1]
    axes.contourf(x1, x2, scores, bounds, colors=COLORS[:2], alpha=0.18)
    if low < threshold < high:
        axes.contour(x1, x2, scores, [threshold], colors="black", linewidths=1.8)
    names = ("class 0", "class 1") if class_names is None else class_names
    for k, chosen in enumerate([~is_one, is_one]):
        if chosen.any():
            axes.scatter(
                X[chosen, 0],
                X[chosen, 1],
                s=80 if len(X) <= 40 else 24,
                marker=MARKERS[k],
                color=COLORS[k],
                edgecolor="white",
                linewidth=0.8,
                label=names[k],
                zorder=3,
            )
    axes.grid(visible=False)
    axes.locator_params(nbins=6)
    axes.set(xlabel=feature_names[0], ylabel=feature_names[1], title=title)
    axes.legend(loc="best", handlelength=1)
    return _figure(axes)


def plot_curves(
    curves: Mapping[str, Numbers],
    *,
    xlabel: str = "epoch",
    ylabel: str = "loss",
    title: str = "",
    logy: bool = False,
    logx: bool = False,
    x: Mapping[str, Numbers] | None = None,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw named curves, told apart by colour and by dash.

    Args:
        curves: name to heights (n,); the lengths may differ.
        xlabel: label of the horizontal axis, with its unit.
        ylabel: label of the vertical axis, with its unit.
        title: title of the axes.
        logy: make the vertical axis logarithmic.
        logx: make the horizontal axis logarithmic.
        x: name to positions (n,); without it they are 1, 2, ..., n.
        ax: axes to draw into; without it, a new figure.

    Raises:
        ValueError: there is no curve, or one is empty or not as long as its `x`.
    """
    if not curves:
        raise ValueError("plot_curves needs at least one curve.")
    axes = _axes(ax)
    for k, (name, curve) in enumerate(curves.items()):
        heights = np.asarray(curve, dtype=float)
        if x is not None and name not in x:
            raise ValueError(f"x has no positions for curve {name!r}.")
        places = np.asarray(x[name]) if x is not None else np.arange(heights.size) + 1
        if heights.ndim != 1 or not heights.size or places.shape != heights.shape:
            raise ValueError(
                f"curve {name!r} needs one row of numbers and as many positions, "
                f"got shapes {heights.shape} and {places.shape}."
            )
        # Few points: mark them, since a line alone hides where they are.
        marker = MARKERS[k % len(MARKERS)] if heights.size <= 20 else None
        axes.plot(places, heights, label=name, marker=marker, **_line(k))
    if x is None:
        axes.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    if logy:
        axes.set_yscale("log")
    if logx:
        axes.set_xscale("log")
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    _legend(axes, len(curves))
    return _figure(axes)


def plot_images(
    images: npt.ArrayLike,
    labels: Sequence[Any] | npt.NDArray[Any] | None = None,
    *,
    columns: int = 8,
    title: str = "",
    cmap: str = "gray_r",
) -> "Figure":
    """Draw images in a grid, all on the same scale of grey.

    Args:
        images: (n, height, width), or with one more axis of 1 (grey) or 3 (RGB).
        labels: n texts or numbers to write above them.
        columns: images in a row.
        title: title of the figure.
        cmap: matplotlib's colour map for grey images; ink is dark by default.

    Raises:
        ValueError: the shape is wrong, or there are not as many labels as images.
    """
    images = np.asarray(images)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if not images.size or (images.ndim != 3 and images.shape[3:] != (3,)):
        raise ValueError(
            "plot_images needs images (n, height, width), or (n, height, width, 3), "
            f"got {images.shape}: for a single image give image[None]."
        )
    if labels is not None and len(labels) != len(images):
        raise ValueError(f"plot_images got {len(images)} images, {len(labels)} labels.")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    cell = 1.0 if labels is None else 1.25
    figure, grid = subplots(
        rows, columns, 1.1 * columns + 0.2, cell * rows + 0.2 + 0.4 * bool(title)
    )
    low, high = images.min(), images.max()
    for k, axes in enumerate(np.ravel(grid)):
        if k >= len(images):
            axes.remove()
            continue
        axes.imshow(images[k], cmap=cmap, vmin=low, vmax=high, interpolation="nearest")
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set(visible=True, color="#CCCCCC")
        if labels is not None:
            axes.set_title(str(labels[k]), fontsize=10, fontweight="normal", pad=4)
    if title:
        figure.suptitle(title)
    return figure


def plot_network(
    layer_sizes: Sequence[int],
    *,
    weights: Sequence[npt.ArrayLike] | None = None,
    layer_names: Sequence[str] | None = None,
    node_labels: Sequence[Sequence[str]] | None = None,
    edge_labels: Sequence[Sequence[Sequence[str]]] | None = None,
    title: str = "",
    ax: "Axes | None" = None,
) -> "Figure":
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
    axes = _axes(ax, scale * (right + 0.6) + 0.3, scale * (top - bottom) + extra)

    largest = max((float(np.abs(W).max()) for W in matrices), default=0) or 1.0
    for g, (sources, targets) in enumerate(pairwise(layers)):
        for i, start in sources.items():
            for j, end in targets.items():
                look: dict[str, Any] = {"color": "#A0A0A0", "linewidth": 1}
                if matrices:
                    look = _edge(float(matrices[g][i, j]), largest)
                axes.plot([start[0], end[0]], [start[1], end[1]], zorder=1, **look)
                if edge_labels is None:
                    continue
                # At this fraction of their edges, labels are evenly spread in height.
                t = 1 / (len(targets) + 1)
                axes.text(
                    (1 - t) * start[0] + t * end[0],
                    (1 - t) * start[1] + t * end[1],
                    edge_labels[g][i][j],
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
                    **_CENTERED,
                    zorder=2,
                )
    for k, layer in enumerate(layers):
        for i, (x, y) in layer.items():
            circle = mpl.patches.Circle((x, y), 0.3, facecolor="white", zorder=3)
            circle.set(edgecolor="#222222", linewidth=1.4)
            axes.add_patch(circle)
            if node_labels is not None:
                axes.text(x, y, node_labels[k][i], **_CENTERED, zorder=4)
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
    return _figure(axes)


def _places(size: int, x: float) -> dict[int, tuple[float, float]]:
    """Give each node that is drawn its place; a long layer keeps a slot for dots."""
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


def plot_layer_histograms(
    values: Mapping[str, npt.ArrayLike],
    *,
    bins: int = 50,
    xlabel: str = "value",
    title: str = "",
    xlim: tuple[float, float] | None = None,
) -> "Figure":
    """Draw one small histogram per layer, all over the same range.

    Args:
        values: name of each layer to its values, of any shape.
        bins: bars per histogram.
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
        counts, edges = np.histogram(layer, bins, xlim)
        axes.stairs(counts / layer.size, edges, fill=True, color=COLORS[0])
        axes.set_title(name, fontsize=10, fontweight="normal", pad=4)
        axes.tick_params(labelsize=9)
        axes.locator_params(nbins=3)
    figure.supxlabel(xlabel)
    figure.supylabel("share of values")
    if title:
        figure.suptitle(title)
    return figure


def plot_surface_paths(
    f: Callable[[Floats, Floats], Any],
    paths: Mapping[str, npt.ArrayLike],
    *,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    levels: int = 30,
    log: bool = False,
    minima: Sequence[tuple[float, float]] = (),
    xlabel: str = "x",
    ylabel: str = "y",
    title: str = "",
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw paths over the contours of a function of two variables.

    Args:
        f: maps grids X and Y, both (m, n), to heights (m, n).
        paths: name to points (steps, 2), from the start (hollow) to the end (filled).
        xlim: range of the horizontal axis.
        ylim: range of the vertical axis.
        levels: number of contours.
        log: let each contour be a multiple of the one below, for f >= 0.
        minima: points to mark with a star.
        xlabel: label of the horizontal axis.
        ylabel: label of the vertical axis.
        title: title of the axes.
        ax: axes to draw into; without it, a new figure, with a scale of heights.

    Raises:
        ValueError: a path is not (steps, 2), or `log` meets a negative height.
    """
    grid = np.meshgrid(np.linspace(*xlim, 200), np.linspace(*ylim, 200))
    surface = np.ma.masked_invalid(np.asarray(f(*grid), dtype=float))
    low, high = float(surface.min()), float(surface.max())
    ticks: Any = mpl.ticker.MaxNLocator(6)
    norm: Any = None
    if log:
        if low < 0:
            raise ValueError(f"log=True needs heights >= 0, got {low:.3g}.")
        # A contour at 0 has no logarithm: six powers of ten below the top are enough.
        low = max(low, high * 1e-6)
        surface = np.maximum(surface, low)
        ticks = mpl.ticker.LogLocator()
        norm = mpl.colors.LogNorm(low, high)
    bounds = (np.geomspace if log else np.linspace)(low, high, levels + 1)

    axes = _axes(ax, 6.4, 4.8)
    filled = axes.contourf(*grid, surface, bounds, cmap=_HEIGHTS, norm=norm)
    axes.contour(*grid, surface, bounds, colors="#8C8C8C", linewidths=0.4, linestyles="-")
    if ax is None:
        _figure(axes).colorbar(filled, ax=axes, ticks=ticks, label="height")
    for k, (name, path) in enumerate(paths.items()):
        points = np.array(path, dtype=float)
        if points.ndim != 2 or points.shape[1] != 2 or not len(points):
            raise ValueError(f"path {name!r} must be (steps, 2), got {points.shape}.")
        look = _line(k)
        size = np.array([xlim[1] - xlim[0], ylim[1] - ylim[0]])
        center = np.array([xlim[0], ylim[0]]) + size / 2
        # A diverged path leaves the picture; its later points would overflow.
        points[~(np.abs(points - center) < 100 * size).all(axis=1)] = np.nan
        axes.plot(
            *points.T,
            label=name,
            marker=MARKERS[k % len(MARKERS)],
            markevery=[len(points) - 1],
            markersize=9,
            markeredgecolor="white",
            zorder=4,
            **look,
        )
        if len(points) <= 60:
            axes.plot(*points.T, ".", color=look["color"], markersize=5, zorder=3)
        axes.plot(*points[:1].T, "o", color=look["color"], markerfacecolor="white", zorder=5)
    if len(minima):
        axes.plot(
            *np.asarray(minima, dtype=float).T,
            "*",
            color="black",
            markersize=14,
            markeredgecolor="white",
            label="minimum",
        )
    axes.grid(visible=False)
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title, xlim=xlim, ylim=ylim)
    if paths or len(minima):
        _legend(axes, len(paths))
    return _figure(axes)


def plot_bars(
    values: Mapping[str, float],
    *,
    ylabel: str,
    title: str = "",
    errors: Mapping[str, float] | None = None,
    logy: bool = False,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw one bar per name, with its value on top.

    Args:
        values: name to height.
        ylabel: label of the vertical axis, with its unit.
        title: title of the axes.
        errors: name to the length of the error bar on either side.
        logy: make the vertical axis logarithmic.
        ax: axes to draw into; without it, a new figure.

    Raises:
        ValueError: there is no bar, `errors` names other bars, or `logy` meets a
            height that is not positive.
    """
    if not values:
        raise ValueError("plot_bars needs at least one value.")
    if errors is not None and set(errors) != set(values):
        raise ValueError(f"errors must name the bars {list(values)}.")
    heights = [float(height) for height in values.values()]
    if logy and min(heights) <= 0:
        raise ValueError(f"logy=True needs heights above 0, got {min(heights)}.")
    axes = _axes(ax, min(max(4.5, 1.1 * len(values) + 1.2), 9.0))
    bars = axes.bar(
        list(values),
        heights,
        width=0.65,
        color=COLORS[0],
        yerr=None if errors is None else [errors[name] for name in values],
        capsize=4,
    )
    texts = [f"{h:,.0f}" if abs(h) >= 1000 else f"{h:.3g}" for h in heights]
    axes.bar_label(bars, texts, padding=3)
    if logy:
        axes.set_yscale("log")
    axes.margins(y=0.12)
    axes.grid(visible=False, axis="x")
    if len(values) * max(map(len, values)) > 60:  # side by side they would touch
        axes.tick_params(axis="x", labelrotation=30)
        for text in axes.get_xticklabels():
            text.set(ha="right", rotation_mode="anchor")
    axes.set(ylabel=ylabel, title=title)
    return _figure(axes)


_CENTERED: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 9}
# Low is white; the top stays light enough for paths in any of the line colours.
_HEIGHTS = mpl.colors.LinearSegmentedColormap.from_list("heights", ["white", "#949EA9"])


def _axes(ax: "Axes | None", width: float | None = None, height: float | None = None) -> "Axes":
    if ax is not None:
        return ax
    axes: Axes = subplots(width=width, height=height)[1]
    return axes


def _figure(axes: "Axes") -> "Figure":
    figure: Figure = axes.figure.figure  # of a subfigure, the whole figure
    return figure


def _line(k: int) -> dict[str, Any]:
    return {
        "color": LINE_COLORS[k % len(LINE_COLORS)],
        "linestyle": DASHES[k % len(DASHES)],
    }


def _legend(axes: "Axes", count: int) -> None:
    """Put a long legend beside the axes, where it hides nothing."""
    if count > 5:
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    else:
        axes.legend(loc="best")
