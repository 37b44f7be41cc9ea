"""The figures of chapter 4."""

from utils.drawings.initializers.distributions import plot_densities, plot_truncation
from utils.drawings.initializers.layers import plot_choice, plot_levels, plot_ridges
from utils.drawings.initializers.starts import plot_fans, plot_starts, plot_units

__all__ = [
    "plot_choice",
    "plot_densities",
    "plot_fans",
    "plot_levels",
    "plot_ridges",
    "plot_starts",
    "plot_truncation",
    "plot_units",
]
