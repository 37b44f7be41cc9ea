"""How each rule of chapter 7 looks in all its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from utils.plotting import LINE_COLORS, MARKERS

if TYPE_CHECKING:
    pass

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
