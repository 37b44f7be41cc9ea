"""The figures of chapter 7: landscapes, paths, the race, and recorded comparisons."""

from utils.drawings.optimizers.descent import (
    plot_clipping,
    plot_cures,
    plot_differences,
    plot_distances,
    plot_epochs,
    plot_estimates,
    plot_landscape,
    plot_rates,
    plot_rates_in_force,
    plot_way,
)
from utils.drawings.optimizers.looks import LOOKS
from utils.drawings.optimizers.race import Race
from utils.drawings.optimizers.recorded import (
    plot_batches,
    plot_core_lab,
    plot_rare,
    plot_recorded_race,
    plot_search,
    plot_sharpness,
    plot_sweep,
)

__all__ = [
    "LOOKS",
    "Race",
    "plot_batches",
    "plot_clipping",
    "plot_core_lab",
    "plot_cures",
    "plot_differences",
    "plot_distances",
    "plot_epochs",
    "plot_estimates",
    "plot_landscape",
    "plot_rare",
    "plot_rates",
    "plot_rates_in_force",
    "plot_recorded_race",
    "plot_search",
    "plot_sharpness",
    "plot_sweep",
    "plot_way",
]
