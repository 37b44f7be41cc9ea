"""The figures of chapter 8."""

from utils.drawings.resnet.block import plot_block
from utils.drawings.resnet.gradients import (
    FLOAT32_SMALLEST,
    plot_depths_norms,
    plot_norms,
    plot_remedies,
    plot_runs,
    plot_slopes,
)
from utils.drawings.resnet.shortcuts import (
    plot_degradation,
    plot_errors_over_epochs,
    plot_identity,
    plot_one_weight,
    plot_starts,
    plot_surfaces,
)

__all__ = [
    "FLOAT32_SMALLEST",
    "plot_block",
    "plot_degradation",
    "plot_depths_norms",
    "plot_errors_over_epochs",
    "plot_identity",
    "plot_norms",
    "plot_one_weight",
    "plot_remedies",
    "plot_runs",
    "plot_slopes",
    "plot_starts",
    "plot_surfaces",
]
