"""The figures of chapter 3, and the data of its stepper."""

from utils.drawings.backpropagation.frames import COLUMNS, ROWS, Network, frames
from utils.drawings.backpropagation.graph import plot_graph
from utils.drawings.backpropagation.learning import (
    plot_overfitting,
    plot_remedy_curves,
    plot_remedy_errors,
    plot_steep_curves,
)
from utils.drawings.backpropagation.paths import plot_nudge, plot_outer_product
from utils.drawings.backpropagation.stepper import plot_frame, plot_strip

__all__ = [
    "COLUMNS",
    "ROWS",
    "Network",
    "frames",
    "plot_frame",
    "plot_graph",
    "plot_nudge",
    "plot_outer_product",
    "plot_overfitting",
    "plot_remedy_curves",
    "plot_remedy_errors",
    "plot_steep_curves",
    "plot_strip",
]
