"""What V11 measures around a trained network is right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from experiments import models, v11_landscape
from tests.experiments.test_depth import digits, keras, ready

__all__ = ["keras"]


def test_negative_share_of_known_surfaces() -> None:
    a, b = np.meshgrid(np.linspace(-1, 1, 11), np.linspace(-1, 1, 11))
    assert v11_landscape.negative_share(a**2 + b**2) == 0
    assert v11_landscape.negative_share(a * b) == 1
    assert v11_landscape.negative_share(a**2 - 0.1 * b**2) == 1
    # a^2 + b^3 curves downward where b < 0: four of the nine inner rows, and b = 0 is flat.
    share = v11_landscape.negative_share(a**2 + b**3 + 1e-9 * b**2)
    assert share == pytest.approx(4 / 9)
    saddle = a**2 - 0.05 * b**2
    assert v11_landscape.negative_share(saddle) == 1
    assert v11_landscape.negative_share(saddle, 0.1) == 0
    assert v11_landscape.negative_share(saddle, 0.04) == 1
    lost = a * b
    lost[5, 5] = np.nan
    # Of 81 points five do not count, and four more are not negative.
    assert v11_landscape.negative_share(lost) == pytest.approx(72 / 76)


def test_loss_in_the_plane_is_that_of_the_moved_weights(keras: Any) -> None:
    model = ready(keras, True)
    X, y = digits()
    weights = model.get_weights()
    u, v = (models.random_direction(weights, seed) for seed in (1, 2))
    loss_at = v11_landscape._loss_in_the_plane(model, X, y)
    found = loss_at(0.2, -0.3)
    model.set_weights([w + 0.2 * p - 0.3 * q for w, p, q in zip(weights, u, v, strict=True)])
    assert found == pytest.approx(model.evaluate(X, y, verbose=0)[0], rel=1e-4)
