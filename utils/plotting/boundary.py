"""Two classes, and the boundary that a model draws between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from utils.arrays import Floats
from utils.plotting.style import COLORS, MARKERS, axes_or_new, figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def plot_decision_boundary(
    predict: Callable[[Floats], Any],
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    threshold: float = 0.5,
    title: str = "",
    feature_names: Sequence[str] = ("x1", "x2"),
    class_names: Sequence[str] | None = None,
    margin: float = 0.5,
    ax: Axes | None = None,
) -> Figure:
    """Draw samples of two classes over the regions that a model gives to them.

    Args:
        predict: maps points (n, 2) to scores (n,) or (n, 1).
        X: samples (n, 2).
        y: labels (n,): 0 and 1, or two others, of which the larger counts as 1.
        threshold: scores above it mean class 1; the black boundary runs along it.
        title: title of the axes.
        feature_names: labels of the two axes.
        class_names: names of class 0 and class 1.
        margin: room around the samples, in units of the features.
        ax: axes to draw into; without it, a new figure.

    Raises:
        ValueError: a shape is wrong, `y` has more than two values, or a score is not
            finite.
    """
    X, y = np.asarray(X, dtype=float), np.ravel(np.asarray(y))
    if X.ndim != 2 or X.shape[1] != 2 or not len(X) or len(X) != len(y):
        raise ValueError(
            "plot_decision_boundary needs samples (n, 2) and n labels, "
            f"got {X.shape} and {len(y)} labels."
        )
    values = np.unique(y)
    if len(values) > 2:
        raise ValueError(f"there must be two classes, got labels {values.tolist()}.")
    # A set with one label only: 1 is class 1, anything below (0, -1) is class 0.
    is_one = y == values[1] if len(values) == 2 else y > 0

    (left, bottom), (right, top) = X.min(axis=0) - margin, X.max(axis=0) + margin
    x1, x2 = np.meshgrid(np.linspace(left, right, 200), np.linspace(bottom, top, 200))
    points = np.column_stack([x1.ravel(), x2.ravel()])
    scores = np.asarray(predict(points), dtype=float)
    if scores.size != len(points) or not np.isfinite(scores).all():
        raise ValueError(
            f"predict must return one finite score for each of {len(points)} points, "
            f"got shape {scores.shape}."
        )
    scores = scores.reshape(x1.shape)
    low, high = scores.min(), scores.max()

    axes = axes_or_new(ax, 5.6, 4.4)
    bounds = [min(low, threshold) - 1, threshold, max(high, threshold) + 1]
    axes.contourf(x1, x2, scores, bounds, colors=COLORS[:2], alpha=0.18)
    if low < threshold < high:
        axes.contour(x1, x2, scores, [threshold], colors="black", linewidths=1.8)
    names = ("class 0", "class 1") if class_names is None else class_names
    for k, chosen in enumerate([~is_one, is_one]):
        if chosen.any():
            axes.scatter(
                X[chosen, 0],
                X[chosen, 1],
                s=80 if len(X) <= 40 else 24,
                marker=MARKERS[k],
                color=COLORS[k],
                edgecolor="white",
                linewidth=0.8,
                label=names[k],
                zorder=3,
            )
    axes.grid(visible=False)
    axes.locator_params(nbins=6)
    axes.set(xlabel=feature_names[0], ylabel=feature_names[1], title=title)
    axes.legend(loc="best", handlelength=1)
    return figure_of(axes)
