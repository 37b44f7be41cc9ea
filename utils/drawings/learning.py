"""The figures of chapter 2 that show geometry, gradient descent and the chain rule."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.patches import FancyArrowPatch, Polygon, Rectangle

from utils import plotting
from utils.arrays import Array
from utils.drawings.tensors import without_ticks
from utils.plotting import COLORS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LOOKS: dict[int, dict[str, Any]] = {
    0: {"color": COLORS[0], "marker": "o"},
    1: {"color": COLORS[4], "marker": "^"},
}


def draw_motions(original: Array, moved: Mapping[str, Array]) -> "Figure":
    """Draw a figure of the plane before (grey) and after each of eight maps.

    Args:
        original: corners (n, 2) of a polygon.
        moved: name of each map to the points (m, 2) of the mapped polygon's outline.
    """
    fig, axes = plotting.subplots(2, 4, width=10.5, height=5.4)
    for ax, (name, points) in zip(axes.flat, moved.items(), strict=True):
        ax.add_patch(Polygon(original, facecolor="#DDDDDD"))
        ax.add_patch(Polygon(points, facecolor=COLORS[5] + "BF", edgecolor=COLORS[0], lw=2))
        ax.axhline(0, color="#888888", lw=0.8, zorder=0)
        ax.axvline(0, color="#888888", lw=0.8, zorder=0)
        ax.set(aspect="equal", xlim=(-2.6, 4.2), ylim=(-2.2, 4.2))
        ax.set_title(name, fontsize=10.5)
    return fig


def draw_uncrumpling(
    flat: Array,
    ball: Array,
    side: Array,
    many: Array,
    many_side: Array,
    knives: Sequence[Any],
    outputs: Sequence[Array],
    outputs_side: Array,
    right: Array,
) -> "Figure":
    """Draw two sheets before and after crumpling, a slice, and each layer's flat cut.

    Args:
        flat: points (n, 3) on two flat sheets.
        ball: the same points, crumpled.
        side: sheet of each point (n,), 0 or 1.
        many: so many crumpled points (m, 3) that a thin slice shows lines.
        many_side: sheet of each of these (m,).
        knives: fitted linear classifiers with `coef_` and `decision_function`.
        outputs: what each of them cuts (k, features).
        outputs_side: sheet of each of these points (k,).
        right: accuracy of each cut (0 to 1).
    """
    import matplotlib.pyplot as plt

    fig = plt.figure(figsize=(10.5, 7.6))
    parts: Any = fig.subfigures(2, 1, height_ratios=[1.25, 1])
    above, below = parts
    for k, (title, points) in enumerate({"two sheets": flat, "crumpled": ball}.items()):
        space: Any = above.add_subplot(1, 3, k + 1, projection="3d")
        for value, look in LOOKS.items():
            space.scatter(*points[side == value].T, s=3, alpha=0.7, label=f"class {value}", **look)
        space.set(title=title, xlabel="x", ylabel="y", zlim=(-1.5, 1.5))
        space.locator_params(nbins=3)
        space.view_init(25, -60)
    above.axes[0].legend(loc="lower left", markerscale=3, handlelength=1)
    plane = above.add_subplot(1, 3, 3)
    thin = np.abs(many[:, 2] - np.median(many[:, 2])) < 0.015
    for value, look in LOOKS.items():
        x, y, _ = many[thin & (many_side == value)].T
        plane.scatter(x, y, s=3, **look)
    plane.set(title="a slice, constant z", xlabel="x", ylabel="y", aspect="equal")
    row = below.subplots(1, len(knives))
    for k, (ax, knife, H) in enumerate(zip(row, knives, outputs, strict=True)):
        length = np.linalg.norm(knife.coef_[0])
        normal = knife.coef_[0] / length
        distance = knife.decision_function(H) / length
        # Vertically: the direction within the cutting plane in which the points spread most.
        in_plane = (H - H.mean(axis=0)) @ (np.eye(H.shape[1]) - np.outer(normal, normal))
        spread = in_plane @ np.linalg.svd(in_plane, full_matrices=False)[2][0]
        for value, look in LOOKS.items():
            chosen = outputs_side == value
            ax.scatter(distance[chosen], spread[chosen], s=3, alpha=0.6, **look)
        ax.axvline(0, color="black", linestyle="--", linewidth=1.2)
        ax.set_title(f"{f'layer {k}' if k else 'input'}\n{right[k]:.0%} right", fontsize=10.5)
        ax.set(yticks=[], xlabel="distance from cut")
        ax.locator_params(axis="x", nbins=3)
    row[0].set_ylabel("along the cut")
    return fig


def draw_descents(
    paths: Mapping[float, Array],
    f: Callable[[Array], Array],
    rates: Array,
    after: Array,
    straight: Array,
    before: float,
) -> "Figure":
    """Draw three runs of gradient descent on one curve, and a loss after a single step.

    Args:
        paths: learning rate to the weights visited, the start first.
        f: the curve on which they run.
        rates: learning rates of the single step (n,).
        after: the loss after it (n,).
        straight: what the slope alone predicts (n,).
        before: the loss before it.
    """
    fig, axes = plotting.subplots(2, 2, width=9.6, height=6.4)
    grid = np.linspace(-2.4, 2.4, 300)
    names = ["too small", "reasonable", "too large"]
    for k, (ax, name, lr) in enumerate(zip(axes.flat, names, paths, strict=False)):
        path = paths[lr]
        ax.plot(grid, f(grid), color="#888888")
        ax.plot(path, f(path), "o-", color=COLORS[k], ms=4, lw=0.8, label="updates")
        ax.plot(path[0], f(path[0]), "o", color="white", mec="black", ms=9, label="start")
        ax.plot(path[-1], f(path[-1]), "k*", ms=14, label=f"after {len(path) - 1} updates")
        ax.set(title=f"{name}: lr {lr}", xlabel="weight w", ylabel="loss f(w)")
    axes[0, 0].legend(loc="upper center")
    chosen = straight > 0
    curves = {"after one step": after, "predicted by the slope": straight[chosen]}
    places = {"after one step": rates, "predicted by the slope": rates[chosen]}
    plotting.plot_curves(
        curves | {"before": np.full_like(after, before)},
        x=places | {"before": rates},
        xlabel="learning rate",
        ylabel="loss of the batch (nats)",
        title="MNIST: one step against the gradient",
        logx=True,
        ax=axes[1, 1],
    )
    axes[1, 1].set_ylim(0, 2.4 * before)
    return fig


def draw_chain(
    values: Mapping[str, float],
    slopes: Mapping[str, float],
    weights: Mapping[str, tuple[float, float]],
) -> "Figure":
    """Draw nested functions: values run forward, derivatives of the last value backward.

    Args:
        values: name to value, from the input to the last function.
        slopes: name of an inner value to the derivative of the last value by it.
        weights: between each two values, the weight's name to itself and its gradient.
    """
    fig, ax = plotting.subplots(width=9.6, height=3.6)
    names, last, half = list(values), list(values)[-1], 0.42
    style: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 16, "lw": 2}
    back: dict[str, Any] = style | {"color": COLORS[1], "linestyle": "--"}
    for k, name in enumerate(names):
        box = Rectangle((2 * k - half, -0.3), 2 * half, 0.6, facecolor="#CFE8F7", edgecolor="black")
        ax.add_patch(box)
        ax.text(2 * k, 0, f"{name} = {values[name]:.3f}", ha="center", va="center", fontsize=9.5)
    for k, (weight, (value, gradient)) in enumerate(weights.items()):
        left, right, middle = 2 * k + half, 2 * k + 2 - half, 2 * k + 1
        ax.add_patch(FancyArrowPatch((left, 0.15), (right, 0.15), color="#333333", **style))
        ax.text(middle, 0.3, f"{weight} = {value:g}", ha="center", va="bottom")
        if names[k] in slopes:
            ax.add_patch(FancyArrowPatch((right, -0.15), (left, -0.15), **back))
            label = f"∂{last}/∂{names[k]} = {slopes[names[k]]:.3f}"
            ax.text(middle, -0.5, label, ha="center", va="center", color=COLORS[1], fontsize=9.5)
        ax.add_patch(FancyArrowPatch((2 * k + 2, -0.3), (2 * k + 2, -1.15), **back))
        label = f"∂{last}/∂{weight} = {gradient:.3f}"
        ax.text(2 * k + 2, -1.2, label, ha="center", va="top", color=COLORS[1])
    ax.plot([], [], color="#333333", lw=2, label="values, forward")
    ax.plot([], [], color=COLORS[1], lw=2, ls="--", label=f"derivatives of {last}, backward")
    ax.legend(loc="lower left", frameon=False)
    ax.set(xlim=(-0.6, 2 * len(names) - 1.0), ylim=(-1.6, 0.75))
    ax.set_title("Values forward, derivatives backward")
    ax.axis("off")
    return fig


def draw_playground(
    panels: Mapping[str, Array],
    answers: Array,
    sweep: Mapping[str, Array],
    sweep_answers: Array,
    label: int,
) -> "Figure":
    """Draw pictures with a network's answers, and below a row of smaller ones.

    Args:
        panels: title to picture (height, width) with values 0 to 1.
        answers: probabilities (pictures, classes).
        sweep: the same for the small pictures.
        sweep_answers: their probabilities.
        label: the right class; other answers are framed in orange.
    """
    import matplotlib.pyplot as plt

    fig = plt.figure(figsize=(9.6, 5))
    size = 3 * len(sweep)
    grid = fig.add_gridspec(2, size, height_ratios=[2.6, 1])
    rows = [(panels, answers, 11.0), (sweep, sweep_answers, 9.0)]
    for k, (pictures, found, font) in enumerate(rows):
        width = size // len(pictures)
        for n, ((title, picture), p) in enumerate(zip(pictures.items(), found, strict=True)):
            ax = fig.add_subplot(grid[k, width * n : width * (n + 1)])
            ax.imshow(picture, vmin=0, vmax=1)
            without_ticks(ax)
            right = p.argmax() == label
            ax.spines[:].set(visible=True, color="#BBBBBB" if right else COLORS[1], lw=2)
            said = f"read as {p.argmax()} ({p.max():.2f})" if k == 0 else f"{p.argmax()}"
            ax.set_title(f"{title}\n{said}" if k == 0 else f"{title}: {said}", fontsize=font)
    return fig


def draw_basins(
    starts: Array, momenta: Array, in_global: Array, best: float, stuck: float
) -> "Figure":
    """Draw in which of two minima a run ends, over its start and its momentum.

    Args:
        starts: (n,).
        momenta: (m,).
        in_global: True where it ends in the global minimum (m, n).
        best: place of the global minimum.
        stuck: place of the local minimum.
    """
    fig, ax = plotting.subplots(width=7, height=4)
    colors = mpl.colors.ListedColormap([COLORS[4], COLORS[0]])
    w, m = np.diff(starts)[0] / 2, np.diff(momenta)[0] / 2
    edges = (starts[0] - w, starts[-1] + w, momenta[0] - m, momenta[-1] + m)
    scale = {"cmap": colors, "vmin": 0, "vmax": 1}
    ax.imshow(in_global, origin="lower", extent=edges, aspect="auto", **scale)
    ax.plot([], [], "s", color=COLORS[0], label="ends in the global minimum")
    ax.plot([], [], "s", color=COLORS[4], label="ends in the local minimum")
    ax.axvline(best, color="white", linestyle="--")
    ax.axvline(stuck, color="black", linestyle=":", label="place of the local minimum")
    ax.plot([], [], color="#AAAAAA", linestyle="--", label="place of the global one (white)")
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    ax.set(xlabel="start w", ylabel="momentum m", title="Where does it end? (lr 0.05)")
    ax.grid(visible=False)
    return fig


def plain_ticks(ax: Any, x: Sequence[float], y: Sequence[float]) -> None:
    """Write the ticks of logarithmic axes as plain numbers.

    Args:
        ax: axes with logarithmic scales.
        x: where the horizontal axis has ticks.
        y: where the vertical axis has ticks.
    """
    for axis, ticks in ((ax.xaxis, x), (ax.yaxis, y)):
        axis.set_ticks(ticks, [f"{tick:g}" for tick in ticks])
        axis.set_minor_locator(mpl.ticker.NullLocator())
