"""The graph of an automatic differentiation: values, gradients, slopes between them."""

from typing import TYPE_CHECKING, Any

import matplotlib.patches
import numpy as np

from utils import plotting
from utils.drawings.backpropagation.paths import BACKWARD, FORWARD, LABEL, signed
from utils.nn.autodiff import Value

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Spot = tuple[float, float]


def plot_graph(output: Value, *, title: str) -> "Figure":
    """Draw the values that an output was computed from, inputs at the left.

    Blue: the value. Orange: its gradient, and on every edge the local slope of the child with
    respect to the parent.
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
            ax.text(0.5 * (x0 + x1), 0.5 * (y0 + y1), f"{slope:.3g}", color=BACKWARD, **LABEL)
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
        label = f"{value.name}: {value.data:.3f}" if value.name else f"{value.data:g}"
        look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8.5, "zorder": 4}
        ax.text(x, y + 0.2, label, color=FORWARD, **look)
        ax.text(x, y - 0.2, f"grad {signed(value.grad, 3)}", color=BACKWARD, **look)
    ax.set(xlim=(-0.8, 2.6 * wide + 0.8), ylim=(-1.35 * high - 0.6, 1.35 * high + 0.6), title=title)
    ax.axis("off")
    return figure


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
