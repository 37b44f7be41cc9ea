"""The stand-ins of lab 7 give right values."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from labs.stand_ins import lab07

OPTIMIZERS = {
    "sgd": lambda: keras.optimizers.SGD(0.01),
    "momentum": lambda: keras.optimizers.SGD(0.01, momentum=0.9),
    "rmsprop": lambda: keras.optimizers.RMSprop(0.01),
    "adam": lambda: keras.optimizers.Adam(0.01),
}


@pytest.mark.parametrize("surface", ["ravine", "saddle", "beale"])
def test_slope_is_that_of_the_height(surface: str) -> None:
    for x, y in ((0.5, -1.2), (-2.0, 0.3)):
        h = 1e-6
        in_x = lab07.height(surface, x + h, y) - lab07.height(surface, x - h, y)
        in_y = lab07.height(surface, x, y + h) - lab07.height(surface, x, y - h)
        expected = np.array([in_x, in_y]) / (2 * h)
        assert lab07.slope(surface, [x, y]) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_each_rule_moves_as_keras_does(rule: str) -> None:
    optimizer, theirs = OPTIMIZERS[rule](), keras.Variable(np.array([1.0, -2.0]))
    ours, gradients = np.array([1.0, -2.0]), []
    for _ in range(5):
        gradients.append(lab07.slope("ravine", ours))
        optimizer.apply([keras.ops.convert_to_tensor(gradients[-1], "float32")], [theirs])
        ours = lab07.move(rule, ours, gradients, 0.01)
        assert ours == pytest.approx(theirs.numpy(), rel=1e-4)


def test_an_unknown_rule_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="there is no rule 'adams': use sgd, momentum"):
        lab07.move("adams", [0.0], [[1.0]], 0.1)


def test_a_trained_network_reads_and_a_caller_cannot_spoil_it() -> None:
    rng = np.random.default_rng(0)
    y = np.tile(np.arange(10), 60)
    X = np.eye(10)[y] + rng.normal(0, 0.1, (600, 10))
    weights = lab07.train_digits("adam", 0.01, X, y)
    assert np.mean(lab07.read_digits(weights, X) == y) > 0.9
    first = weights.copy()
    weights[:] = 0
    assert np.array_equal(lab07.train_digits("adam", 0.01, X, y), first)
