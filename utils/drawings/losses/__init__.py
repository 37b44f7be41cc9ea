"""The figures of chapter 5: curves side by side, surfaces, fits and class contributions."""

from utils.drawings.losses.curves import (
    plot_coin,
    plot_gap,
    plot_information,
    plot_losses_and_slopes,
    plot_pulls,
    plot_tour,
)
from utils.drawings.losses.fits import (
    plot_contributions,
    plot_fits,
    plot_quantiles,
    plot_shift,
    plot_spread,
    plot_surfaces,
)

__all__ = [
    "plot_coin",
    "plot_contributions",
    "plot_fits",
    "plot_gap",
    "plot_information",
    "plot_losses_and_slopes",
    "plot_pulls",
    "plot_quantiles",
    "plot_shift",
    "plot_spread",
    "plot_surfaces",
    "plot_tour",
]
