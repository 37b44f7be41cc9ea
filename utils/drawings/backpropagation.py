"""The figures of chapter 3, Backpropagation."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import matplotlib.patches
import numpy as np
import numpy.typing as npt

from utils import plotting
from utils.nn.autodiff import Value
from utils.plotting import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Array = npt.NDArray[Any]
FORWARD, BACKWARD = COLORS[0], COLORS[1]
_LABEL: dict[str, Any] = {
    "ha": "center",
    "va": "center",
    "fontsize": 9,
    "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    "zorder": 2,
}
# What each step of the explorable computes, and with which formula.
STEPS = [
    ("input", "$x$"),
    ("forward: weighted sums of the hidden layer", "$z^1 = W^1x + b^1$"),
    ("forward: outputs of the hidden layer", "$a^1 = \\mathrm{relu}(z^1)$"),
    ("forward: logits", "$z^2 = W^2a^1 + b^2$"),
    ("forward: probabilities and loss", "$p = \\mathrm{softmax}(z^2)$"),
    ("backward: error signal of the output layer", "$\\delta^2 = p - y$"),
    (
        "backward: gradient of the second layer",
        "$\\partial C/\\partial w^2_{ij} = \\delta^2_i a^1_j$",
    ),
    (
        "backward: error signal of the hidden layer",
        "$\\delta^1 = \\mathrm{relu}'(z^1) \\odot (W^2)^\\top \\delta^2$",
    ),
    ("backward: gradient of the first layer", "$\\partial C/\\partial w^1_{ij} = \\delta^1_i x_j$"),
]


def network_step(v: Mapping[str, Any], step: int) -> "Figure":
    """Draw the 2-3-3 network with all that is known after a number of steps.

    Args:
        v: x (2,), W1 (3, 2), z1, a1, delta1 (3,), dW1 (3, 2), W2 (3, 3), z2, p, delta2,
            y (3,), dW2 (3, 3), and the loss C.
        step: index into `STEPS`; later quantities are left out.
    """
    figure, ax = plotting.subplots(width=9.6, height=5.4)
    places = [
        [(0.0, 1.0), (0.0, -1.0)],
        [(3.4, 1.8), (3.4, 0.0), (3.4, -1.8)],
        [(6.8, 1.8), (6.8, 0.0), (6.8, -1.8)],
    ]
    gaps = [(v["dW1"], True) if step >= 8 else (v["W1"], False)]
    gaps.append((v["dW2"], True) if step >= 6 else (v["W2"], False))
    for g, (numbers, is_gradient) in enumerate(gaps):
        for i, end in enumerate(places[g + 1]):
            for j, start in enumerate(places[g]):
                _edge(ax, start, end, len(places[g + 1]), float(numbers[i, j]), is_gradient)
    hidden = v["a1"] if step >= 2 else v["z1"] if step >= 1 else None
    output = v["p"] if step >= 4 else v["z2"] if step >= 3 else None
    names = ["x", "a^1" if step >= 2 else "z^1", "p" if step >= 4 else "z^2"]
    signals = [None, v["delta1"] if step >= 7 else None, v["delta2"] if step >= 5 else None]
    for layer, name, numbers, signal in zip(
        places, names, [v["x"], hidden, output], signals, strict=True
    ):
        for k, (x, y) in enumerate(layer):
            circle = matplotlib.patches.Circle((x, y), 0.42, facecolor="white", zorder=3)
            circle.set(edgecolor="#222222", linewidth=1.4)
            ax.add_patch(circle)
            if numbers is not None:
                text = f"${name}_{k + 1}$\n{numbers[k]:.3f}"
                ax.text(x, y, text, ha="center", va="center", color=FORWARD, zorder=4)
            if signal is not None:
                text = f"$\\delta$ = {_signed(signal[k], 3)}"
                ax.text(x, y - 0.56, text, color=BACKWARD, **_LABEL)
    for k, (x, y) in enumerate(places[2]):
        ax.text(x + 0.55, y, f"target {v['y'][k]:.0f}", va="center")
    if step >= 4:
        ax.text(7.35, -2.72, f"loss C = {v['C']:.4f}", va="center", fontweight="bold")
    ax.plot([], [], color=FORWARD, label="forward: values, and weights on the edges")
    label = "backward: error signals δ, and gradients on the edges"
    ax.plot([], [], color=BACKWARD, ls=(0, (5, 2)), label=label)
    ax.legend(loc="lower left", ncols=1, frameon=False)
    title, formula = STEPS[step]
    ax.set_title(f"Step {step} of {len(STEPS) - 1}: {title}   {formula}")
    ax.set(xlim=(-0.6, 8.4), ylim=(-3.3, 2.4), aspect="equal")
    ax.axis("off")
    return figure


def _signed(number: float, digits: int) -> str:
    """Write a number with its sign, and 0 without one."""
    return f"{number:+.{digits}f}" if round(number, digits) else "0"


def _edge(
    ax: "Axes",
    start: tuple[float, float],
    end: tuple[float, float],
    crowd: int,
    number: float,
    is_gradient: bool,
) -> None:
    color = BACKWARD if is_gradient else FORWARD
    dash: Any = (0, (5, 2)) if is_gradient else "-"
    width = 0.6 + 3 * min(abs(number), 1)
    ax.plot([start[0], end[0]], [start[1], end[1]], color=color, ls=dash, lw=width, alpha=0.55)
    t = 1 / (crowd + 0.6)
    ax.text(
        (1 - t) * start[0] + t * end[0],
        (1 - t) * start[1] + t * end[1],
        _signed(number, 3) if is_gradient else f"{number:g}",
        color=color,
        **_LABEL,
    )


def outer_product(delta: Array, a: Array, *, delta_name: str, a_name: str, title: str) -> "Figure":
    """Draw the table of all products of two vectors, with the vectors along its sides.

    Args:
        delta: one number per row.
        a: one number per column.
        delta_name: symbol of the rows.
        a_name: symbol of the columns.
        title: title of the axes.
    """
    figure, ax = plotting.subplots(width=1.6 * len(a) + 2.6, height=0.7 * len(delta) + 1.7)
    product = np.outer(delta, a)
    top = float(np.abs(product).max()) or 1.0
    for i, j in np.ndindex(product.shape):
        color = FORWARD if product[i, j] >= 0 else BACKWARD
        shade = 0.05 + 0.5 * abs(product[i, j]) / top
        ax.add_patch(
            matplotlib.patches.Rectangle(
                (j, -i - 1), 1, 1, facecolor=color, alpha=shade, edgecolor="none"
            )
        )
        ax.text(j + 0.5, -i - 0.5, _signed(float(product[i, j]), 4), ha="center", va="center")
    for j, number in enumerate(a):
        text = f"${a_name}_{j + 1}$ = {number:.2f}"
        ax.text(j + 0.5, 0.15, text, ha="center", va="bottom", color=FORWARD)
    for i, number in enumerate(delta):
        text = f"${delta_name}_{i + 1}$ = {_signed(number, 3)}"
        ax.text(-0.1, -i - 0.5, text, ha="right", va="center", color=BACKWARD)
    ax.set(xlim=(-1.15, len(a)), ylim=(-len(delta) - 0.05, 0.6), title=title)
    ax.axis("off")
    return figure


def expression_graph(output: Value, *, title: str, with_gradients: bool = True) -> "Figure":
    """Draw the values that an output was computed from, inputs at the left.

    Blue: the value. Orange, when `with_gradients`: its gradient, and on every edge the
    local slope of the child with respect to the parent.
    """
    values = output.history()
    place, bends = _layered(values)
    wide, high = (max(abs(spot[k]) for spot in place.values()) for k in (0, 1))
    figure, ax = plotting.subplots(width=min(1.75 * wide + 1.6, 11.5), height=1.9 * high + 2.0)
    for value in values:
        for parent, slope in value.parents:
            stops = [place[parent], *bends.get((parent, value), []), place[value]]
            (x0, y0), (x1, y1) = [(2.6 * x, 1.35 * y) for x, y in stops[:2]]
            ax.plot(
                [2.6 * x for x, _ in stops], [1.35 * y for _, y in stops], color="#777777", lw=1
            )
            x2, y2 = 2.6 * stops[-1][0], 1.35 * stops[-1][1]
            before = (2.6 * stops[-2][0], 1.35 * stops[-2][1])
            tip = (x2 - 0.64, y2 + 0.64 / 2.6 * (before[1] - y2))  # where the box begins
            arrow = {"arrowstyle": "-|>", "color": "#777777", "shrinkA": 0, "shrinkB": 0}
            ax.annotate(
                "", tip, (tip[0] - 0.05, tip[1] + 0.05 / 2.6 * (before[1] - y2)), arrowprops=arrow
            )
            if with_gradients:
                ax.text(0.5 * (x0 + x1), 0.5 * (y0 + y1), f"{slope:.3g}", color=BACKWARD, **_LABEL)
    for value in values:
        x, y = 2.6 * place[value][0], 1.35 * place[value][1]
        box = matplotlib.patches.FancyBboxPatch(
            (x - 0.68, y - 0.42),
            1.36,
            0.84,
            boxstyle="round,pad=0.02,rounding_size=0.12",
            facecolor="#EEF4F8" if value.parents else "white",
            edgecolor="#444444",
            zorder=3,
        )
        ax.add_patch(box)
        lift = 0.2 if with_gradients else 0.0
        label = f"{value.name}: {value.data:.3f}" if value.name else f"{value.data:g}"
        look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8.5, "zorder": 4}
        ax.text(x, y + lift, label, color=FORWARD, **look)
        if with_gradients:
            ax.text(x, y - 0.2, f"grad {_signed(value.grad, 3)}", color=BACKWARD, **look)
    ax.set(xlim=(-0.8, 2.6 * wide + 0.8), ylim=(-1.35 * high - 0.6, 1.35 * high + 0.6), title=title)
    ax.axis("off")
    return figure


Spot = tuple[float, float]


def _layered(
    values: list[Value],
) -> tuple[dict[Value, Spot], dict[tuple[Value, Value], list[Spot]]]:
    """Place values in columns by depth, and give long edges a lane of their own.

    Returns:
        The place (column, height) of each value, and per edge (parent, child) the places
        that it passes through in the columns between.
    """
    column: dict[Value, int] = {}
    for value in values:
        column[value] = 1 + max((column[p] for p, _ in value.parents), default=-1)
    children = {v: [c for c in values if any(p is v for p, _ in c.parents)] for v in values}
    for value in reversed(values):  # inputs stand right before their first use
        if not value.parents and children[value]:
            column[value] = min(column[c] for c in children[value]) - 1
    place: dict[Value, Spot] = {}
    bends: dict[tuple[Value, Value], list[Spot]] = {}
    for x in range(max(column.values()) + 1):
        wanted: list[tuple[float, int, Value | tuple[Value, Value]]] = []
        here = [v for v in values if column[v] == x]
        heights: dict[Value, float] = {}
        for value in here:  # level with its parents
            if value.parents:
                heights[value] = float(np.mean([place[p][1] for p, _ in value.parents]))
        for value in here:  # inputs next to what they are combined with
            if not value.parents:
                mates = [p for c in children[value] for p, _ in c.parents if p in heights]
                side = -0.1 if value.name else 0.1
                heights[value] = heights[mates[0]] + side if mates else 0.0
        wanted += [(-height, value.number, value) for value, height in heights.items()]
        for parent in values:
            for child in children[parent]:
                if column[parent] < x < column[child]:
                    passed = bends.setdefault((parent, child), [])
                    last = passed[-1] if passed else place[parent]
                    wanted.append((-last[1], parent.number, (parent, child)))
        wanted.sort(key=lambda entry: entry[:2])
        for rank, (_, _, thing) in enumerate(wanted):
            spot = (float(x), (len(wanted) - 1) / 2 - rank)
            if isinstance(thing, Value):
                place[thing] = spot
            else:
                bends[thing].append(spot)
    return place, bends


def overfitting(records: Mapping[str, Mapping[str, Array]], updates: Array) -> "Figure":
    """Draw error and loss on training and test samples, one column a record.

    Args:
        records: title of the column to the curves `train_error`, `test_error`,
            `train_loss` and `test_loss`.
        updates: the number of updates at each point of the curves.
    """
    figure, axes = plotting.subplots(2, len(records), width=9.6, height=6.4)
    for column, (title, record) in enumerate(records.items()):
        for row, what in enumerate(("error", "loss")):
            ax = axes[row, column]
            curves = {f"{part} {what}": record[f"{part}_{what}"] for part in ("train", "test")}
            plotting.plot_curves(
                curves,
                x=dict.fromkeys(curves, updates),
                xlabel="updates",
                ylabel="error (share wrong)" if what == "error" else "cross-entropy (nats)",
                title=f"{title}: {what}",
                ax=ax,
            )
            test = record[f"test_{what}"]
            if test[-1] > 1.05 * test.min():
                x = updates[int(np.argmin(test))]
                ax.axvline(x, color="gray", ls=":", label=f"lowest test {what}")
            ax.set_ylim(0, 0.45 if what == "error" else 1.5)
            ax.legend(loc="upper right")
    return figure


def remedies(curves: Mapping[str, Array], updates: Array, stop: tuple[float, float]) -> "Figure":
    """Draw the mean validation error of each remedy over the updates.

    Args:
        curves: name to errors (points,), the one without remedy first.
        updates: the number of updates at each point.
        stop: where early stopping ends the first curve: updates and error.
    """
    figure, ax = plotting.subplots(width=9.6, height=5.0)
    plotting.plot_curves(
        curves,
        x=dict.fromkeys(curves, updates),
        xlabel="updates",
        ylabel="validation error (share wrong)",
        title="One overfitting network and its remedies",
        ax=ax,
    )
    for line in ax.get_lines():
        line.set_marker("")
    ax.plot(*stop, "*", color="black", ms=16, zorder=5, ls="none", label="early stopping")
    ax.set_ylim(0.05, 0.35)
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return figure
