"""The stand-ins of lab 3 give right values."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import log_softmax

from labs.stand_ins import lab03


def test_loss_and_gradient_of_a_network() -> None:
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(5, 4)), np.eye(3)[rng.integers(0, 3, 5)]
    params = lab03.start([4, 6, 3], seed=1)
    (W1, b1), (W2, b2) = params
    logits = np.maximum(X @ W1 + b1, 0) @ W2 + b2
    loss = -(Y * log_softmax(logits, axis=1)).sum(axis=1).mean()
    assert lab03.network_loss(X, Y, params) == pytest.approx(loss)
    h = 1e-6
    for layer, slopes in zip(params, lab03.network_gradient(X, Y, params), strict=True):
        for array, slope in zip(layer, slopes, strict=True):
            assert slope.shape == array.shape
            for index in np.ndindex(array.shape):
                array[index] += h
                up = lab03.network_loss(X, Y, params)
                array[index] -= 2 * h
                down = lab03.network_loss(X, Y, params)
                array[index] += h
                assert slope[index] == pytest.approx((up - down) / (2 * h), abs=1e-7)


def test_the_small_network_has_21_parameters_and_the_seed_decides_the_start() -> None:
    assert sum(W.size + b.size for W, b in lab03.small_network()) == 21
    one, same, other = (lab03.start([3, 2], seed)[0][0] for seed in (1, 1, 2))
    assert np.array_equal(one, same) and not np.array_equal(one, other)
