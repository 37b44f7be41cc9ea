"""Loss functions in NumPy, one loss per sample, in forms that do not overflow.

A loss gets n samples and returns n numbers; their mean is what Keras minimises by default
(`sum_over_batch_size`). Logarithms are natural, so entropies are in nats. Nothing is clipped:
a prediction that gives the truth probability 0 costs infinity.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from utils.arrays import Floats
from utils.nn.activations import floats


def log_sum_exp(Z: npt.ArrayLike) -> Floats:
    """Compute log(sum(exp(Z))) along the last axis, without overflow.

    Args:
        Z: (..., K).

    Returns:
        (...).
    """
    Z = floats(Z)
    top = Z.max(axis=-1, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)  # -inf - -inf would be nan
    with np.errstate(divide="ignore"):  # log 0 is -inf, and right
        total: Floats = np.log(np.exp(Z - top).sum(axis=-1)) + top[..., 0]
    return total


def mse(y: npt.ArrayLike, y_hat: npt.ArrayLike) -> Floats:
    """Compute the mean squared error of each sample: the mean runs over its outputs.

    Args:
        y: true values (n,), or (n, d) for d outputs.
        y_hat: predictions of the same shape.

    Returns:
        (n,).

    Raises:
        ValueError: the shapes differ; NumPy would broadcast (n,) with (n, 1) to (n, n).
    """
    y, y_hat = _pair(y, y_hat)
    return _per_sample((y_hat - y) ** 2)


def binary_cross_entropy(y: npt.ArrayLike, p: npt.ArrayLike) -> Floats:
    """Compute the binary cross-entropy -y log p - (1 - y) log(1 - p) of each sample.

    Args:
        y: true probabilities of "yes", usually 0 or 1: (n,), or (n, d) for d questions.
        p: predicted probabilities of the same shape.

    Returns:
        (n,), the mean over the questions.

    Raises:
        ValueError: the shapes differ.
    """
    y, p = _pair(y, p)
    return _per_sample(_minus_a_log_b(y, p) + _minus_a_log_b(1 - y, 1 - p))


def binary_cross_entropy_from_logits(y: npt.ArrayLike, z: npt.ArrayLike) -> Floats:
    """Compute the binary cross-entropy of sigmoid(z), finite for every finite z.

    Args:
        y: true probabilities of "yes": (n,) or (n, d).
        z: logits of the same shape.

    Returns:
        (n,), the mean over the questions.

    Raises:
        ValueError: the shapes differ.
    """
    y, z = _pair(y, z)
    return _per_sample(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))))


def categorical_cross_entropy(Y: npt.ArrayLike, P: npt.ArrayLike) -> Floats:
    """Compute the categorical cross-entropy -sum_k Y_k log P_k, with 0 log 0 = 0.

    Args:
        Y: true distributions (n, K), usually one-hot.
        P: predicted distributions (n, K).

    Returns:
        (n,).

    Raises:
        ValueError: the shapes differ.
    """
    Y, P = _pair(Y, P)
    total: Floats = _minus_a_log_b(Y, P).sum(axis=-1)
    return total


def categorical_cross_entropy_from_logits(Y: npt.ArrayLike, Z: npt.ArrayLike) -> Floats:
    """Compute the categorical cross-entropy of softmax(Z), finite for every finite Z.

    Args:
        Y: true distributions (n, K), usually one-hot.
        Z: logits (n, K).

    Returns:
        (n,).

    Raises:
        ValueError: the shapes differ.
    """
    Y, Z = _pair(Y, Z)
    # log P_k = Z_k - log_sum_exp(Z)
    total: Floats = (Y * (log_sum_exp(Z)[..., None] - Z)).sum(axis=-1)
    return total


def _pair(truth: npt.ArrayLike, prediction: npt.ArrayLike) -> tuple[Floats, Floats]:
    a, b = floats(truth), floats(prediction)
    if a.shape != b.shape:
        raise ValueError(
            f"a loss needs two arrays of one shape, got {a.shape} and {b.shape}; "
            "reshape one, or make labels one-hot with utils.data.one_hot."
        )
    return a, b


def _minus_a_log_b(a: Floats, b: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        product: Floats = np.where(a == 0, 0.0, -a * np.log(b))
    return product


def _per_sample(losses: Floats) -> Floats:
    mean: Floats = losses.mean(axis=-1) if losses.ndim > 1 else losses
    return mean
