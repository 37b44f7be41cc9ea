"""How each rule of chapter 7 looks in all its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from utils.arrays import Floats
from utils.plotting import LINE_COLORS, MARKERS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_BLUE, _RED, _GREEN, _PINK, _ORANGE, _, _BLACK = LINE_COLORS
# Relatives share a colour: momentum and Nesterov, Adam and its two variants.
LOOKS: dict[str, dict[str, Any]] = {
    "SGD": {"color": _BLACK, "linestyle": "-"},
    "momentum": {"color": _BLUE, "linestyle": "-"},
    "Nesterov": {"color": _BLUE, "linestyle": (0, (4, 1.5))},
    "Adagrad": {"color": _GREEN, "linestyle": "-"},
    "Adadelta": {"color": _ORANGE, "linestyle": "-"},
    "RMSprop": {"color": _PINK, "linestyle": "-"},
    "Adam": {"color": _RED, "linestyle": "-"},
    "AMSGrad": {"color": _RED, "linestyle": (0, (4, 1.5))},
    "Nadam": {"color": _RED, "linestyle": (0, (1.2, 1.2))},
}
SHAPES = dict(zip(LOOKS, [*MARKERS, "p"], strict=True))


def plot_strips(axes: Axes, values: Mapping[str, Floats]) -> None:
    """Draw each rule's values as dots on a line of its own, the first rule on top."""
    names = list(values)
    for k, name in enumerate(names):
        axes.plot(
            values[name],
            np.full(len(values[name]), -k),
            linestyle="none",
            marker=SHAPES[name],
            markersize=8,
            color=LOOKS[name]["color"],
            alpha=0.8,
        )
    axes.set_yticks([-k for k in range(len(names))], names)
    axes.set_ylim(-len(names) + 0.4, 0.6)
