"""The figures of chapter 6: confusion matrices, thresholds, calibration, batches, folds."""

from utils.drawings.metrics.confusion import (
    plot_confusions,
    plot_samples,
    plot_ten_classes,
    plot_threshold_view,
)
from utils.drawings.metrics.curves import (
    plot_batches,
    plot_means,
    plot_over_threshold,
    plot_reliability,
    plot_roc_and_precision,
    plot_slope_and_stairs,
)
from utils.drawings.metrics.validation import plot_estimates, plot_folds, plot_luck

__all__ = [
    "plot_batches",
    "plot_confusions",
    "plot_estimates",
    "plot_folds",
    "plot_luck",
    "plot_means",
    "plot_over_threshold",
    "plot_reliability",
    "plot_roc_and_precision",
    "plot_samples",
    "plot_slope_and_stairs",
    "plot_ten_classes",
    "plot_threshold_view",
]
