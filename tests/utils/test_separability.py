"""Linear separability, against perceptrons that find a line and points that have none."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.separability import separation_margin

SQUARE = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def test_fourteen_of_sixteen_functions_of_two_bits() -> None:
    hopeless = [y for y in product([0, 1], repeat=4) if separation_margin(SQUARE, y)[0] < 1e-9]
    assert hopeless == [(0, 1, 1, 0), (1, 0, 0, 1)]


@given(st.integers(0, 10_000))
def test_labels_of_a_random_line_are_separable(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(12, 3))
    labels = (points @ rng.normal(size=3) + 0.1 > 0).astype(int)
    margin, weights = separation_margin(points, labels)
    assert margin > 0
    assert (((points @ weights[:3] + weights[3]) > 0) == labels).all()


def test_a_point_of_both_classes_is_not_separable() -> None:
    assert separation_margin([[0.0], [0.0], [1.0]], [0, 1, 1])[0] == pytest.approx(0)


@pytest.mark.parametrize(
    ("points", "labels"), [([1, 2], [0, 1]), (SQUARE, [0, 1]), (SQUARE, [0, 1, 2, 3])]
)
def test_bad_input_is_one_sentence(points: object, labels: object) -> None:
    with pytest.raises(ValueError, match="separation_margin needs points"):
        separation_margin(points, labels)  # type: ignore[arg-type]
