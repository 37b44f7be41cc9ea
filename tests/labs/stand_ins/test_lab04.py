"""The stand-ins of lab 4 give right values."""

from __future__ import annotations

import numpy as np
import pytest

from labs.stand_ins import lab04


@pytest.mark.parametrize(
    ("shape", "fan_in", "fan_out"),
    [((7, 3), 7, 3), ((5, 5, 3, 8), 5 * 5 * 3, 5 * 5 * 8), ((3, 4, 6), 3 * 4, 3 * 6)],
)
def test_fans(shape: tuple[int, ...], fan_in: int, fan_out: int) -> None:
    assert lab04.fans(shape) == (fan_in, fan_out)


def test_mean_squares_of_each_layer() -> None:
    rng = np.random.default_rng(0)
    X, weights = rng.normal(size=(9, 4)), [rng.normal(size=s) for s in ((4, 6), (6, 5))]
    first = X @ weights[0]
    first = np.where(first > 0, first, 0.1 * first)
    second = first @ weights[1]
    second = np.where(second > 0, second, 0.1 * second)
    expected = [float(np.mean(signal**2)) for signal in (X, first, second)]
    assert lab04.mean_squares(X, weights, 0.1) == pytest.approx(expected)
