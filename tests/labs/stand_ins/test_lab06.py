"""The stand-in of lab 6 gives right values."""

from __future__ import annotations

import numpy as np

from labs.stand_ins import lab06


def test_costs_are_those_of_counting_sample_by_sample() -> None:
    rng = np.random.default_rng(0)
    y, p = rng.integers(0, 2, 50), rng.integers(0, 10, 50) / 10
    thresholds = np.array([-0.1, 0.0, 0.3, 0.35, 0.9, 1.0])  # some are scores, which count as no
    expected = [
        sum(3 * (a == 0 and b > t) + 7 * (a == 1 and b <= t) for a, b in zip(y, p, strict=True))
        for t in thresholds
    ]
    assert lab06.total_costs(y, p, thresholds, 3, 7).tolist() == expected
