"""The figures of chapter 2 that are too long to stand in a cell."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.patches import Rectangle

from utils import plotting
from utils.plotting import COLORS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = npt.NDArray[Any]


def draw_chain() -> "Figure":
    """Draw three nested functions, values running forward and derivatives backward."""
    boxes = ["x", "c(W3)", "b(W2, u)", "a(W1, v)", "f"]
    forward = ["x (4,)", "u (5,)", "v (3,)", "f ()"]
    backward = ["", "∂f/∂u (5,)", "∂f/∂v (3,)", ""]
    gradients = ["", "∂f/∂W3 (5, 4)", "∂f/∂W2 (3, 5)", "∂f/∂W1 (2, 3)", ""]
    fig, ax = plotting.subplots(width=9.6, height=2.9)
    there = {"arrowstyle": "-|>", "lw": 2, "color": "#333333"}
    back = {"arrowstyle": "-|>", "lw": 2, "color": COLORS[1], "ls": "--"}
    for k, (box, label) in enumerate(zip(boxes, gradients, strict=True)):
        fill = {"boxstyle": "round,pad=0.5", "facecolor": "#CFE8F7" if label else "white"}
        ax.text(2 * k, 0, box, ha="center", va="center", fontsize=12, bbox=fill, zorder=3)
        if label:
            ax.annotate("", (2 * k, -1.25), (2 * k, -0.3), arrowprops=back)
            ax.text(2 * k, -1.35, label, color=COLORS[1], ha="center", va="top")
    for k, (up, down) in enumerate(zip(forward, backward, strict=True)):
        start, end = 2 * k + 0.45, 2 * k + 1.5
        ax.annotate("", (end, 0.12), (start, 0.12), arrowprops=there)
        ax.text(2 * k + 1, 0.3, up, ha="center")
        if down:
            ax.annotate("", (start, -0.12), (end, -0.12), arrowprops=back)
            ax.text(2 * k + 1, -0.3, down, ha="center", va="top", color=COLORS[1])
    ax.set(xlim=(-0.6, 8.6), ylim=(-1.8, 0.8), title="Values forward, derivatives backward")
    ax.axis("off")
    return fig


def draw_answers(panels: Mapping[str, Array], answers: Array) -> "Figure":
    """Draw pictures with the class and probability that a network gives to each.

    Args:
        panels: title to picture (height, width) with values 0 to 1.
        answers: probabilities (pictures, classes).
    """
    fig, axes = plotting.subplots(1, len(panels), width=9, height=3.4)
    for ax, (title, picture), p in zip(axes, panels.items(), answers, strict=True):
        ax.imshow(picture, vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[])
        ax.set_title(f"{title}\nread as {p.argmax()} ({p.max():.2f})", fontsize=11)
        ax.grid(visible=False)
    return fig


def draw_ranks(shapes: Sequence[tuple[int, ...]]) -> "Figure":
    """Draw tensors of rank 0 to 4 as cells: a stack is drawn one table behind the other.

    Args:
        shapes: five shapes, of rank 0, 1, 2, 3 and 4.
    """
    import matplotlib.pyplot as plt

    widths = [1.6, 5.6, 5.6, 7.4, 15.4]
    fig, axes = plt.subplots(1, 5, figsize=(10, 2.4), width_ratios=widths)
    for ax, shape, right in zip(axes, shapes, widths, strict=True):
        *outer, height, width = (1, 1, *shape)[-max(2, len(shape)) :]
        depth = outer[-1] if outer else 1
        stacks = outer[-2] if len(outer) > 1 else 1
        for stack in range(stacks):
            for k in reversed(range(depth)):
                shift = 0.8 * k
                for i, j in np.ndindex(height, width):
                    corner = (stack * (width + 3) + shift + j, shift - i - 1)
                    cell = Rectangle(corner, 1, 1, facecolor=COLORS[5], edgecolor="black")
                    ax.add_patch(cell)
        ax.set(xticks=[], yticks=[], title=f"rank {len(shape)}", xlabel=str(tuple(shape)))
        ax.grid(visible=False)
        ax.spines[:].set_visible(False)
        ax.set(xlim=(-0.3, right - 0.3), ylim=(-3.3, 1.9), aspect="equal")
    return fig


def draw_table(
    ax: Any, values: Array, title: str, faint: Array | None = None, marked: Array | None = None
) -> None:
    """Draw a matrix with its numbers into given axes.

    Args:
        ax: where to draw.
        values: a vector or a matrix.
        title: title of the axes.
        faint: True for cells that are not stored, drawn dotted.
        marked: True for cells to draw in orange.
    """
    values = np.atleast_2d(values)
    for (i, j), value in np.ndenumerate(values):
        ghost = faint is not None and bool(faint[i, j])
        fill = COLORS[4] if marked is not None and bool(marked[i, j]) else "#CFE8F7"
        ax.add_patch(
            Rectangle(
                (j, -i - 1),
                1,
                1,
                facecolor="white" if ghost else fill,
                edgecolor="#999999" if ghost else "black",
                linestyle=":" if ghost else "-",
            )
        )
        ink = "#767676" if ghost else "black"
        ax.text(j + 0.5, -i - 0.5, f"{value:g}", ha="center", va="center", color=ink)
    ax.set(xlim=(-0.1, values.shape[1] + 0.1), ylim=(-values.shape[0] - 0.1, 0.1))
    ax.set_title(title, fontsize=10.5)
    ax.set_aspect("equal")
    ax.axis("off")


def repeated(*shape: int, axis: int) -> Array:
    """True in a tensor of that shape where broadcasting along an axis invents a copy."""
    return np.asarray(np.indices(shape)[axis] > 0)


def draw_sheets(panels: Mapping[str, Array], side: Array) -> "Figure":
    """Draw two sheets of points in space, and a thin slice through them below.

    Args:
        panels: title to points (n, 3).
        side: class of each point (n,), 0 or 1.
    """
    import matplotlib.pyplot as plt

    fig = plt.figure(figsize=(9, 7))
    for k, (title, points) in enumerate(panels.items()):
        space: Any = fig.add_subplot(2, 2, k + 1, projection="3d")
        plane = fig.add_subplot(2, 2, k + 3)
        near = np.abs(points[:, 1] - np.median(points[:, 1])) < 0.05
        for value, marker in ((0, "o"), (1, "^")):
            chosen = side == value
            look: dict[str, Any] = {"marker": marker, "color": COLORS[(0, 4)[value]]}
            x, y, z = points[chosen].T
            space.scatter(x, y, z, s=5, alpha=0.7, label=f"class {value}", **look)
            x, _, z = points[chosen & near].T
            plane.scatter(x, z, s=10, **look)
        space.set(title=title, xlabel="x", ylabel="y", zlabel="z", zlim=(-1.4, 1.4))
        space.locator_params(nbins=4)
        space.set_box_aspect(None, zoom=0.85)
        space.view_init(20, -60)
        plane.set(xlabel="x", ylabel="z", title=f"{title}: a slice, 0.1 thick in y")
        plane.title.set_fontsize(11)
        if k == 0:
            space.legend(loc="upper left", markerscale=2)
    return fig


def draw_cuts(
    knives: Sequence[Any], outputs: Sequence[Array], side: Array, right: Array
) -> "Figure":
    """Draw each layer's outputs as seen along a linear classifier's cut.

    Args:
        knives: fitted linear classifiers with `coef_` and `decision_function`.
        outputs: what each of them cuts (n, features).
        side: class of each point (n,), 0 or 1.
        right: accuracy of each cut (0 to 1).
    """
    fig, axes = plotting.subplots(1, len(knives), width=10, height=3.2)
    for k, (ax, knife, H) in enumerate(zip(axes, knives, outputs, strict=True)):
        length = np.linalg.norm(knife.coef_[0])
        normal = knife.coef_[0] / length
        distance = knife.decision_function(H) / length
        # Vertically: the direction within the cutting plane in which the points spread most.
        in_plane = (H - H.mean(axis=0)) @ (np.eye(H.shape[1]) - np.outer(normal, normal))
        spread = in_plane @ np.linalg.svd(in_plane, full_matrices=False)[2][0]
        for value, marker in ((0, "o"), (1, "^")):
            chosen = side == value
            ax.scatter(
                distance[chosen],
                spread[chosen],
                s=4,
                marker=marker,
                alpha=0.6,
                color=COLORS[(0, 4)[value]],
                label=f"class {value}",
            )
        ax.axvline(0, color="black", linestyle="--", linewidth=1.2)
        name = f"layer {k}" if k else "input"
        ax.set_title(f"{name}\n{right[k]:.0%} right", fontsize=10.5)
        ax.set(yticks=[], xlabel="distance from cut")
        ax.locator_params(axis="x", nbins=3)
    axes[0].set_ylabel("widest direction\nalong the cut")
    axes[0].legend(loc="upper left", markerscale=3, fontsize=8, handlelength=1)
    return fig
