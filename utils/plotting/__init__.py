"""The style of all figures, and the kinds of figure that several chapters share.

Importing this package sets the style, also for figures made with `plt.subplots`.
Every `plot_*` function returns a matplotlib figure; given `ax=` it draws into those
axes and returns their figure. Show it with `show(figure, alt="...")`.
"""

from utils.plotting.animation import show_animation
from utils.plotting.bars import plot_bars
from utils.plotting.boundary import plot_decision_boundary
from utils.plotting.curves import plot_curves
from utils.plotting.display import show
from utils.plotting.histograms import plot_layer_histograms
from utils.plotting.images import plot_images
from utils.plotting.network import plot_network
from utils.plotting.style import (
    COLORS,
    DASHES,
    LINE_COLORS,
    MARKERS,
    STYLE,
    subplots,
)
from utils.plotting.surface_paths import plot_surface_paths

__all__ = [
    "COLORS",
    "DASHES",
    "LINE_COLORS",
    "MARKERS",
    "STYLE",
    "plot_bars",
    "plot_curves",
    "plot_decision_boundary",
    "plot_images",
    "plot_layer_histograms",
    "plot_network",
    "plot_surface_paths",
    "show",
    "show_animation",
    "subplots",
]
