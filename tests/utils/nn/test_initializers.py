"""NumPy's initializers follow Keras' formulas, and draw from the distributions they name."""

import math
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from scipy import stats

from utils.nn import initializers
from utils.nn.initializers import TRUNCATED_STD, fans, truncated_normal, variance_scaling

SHAPES = [(7, 5), (1, 3), (784, 100), (3, 3, 16, 32), (5, 8, 4)]
NAMES = [
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
    "lecun_uniform",
    "lecun_normal",
]


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.mark.parametrize("shape", SHAPES)
def test_fans_are_those_of_keras(shape: tuple[int, ...]) -> None:
    # Keras keeps its count private; the spread of its uniform draws tells it.
    for k, mode in enumerate(["fan_in", "fan_out"]):
        layer = keras.initializers.VarianceScaling(1.0, mode, "uniform", seed=0)
        unit = keras.random.uniform(shape, -1.0, 1.0, seed=0)
        limit = math.sqrt(3 / fans(shape)[k])
        expected = limit * np.asarray(unit)
        np.testing.assert_allclose(layer(shape), expected, rtol=0, atol=1e-6 * limit)


@pytest.mark.parametrize("shape", [(), (3,), (0, 4), (4, 0)])
def test_fans_of_no_kernel(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="a kernel's shape"):
        fans(shape)


def test_truncated_std() -> None:
    assert abs(TRUNCATED_STD - float(stats.truncnorm(-2, 2).std())) < 1e-12
    assert abs(TRUNCATED_STD - 0.87962566103423978) < 1e-15  # Keras' constant


def test_truncated_normal_has_its_distribution() -> None:
    draws = truncated_normal((200, 500), 0.3, rng=rng()).ravel()
    assert np.abs(draws).max() <= 0.6
    assert stats.kstest(draws, stats.truncnorm(-2, 2, scale=0.3).cdf).pvalue > 0.01


def test_truncated_normal_starts_from_keras_s_spread() -> None:
    theirs = keras.initializers.TruncatedNormal(seed=0)
    draws = truncated_normal((50,), rng=rng())
    np.testing.assert_array_equal(draws, truncated_normal((50,), theirs.stddev, rng=rng()))


def test_variance_scaling_starts_from_keras_s_options() -> None:
    theirs = keras.initializers.VarianceScaling(seed=0)
    expected = variance_scaling((20, 30), theirs.scale, theirs.mode, theirs.distribution, rng=rng())
    np.testing.assert_array_equal(variance_scaling((20, 30), rng=rng()), expected)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", [(400, 250), (3, 3, 100, 111)])
def test_named_draws_have_the_distribution_of_keras(name: str, shape: tuple[int, ...]) -> None:
    ours = getattr(initializers, name)(shape, rng=rng())
    theirs = np.asarray(keras.initializers.get({"class_name": name, "config": {"seed": 1}})(shape))
    assert ours.shape == shape
    assert stats.ks_2samp(ours.ravel(), theirs.ravel()).pvalue > 0.01
    assert abs(np.abs(ours).max() / np.abs(theirs).max() - 1) < 0.01


@pytest.mark.parametrize("mode", ["fan_in", "fan_out", "fan_avg"])
@pytest.mark.parametrize("distribution", ["truncated_normal", "untruncated_normal", "uniform"])
def test_variance_is_scale_over_n(mode: str, distribution: str) -> None:
    shape = (300, 500)
    n = {"fan_in": 300, "fan_out": 500, "fan_avg": 400}[mode]
    draws = variance_scaling(shape, 1.7, mode, distribution, rng=rng())
    size = draws.size
    assert abs(draws.var() * n / 1.7 - 1) < 5 * math.sqrt(2 / size)
    assert abs(draws.mean()) < 5 * draws.std() / math.sqrt(size)
    keras_draws = keras.initializers.VarianceScaling(1.7, mode, distribution, seed=0)(shape)
    assert stats.ks_2samp(draws.ravel(), np.asarray(keras_draws).ravel()).pvalue > 0.01


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"scale": 0.0}, "scale must be positive"),
        ({"mode": "fan"}, "mode must be one of fan_in, fan_out, fan_avg"),
        ({"distribution": "normal"}, "one of truncated_normal, untruncated_normal, uniform, got"),
    ],
)
def test_wrong_options(options: dict[str, Any], message: str) -> None:
    draw: Callable[..., Any] = variance_scaling
    with pytest.raises(ValueError, match=message):
        draw((2, 3), rng=rng(), **options)


def test_same_generator_state_same_draws() -> None:
    a = initializers.he_normal((20, 30), rng=rng())
    np.testing.assert_array_equal(a, initializers.he_normal((20, 30), rng=rng()))
    with_scale = variance_scaling((20, 30), 2.0, "fan_in", rng=rng())
    np.testing.assert_array_equal(a, with_scale)
