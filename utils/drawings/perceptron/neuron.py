"""The figures of chapter 1 about a single neuron."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from utils import plotting
from utils.arrays import Array
from utils.plotting import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GATE_CLASSES = ("0", "1")


def _affine(P: Array, line: Array) -> Array:
    return np.asarray(P @ line[:2] + line[2])


def plot_neuron(z: Array, activations: Mapping[str, Array]) -> "Figure":
    """Draw a neuron of three inputs, and beside it what activations make of its sum.

    Args:
        z: weighted sums (n,).
        activations: name to outputs (n,).
    """
    fig, (left, right) = plotting.subplots(1, 2, width=10, height=3.8)
    plotting.plot_network(
        [3, 1, 1],
        node_labels=[["$x_1$", "$x_2$", "$x_3$"], ["$\\Sigma$"], ["$\\varphi$"]],
        edge_labels=[[["$w_1$"], ["$w_2$"], ["$w_3$"]], [["$z$"]]],
        layer_names=["inputs", "weighted sum\n+ bias b", "activation\n= output a"],
        title="An artificial neuron",
        ax=left,
    )
    plotting.plot_curves(
        activations,
        x=dict.fromkeys(activations, z),
        xlabel="weighted sum z",
        ylabel="output a",
        title="Two activation functions",
        ax=right,
    )
    return fig


def _draw_table(
    ax: "Axes", values: Array, left: float, chosen: Sequence[tuple[int, int]], color: str
) -> None:
    """Draw numbers in boxes, row 0 at the top; the chosen (row, column) are coloured."""
    import matplotlib.patches

    for (i, j), value in np.ndenumerate(values):
        fill = color if (i, j) in chosen else "white"
        box = matplotlib.patches.Rectangle((left + j, -i - 1.0), 1, 1, fc=fill, ec="#555555")
        ax.add_patch(box)
        ax.text(left + j + 0.5, -i - 0.5, f"{value:g}", ha="center", va="center")


def plot_matrix_product(X: Array, w: Array, row: int) -> "Figure":
    """Draw the product of a matrix and a vector as tables, one row and its sum coloured.

    Args:
        X: the left factor (n, features).
        w: the right factor (features,).
        row: which entry of the product is explained.
    """
    fig, ax = plotting.subplots(width=9, height=3.4)
    n, d = X.shape
    right, result = d + 1.2, d + 3.4
    _draw_table(ax, X, 0, [(row, j) for j in range(d)], "#BBD9EE")
    _draw_table(ax, w[:, None], right, [(j, 0) for j in range(d)], "#F6D5BF")
    _draw_table(ax, (X @ w)[:, None], result, [(row, 0)], "#D8EBC8")
    for x, text in [(d + 0.6, "@"), (d + 2.8, "=")]:
        ax.text(x, -n / 2, text, ha="center", va="center", fontsize=14)
    for x, text in [
        (d / 2, f"X ({n}, {d})"),
        (right + 0.5, f"w ({d},)"),
        (result + 0.5, f"z ({n},)"),
    ]:
        ax.text(x, 0.35, text, ha="center", fontweight="bold")
    terms = " + ".join(f"{a:g}·{b:g}" for a, b in zip(X[row], w, strict=True))
    ax.text(0, -n - 0.6, f"row {row + 1} times w:  {terms} = {X[row] @ w:g}", fontsize=11)
    ax.set(xlim=(-0.2, result + 1.3), ylim=(-n - 0.9, 1.0), aspect="equal")
    ax.set_title("A matrix product: every row meets the weights")
    ax.axis("off")
    return fig


def plot_wishes(wishes: Array, names: Sequence[str]) -> "Figure":
    """Draw which change of each weight every day wants, and their mean.

    Args:
        wishes: minus the gradient, one row a day (days, weights).
        names: the names of the weights.
    """
    fig, axes = plotting.subplots(1, len(wishes) + 1, width=10, height=3.3)
    titles = [*(f"day {k + 1}" for k in range(len(wishes))), "mean of the days"]
    low, high = min(wishes.min(), 0), max(wishes.max(), 0)
    room = 0.25 * (high - low)
    for ax, values, title in zip(axes, [*wishes, wishes.mean(axis=0)], titles, strict=True):
        color = COLORS[1] if title.startswith("mean") else COLORS[0]
        bars = ax.bar(names, values, color=color)
        ax.bar_label(bars, fmt="%.3f", fontsize=9, padding=2)
        ax.axhline(0, color="#555555", lw=1)
        ax.set(ylim=(low - room, high + room), title=title)
        ax.tick_params(axis="x", labelsize=8)
        if ax is not axes[0]:
            ax.tick_params(labelleft=False)
    axes[0].set_ylabel("wanted change of the weight")
    return fig


def plot_landscapes(
    panels: Mapping[str, tuple[Array, float, Array]],
    y: Array,
    limits: Mapping[str, tuple[tuple[float, float], tuple[float, float]]],
) -> "Figure":
    """Draw the loss over one weight and the bias with a descent path, one panel a scale.

    Args:
        panels: title to (the feature and a column of ones (n, 2), rate, path (steps, 2)).
        y: labels (n,).
        limits: title to the ranges of the weight and of the bias.
    """
    fig, axes = plotting.subplots(1, len(panels), width=10, height=4.2)
    for ax, (title, (X, lr, path)) in zip(axes, panels.items(), strict=True):

        def height(W1: Array, W2: Array, X: Array = X) -> Array:
            outputs = 1 / (1 + np.exp(-(W1[..., None] * X[:, 0] + W2[..., None] * X[:, 1])))
            return np.asarray(0.5 * np.mean((outputs - y) ** 2, axis=-1))

        xlim, ylim = limits[title]
        plotting.plot_surface_paths(
            height,
            {f"{len(path) - 1} steps, rate {lr:g}": path},
            title=f"{title} (dark: large loss)",
            xlim=xlim,
            ylim=ylim,
            xlabel="weight of temperature",
            ylabel="bias",
            ax=ax,
        )
    return fig


def plot_gates(
    points: Array, labels: Mapping[str, Sequence[int]], lines: Mapping[str, Array]
) -> "Figure":
    """Draw the four inputs of each gate with a line, and say how many it gets right.

    Args:
        points: the four inputs (4, 2).
        labels: gate to the labels of the inputs.
        lines: gate to the weights and the bias of its line (3,).
    """
    fig, axes = plotting.subplots(1, len(labels), width=10, height=3.7)
    for ax, (name, wanted) in zip(np.ravel(axes), labels.items(), strict=True):
        line = np.asarray(lines[name], dtype=float)
        right = int(((_affine(points, line) > 0) == np.array(wanted)).sum())
        plotting.plot_decision_boundary(
            partial(_affine, line=line),
            points,
            wanted,
            threshold=0.0,
            title=f"{name}: {right} of {len(points)} right",
            class_names=GATE_CLASSES,
            ax=ax,
        )
        handles, names = ax.get_legend_handles_labels()
        ax.get_legend().remove()
    fig.legend(handles, [f"label {name}" for name in names], loc="outside lower center", ncols=2)
    return fig


def plot_sixteen_functions(
    points: Array, margins: Mapping[tuple[int, ...], tuple[float, Array]], names: Mapping[Any, str]
) -> "Figure":
    """Draw every function of two bits with its best line, or grey where there is none.

    Args:
        points: the four inputs (4, 2).
        margins: labels of the four points to (margin, weights and bias (3,)).
        names: labels to a name such as "AND".
    """
    fig, axes = plotting.subplots(2, 8, width=10, height=3.3)
    for ax, (labels, (margin, line)) in zip(axes.ravel(), margins.items(), strict=True):
        plotting.plot_decision_boundary(
            partial(_affine, line=line),
            points,
            labels,
            threshold=0.0,
            feature_names=("", ""),
            ax=ax,
        )
        ax.get_legend().remove()
        ax.set(xticks=[], yticks=[])
        title = names.get(labels, "".join(map(str, labels)))
        if margin < 1e-9:
            ax.set_facecolor("#DDDDDD")
            title += ": none"
        ax.set_title(title, fontsize=10, fontweight="normal")
    fig.supxlabel(
        "x1 to the right, x2 upwards; blue circle = 0, orange square = 1\n"
        "four digits: the labels of (0,0), (0,1), (1,0), (1,1)",
        fontsize=10,
    )
    return fig
