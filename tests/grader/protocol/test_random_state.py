"""The random states of a test."""

from __future__ import annotations

import random

import numpy as np

from grader.protocol.random_state import RandomStates


def test_each_test_has_random_data_of_its_own() -> None:
    """After one test a given cell passes the state on; it must not foretell the next test's."""
    old = np.random.get_state()
    try:
        drawn = []
        for name in ("a", "b", "a"):
            RandomStates().reseed(3, name)
            drawn.append((random.random(), float(np.random.random())))
    finally:
        np.random.set_state(old)
    assert drawn[0] == drawn[2] != drawn[1]
