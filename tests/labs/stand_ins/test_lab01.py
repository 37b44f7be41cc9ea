"""The stand-ins of lab 1 give right values."""

from __future__ import annotations

import numpy as np
import pytest

from labs.stand_ins import lab01


def test_gradient_equals_finite_differences() -> None:
    rng = np.random.default_rng(0)
    X, y, w, b, h = rng.normal(size=(9, 3)), rng.integers(0, 2, 9), rng.normal(size=3), 0.3, 1e-6
    grad_w, grad_b = lab01.gradient(X, y, w, b)
    for j, unit in enumerate(np.eye(3)):
        slope = lab01.loss(X, y, w + h * unit, b) - lab01.loss(X, y, w - h * unit, b)
        assert grad_w[j] == pytest.approx(slope / (2 * h), rel=1e-6)
    slope = lab01.loss(X, y, w, b + h) - lab01.loss(X, y, w, b - h)
    assert grad_b == pytest.approx(slope / (2 * h), rel=1e-6)
    half_squares = (lab01.forward(X, w, b) - y) ** 2 / 2
    assert lab01.loss(X, y, w, b) == pytest.approx(half_squares.mean())
