"""The one table of activation functions: what each computes, and its slope."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from utils.arrays import Floats

Function: TypeAlias = Callable[[Floats], Floats]


class Activation(NamedTuple):
    """An activation function, applied to each number by itself.

    Attributes:
        f: maps weighted sums z to outputs a.
        slope: maps z to f'(z). At 0 the slope of ReLU and leaky ReLU is that of the
            left side, as in TensorFlow.
        slope_of_output: maps a to f'(z), so that z need not be kept; None where two z
            with different slopes share an output.
    """

    f: Function
    slope: Function
    slope_of_output: Function | None


def sigmoid(z: npt.ArrayLike) -> Floats:
    """Turn logits into probabilities, each by itself, without overflow."""
    z = floats(z)
    small = np.exp(-np.abs(z))  # in (0, 1]
    probabilities: Floats = np.where(z >= 0, 1.0, small) / (1 + small)
    return probabilities


def softmax(Z: npt.ArrayLike) -> Floats:
    """Turn logits (..., K) into probabilities (..., K) that sum to 1 along the last axis."""
    Z = floats(Z)
    powers = np.exp(Z - Z.max(axis=-1, keepdims=True))
    probabilities: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return probabilities


def floats(values: npt.ArrayLike) -> Floats:
    """Keep the precision of floats, and make float64 of all other numbers."""
    array = np.asarray(values)
    kept: Floats = array if array.dtype.kind == "f" else array.astype(np.float64)
    return kept


def _normal_cdf(z: Floats) -> Floats:
    from scipy.special import ndtr

    return np.asarray(ndtr(z))


def _gelu_slope(z: Floats) -> Floats:
    density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return _normal_cdf(z) + z * density


def _by_output(f: Function, slope_of_output: Function) -> Activation:
    return Activation(f, lambda z: slope_of_output(f(z)), slope_of_output)


ACTIVATIONS: dict[str, Activation] = {
    "linear": _by_output(lambda z: z, np.ones_like),
    "sigmoid": _by_output(sigmoid, lambda a: a * (1 - a)),
    "tanh": _by_output(np.tanh, lambda a: 1 - a**2),
    "relu": _by_output(lambda z: np.maximum(z, 0), lambda a: (a > 0).astype(a.dtype)),
    "leaky_relu": _by_output(
        lambda z: np.where(z > 0, z, z * z.dtype.type(0.2)),
        lambda a: np.where(a > 0, a.dtype.type(1), a.dtype.type(0.2)),
    ),
    "elu": _by_output(
        lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
        lambda a: np.where(a > 0, a.dtype.type(1), a + 1),
    ),
    "gelu": Activation(lambda z: z * _normal_cdf(z), _gelu_slope, None),
}


def lookup(name: str) -> Activation:
    """Look up an activation by its name.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}, got {name!r}.")
    return ACTIVATIONS[name]
