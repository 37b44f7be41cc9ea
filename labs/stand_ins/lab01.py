"""Stand-ins of lab 1: one sigmoid neuron, differentiated by imaginary steps."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

# Small enough to be lost in rounding, which an imaginary part never meets.
_STEP = 1e-30


def forward(X: npt.ArrayLike, w: npt.ArrayLike, b: float) -> Array:
    """Return the outputs (n,) of one sigmoid neuron for the samples X (n, d), weights w (d,)."""
    outputs: Array = _outputs(np.asarray(X, float), np.asarray(w, float), float(b))
    return outputs


def loss(X: npt.ArrayLike, y: npt.ArrayLike, w: npt.ArrayLike, b: float) -> float:
    """Return the mean over the samples of half the squared error of that neuron."""
    return float(_loss(np.asarray(X, float), np.asarray(y, float), np.asarray(w, float), b))


def gradient(X: npt.ArrayLike, y: npt.ArrayLike, w: npt.ArrayLike, b: float) -> tuple[Array, float]:
    """Return the gradient of `loss`: with respect to w (d,), and with respect to b.

    Found by an imaginary step, not by a formula: f(x + ih) = f(x) + ih f'(x) + O(h²), so
    f'(x) is the imaginary part over h (Squire and Trapp, 1998).
    """
    features, labels = np.asarray(X, float), np.asarray(y, float)
    weights = np.asarray(w, float)
    grad_w = [
        _loss(features, labels, weights + 1j * _STEP * unit, b).imag / _STEP
        for unit in np.eye(len(weights))
    ]
    return np.array(grad_w), float(_loss(features, labels, weights, b + 1j * _STEP).imag / _STEP)


def _outputs(X: Any, w: Any, b: Any) -> Any:
    return (1 + np.tanh((X @ w + b) / 2)) / 2


def _loss(X: Any, y: Any, w: Any, b: Any) -> Any:
    return np.mean((_outputs(X, w, b) - y) ** 2) / 2
