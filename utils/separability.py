"""Can one straight line (or plane) separate two classes?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def separation_margin(
    points: npt.ArrayLike, labels: npt.ArrayLike
) -> tuple[float, npt.NDArray[np.float64]]:
    """Find the hyperplane w.x + b = 0 that separates two classes as clearly as possible.

    A linear program maximises t such that s (w.x + b) >= t for every point, with s = +1
    for label 1 and s = -1 for label 0, and all weights and the bias between -1 and 1. (So t
    is not a distance: that would be t divided by the length of w.) The
    classes are linearly separable exactly when t > 0: the numbers of any line can be scaled
    down into these bounds, and a line through a point of label 0 can be moved off it.

    Args:
        points: samples (n, d).
        labels: their classes (n,), 0 or 1.

    Returns:
        The largest t, and the weights followed by the bias (d + 1,).

    Raises:
        ValueError: the shapes do not fit, or a label is neither 0 nor 1.
    """
    from scipy.optimize import linprog

    X, y = np.asarray(points, dtype=float), np.asarray(labels)
    if X.ndim != 2 or y.shape != (len(X),) or not np.isin(y, (0, 1)).all():
        raise ValueError(
            f"separation_margin needs points (n, d) and n labels 0 or 1, got {X.shape} "
            f"and {y.shape}."
        )
    extended = np.column_stack([X, np.ones(len(X))])
    signs = np.where(y == 1, 1.0, -1.0)[:, None]
    dimension = extended.shape[1]
    result = linprog(
        c=[0.0] * dimension + [-1.0],
        A_ub=np.column_stack([-signs * extended, np.ones(len(X))]),  # t - s(w.x + b) <= 0
        b_ub=np.zeros(len(X)),
        bounds=[(-1, 1)] * dimension + [(None, None)],
    )
    best = np.asarray(result.x)
    return float(best[-1]), best[:-1]
