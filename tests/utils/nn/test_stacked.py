"""Many networks trained at once learn what Keras learns, one by one."""

from itertools import pairwise
from typing import Any

import keras
import numpy as np
import pytest

from utils.nn.stacked import accuracy_many, forward_many, train_many

SIZES = [6, 5, 4, 3]
RATES = [0.1, 0.4]


def stacks() -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.normal(0, 0.7, (2, m, n)) for m, n in pairwise(SIZES)]


def samples() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    return rng.normal(size=(20, 6)), np.eye(3)[rng.integers(0, 3, 20)]


def keras_network(activation: str, weights: list[np.ndarray]) -> keras.Sequential:
    hidden = [keras.layers.Dense(n, activation=activation) for n in SIZES[1:-1]]
    model = keras.Sequential([keras.Input((6,)), *hidden, keras.layers.Dense(3)])
    for layer, W in zip(model.layers, weights, strict=True):
        layer.set_weights([W, np.zeros(W.shape[1])])
    return model


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_training_is_that_of_keras(activation: str) -> None:
    X, Y = samples()
    start = stacks()
    before = [W.copy() for W in start]
    weights, biases = train_many(
        start, X, Y, activation=activation, lr=RATES, num_epochs=3, batch_size=8, seed=5
    )
    for W, old in zip(start, before, strict=True):
        np.testing.assert_array_equal(W, old)
    for k, rate in enumerate(RATES):
        model = keras_network(activation, [W[k] for W in start])
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.SGD(rate), loss)
        rng = np.random.default_rng(5)
        for _ in range(3):
            order = rng.permutation(20)
            for rows in (order[:8], order[8:16]):
                model.train_on_batch(X[rows], Y[rows])
        for layer, W, b in zip(model.layers, weights, biases, strict=True):
            np.testing.assert_allclose(layer.get_weights()[0], W[k], atol=2e-6)
            np.testing.assert_allclose(layer.get_weights()[1], b[k, 0], atol=2e-6)
        logits = forward_many(weights, biases, X, activation)[-1][k]
        np.testing.assert_allclose(model.predict(X, verbose=0), logits, atol=1e-5)


def test_accuracy_counts_and_a_diverged_network_has_none() -> None:
    X, _ = samples()
    weights = stacks()
    weights[0][1] = np.nan
    biases = [np.zeros((2, 1, W.shape[2])) for W in weights]
    logits = forward_many(weights, biases, X, "relu")[-1][0]
    labels = logits.argmax(axis=1)
    labels[:5] = (labels[:5] + 1) % 3
    np.testing.assert_allclose(accuracy_many(weights, biases, X, labels, "relu"), [0.75, 0.0])


def test_a_batch_must_be_filled() -> None:
    X, Y = samples()
    with pytest.raises(ValueError, match="do not fill a batch of 32"):
        train_many(stacks(), X, Y, activation="relu", lr=0.1, num_epochs=1, batch_size=32)


def test_training_can_go_on_where_it_stopped() -> None:
    X, Y = samples()
    options: dict[str, Any] = {"activation": "tanh", "lr": RATES, "batch_size": 20}
    at_once = train_many(stacks(), X, Y, num_epochs=4, **options)
    weights, biases = train_many(stacks(), X, Y, num_epochs=2, **options)
    kept = [b.copy() for b in biases]
    resumed = train_many(weights, X, Y, num_epochs=2, biases=biases, **options)
    for mine, expected in zip(resumed, at_once, strict=True):
        for a, b in zip(mine, expected, strict=True):
            np.testing.assert_allclose(a, b, atol=1e-12)
    for b, old in zip(biases, kept, strict=True):
        np.testing.assert_array_equal(b, old)
