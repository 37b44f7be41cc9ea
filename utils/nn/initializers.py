"""Where weights start: Glorot, He, LeCun and variance scaling, in NumPy.

Each function draws an array of a given shape from `rng`. The formulas are those of Keras;
the numbers differ, because NumPy and Keras have different random generators.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from utils.arrays import Floats


def _truncated_std(cut: float) -> float:
    """Compute the standard deviation of a standard normal kept within -cut and cut.

    Its variance is 1 - 2 c φ(c) / (2 Φ(c) - 1), with c = cut, the normal density φ and its
    distribution function Φ: integrate x² φ(x) by parts.
    """
    density = math.exp(-(cut**2) / 2) / math.sqrt(2 * math.pi)
    return math.sqrt(1 - 2 * cut * density / math.erf(cut / math.sqrt(2)))


# Standard deviation that is left of 1 after everything beyond two of them is redrawn.
TRUNCATED_STD = _truncated_std(2.0)

MODES = ("fan_in", "fan_out", "fan_avg")
DISTRIBUTIONS = ("truncated_normal", "untruncated_normal", "uniform")


def fans(shape: Sequence[int]) -> tuple[int, int]:
    """Count the weights that enter an output, and those that leave an input.

    Args:
        shape: (inputs, outputs) of a dense layer, or (height, width, ..., channels in,
            channels out) of a convolution, whose window counts in both.

    Returns:
        fan_in and fan_out.

    Raises:
        ValueError: the shape has fewer than two axes, or an empty one.
    """
    if len(shape) < 2 or min(shape) < 1:
        raise ValueError(
            f"a kernel's shape is (inputs, outputs) or (window..., channels in, channels out), "
            f"got {tuple(shape)}."
        )
    window = math.prod(shape[:-2])
    return window * shape[-2], window * shape[-1]


def truncated_normal(
    shape: Sequence[int], stddev: float = 0.05, *, rng: np.random.Generator
) -> Floats:
    """Draw from N(0, stddev²) and draw again whatever lies beyond two `stddev`.

    What is left has a standard deviation of `TRUNCATED_STD * stddev` only.
    """
    draws = rng.standard_normal(shape)
    while (beyond := np.abs(draws) > 2).any():
        draws[beyond] = rng.standard_normal(int(beyond.sum()))
    return stddev * draws


def variance_scaling(
    shape: Sequence[int],
    scale: float = 1.0,
    mode: str = "fan_in",
    distribution: str = "truncated_normal",
    *,
    rng: np.random.Generator,
) -> Floats:
    """Draw weights with mean 0 and variance scale / n.

    Args:
        shape: as for `fans`.
        scale: 1 for Glorot and LeCun, 2 for He.
        mode: what n is: "fan_in", "fan_out", or "fan_avg" for their mean.
        distribution: "uniform", "untruncated_normal", or "truncated_normal", widened so
            that the variance holds after the truncation.
        rng: the source of randomness.

    Raises:
        ValueError: `scale` is not positive, or a name or the shape is wrong.
    """
    if scale <= 0:
        raise ValueError(f"scale must be positive, got {scale}.")
    if mode not in MODES:
        raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode!r}.")
    fan_in, fan_out = fans(shape)
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    std = math.sqrt(scale / n)
    if distribution == "uniform":
        limit = math.sqrt(3) * std
        return rng.uniform(-limit, limit, shape)
    if distribution == "untruncated_normal":
        return std * rng.standard_normal(shape)
    if distribution == "truncated_normal":
        return truncated_normal(shape, std / TRUNCATED_STD, rng=rng)
    raise ValueError(
        f"distribution must be one of {', '.join(DISTRIBUTIONS)}, got {distribution!r}."
    )


def glorot_uniform(shape: Sequence[int], *, rng: np.random.Generator) -> Floats:
    """Draw from U(-x, x), x = √(6 / (fan_in + fan_out)) (Glorot and Bengio, 2010)."""
    return variance_scaling(shape, 1.0, "fan_avg", "uniform", rng=rng)


def glorot_normal(shape: Sequence[int], *, rng: np.random.Generator) -> Floats:
    """Draw from a truncated normal, σ = √(2 / (fan_in + fan_out)) after truncation."""
    return variance_scaling(shape, 1.0, "fan_avg", rng=rng)


def he_uniform(shape: Sequence[int], *, rng: np.random.Generator) -> Floats:
    """Draw from U(-x, x), x = √(6 / fan_in) (He et al., 2015)."""
    return variance_scaling(shape, 2.0, "fan_in", "uniform", rng=rng)


def he_normal(shape: Sequence[int], *, rng: np.random.Generator) -> Floats:
    """Draw from a truncated normal, σ = √(2 / fan_in) after truncation."""
    return variance_scaling(shape, 2.0, "fan_in", rng=rng)


def lecun_uniform(shape: Sequence[int], *, rng: np.random.Generator) -> Floats:
    """Draw from U(-x, x), x = √(3 / fan_in) (LeCun et al., 1998)."""
    return variance_scaling(shape, 1.0, "fan_in", "uniform", rng=rng)


def lecun_normal(shape: Sequence[int], *, rng: np.random.Generator) -> Floats:
    """Draw from a truncated normal, σ = √(1 / fan_in) after truncation."""
    return variance_scaling(shape, 1.0, "fan_in", rng=rng)
