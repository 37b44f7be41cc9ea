"""The figures of chapter 7: landscapes, stability, the race, and comparisons."""

from utils.drawings.optimizers.descent import (
    plot_differences,
    plot_distances,
    plot_epochs,
    plot_landscape,
    plot_rates,
    plot_rates_in_force,
)
from utils.drawings.optimizers.looks import LOOKS
from utils.drawings.optimizers.practice import (
    plot_decay,
    plot_held,
    plot_schedules,
    plot_searches,
)
from utils.drawings.optimizers.race import Race
from utils.drawings.optimizers.recorded import (
    plot_batches,
    plot_core_lab,
    plot_rare,
    plot_sharpness,
    plot_sweep,
)
from utils.drawings.optimizers.stability import plot_edge, plot_momentum_map, plot_one_curve

__all__ = [
    "LOOKS",
    "Race",
    "plot_batches",
    "plot_core_lab",
    "plot_decay",
    "plot_differences",
    "plot_distances",
    "plot_edge",
    "plot_epochs",
    "plot_held",
    "plot_landscape",
    "plot_momentum_map",
    "plot_one_curve",
    "plot_rare",
    "plot_rates",
    "plot_rates_in_force",
    "plot_schedules",
    "plot_searches",
    "plot_sharpness",
    "plot_sweep",
]
