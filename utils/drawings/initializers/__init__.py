"""The figures of chapter 4."""

from utils.drawings.initializers.distributions import plot_densities, plot_sums, plot_truncation
from utils.drawings.initializers.layers import (
    plot_choice,
    plot_levels,
    plot_ridges,
    plot_scales,
    plot_two_ways,
)
from utils.drawings.initializers.starts import plot_detector, plot_fans, plot_starts, plot_units

__all__ = [
    "plot_choice",
    "plot_densities",
    "plot_detector",
    "plot_fans",
    "plot_levels",
    "plot_ridges",
    "plot_scales",
    "plot_starts",
    "plot_sums",
    "plot_truncation",
    "plot_two_ways",
    "plot_units",
]
