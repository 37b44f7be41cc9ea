"""Backpropagation against finite differences and TensorFlow, in float64."""

from itertools import product
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from utils.arrays import Array
from utils.nn import backprop
from utils.nn.backprop import Params

OUTPUTS = ["softmax", "sigmoid", "tanh", "linear"]
HIDDEN = ["sigmoid", "tanh", "relu", "linear"]
CASES = [(depth, *names) for depth, names in product((1, 2, 3, 7), product(HIDDEN, OUTPUTS))]


def example(depth: int, hidden: str, output: str) -> tuple[Array, Array, Params, list[str]]:
    rng = np.random.default_rng(depth)
    sizes = [*[4, 6, 5, 7, 3, 6, 5][:depth], 3]
    params: Params = backprop.init_params(sizes, rng)
    params = [(W, rng.normal(0, 0.3, b.shape)) for W, b in params]
    Y = rng.dirichlet(np.ones(3), 8)  # rows that sum to 1, not only one-hot
    return rng.normal(size=(8, 4)), Y, params, [hidden] * (depth - 1) + [output]


def ours(X: Array, Y: Array, params: Params, activations: list[str]) -> list[Array]:
    A = backprop.forward(X, params, activations)
    return [g for pair in backprop.backward(Y, A, params, activations) for g in pair]


@pytest.mark.parametrize(("depth", "hidden", "output"), CASES)
def test_gradient_equals_finite_differences(depth: int, hidden: str, output: str) -> None:
    X, Y, params, activations = example(depth, hidden, output)

    def value() -> float:
        return backprop.loss(Y, backprop.forward(X, params, activations)[-1], output)

    numeric = [backprop.numeric_gradient(value, p) for pair in params for p in pair]
    assert backprop.relative_error(ours(X, Y, params, activations), numeric) < 1e-6


@pytest.mark.parametrize(("depth", "hidden", "output"), CASES)
def test_value_and_gradient_equal_the_tape(depth: int, hidden: str, output: str) -> None:
    X, Y, params, activations = example(depth, hidden, output)
    variables = [tf.Variable(p) for pair in params for p in pair]
    functions: dict[str, Any] = {"linear": tf.identity, "sigmoid": tf.sigmoid}
    functions |= {"tanh": tf.tanh, "relu": tf.nn.relu}
    with tf.GradientTape() as tape:
        A = tf.constant(X)
        for layer, name in enumerate(activations):
            Z = A @ variables[2 * layer] + variables[2 * layer + 1]
            A = functions.get(name, tf.identity)(Z)
        if output == "softmax":
            loss = tf.nn.softmax_cross_entropy_with_logits(labels=Y, logits=Z)
        else:
            loss = tf.reduce_sum((A - Y) ** 2, axis=1) / 2
        loss = tf.reduce_mean(loss)
    taped = [g.numpy() for g in tape.gradient(loss, variables)]
    by_hand = ours(X, Y, params, activations)
    assert [g.shape for g in by_hand] == [g.shape for g in taped]
    assert backprop.relative_error(by_hand, taped) < 1e-12
    Y_hat = backprop.forward(X, params, activations)[-1]
    assert backprop.loss(Y, Y_hat, output) == pytest.approx(float(loss), rel=1e-12)


@pytest.mark.parametrize("output", OUTPUTS)
def test_float32_stays_float32(output: str) -> None:
    X, Y, params, activations = example(3, "relu", output)
    small = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    X, Y = X.astype(np.float32), Y.astype(np.float32)
    assert all(a.dtype == np.float32 for a in backprop.forward(X, small, activations))
    assert all(g.dtype == np.float32 for g in ours(X, Y, small, activations))


def test_a_certain_and_right_prediction_costs_nothing() -> None:
    Z = np.array([[1000.0, 0.0, -1000.0]])
    assert (
        backprop.loss(np.array([[1.0, 0, 0]]), backprop.ACTIVATIONS["softmax"](Z), "softmax") == 0
    )


def test_a_class_without_probability_costs_nothing_whatever_the_memory_held() -> None:
    Y, Y_hat = np.eye(1, 100), np.full((1, 100), 0.5)
    for _ in range(20):
        np.full((1, 100), np.nan)  # freed at once: NumPy gives such memory out again
        assert backprop.loss(Y, Y_hat, "softmax") == pytest.approx(np.log(2))


def test_initial_weights_fill_glorots_range() -> None:
    (W, b), _ = backprop.init_params([300, 200, 5], np.random.default_rng(0))
    limit = np.sqrt(6 / 500)
    assert W.shape == (300, 200) and not b.any()
    assert 0.999 * limit < np.abs(W).max() < limit
    assert W.std() == pytest.approx(limit / np.sqrt(3), rel=0.01)
    assert W.dtype == b.dtype == np.float64
    for W, b in backprop.init_params([3, 2, 1], np.random.default_rng(0), np.float32):
        assert W.dtype == b.dtype == np.float32


def test_wrong_activations_are_named() -> None:
    X, _, params, _ = example(2, "relu", "softmax")
    with pytest.raises(ValueError, match="2 layers need as many activations"):
        backprop.forward(X, params, ["relu"])
    with pytest.raises(ValueError, match="softmax only as the last"):
        backprop.forward(X, params, ["softmax", "relu"])


def test_numeric_gradient_restores_its_array_and_refuses_float32() -> None:
    array = np.array([[1.0, 2.0], [3.0, 4.0]])
    gradient = backprop.numeric_gradient(lambda: float((array**2).sum()), array)
    assert np.allclose(gradient, 2 * array, rtol=1e-8)
    assert array.tolist() == [[1, 2], [3, 4]]
    with pytest.raises(ValueError, match="needs float64"):
        backprop.numeric_gradient(lambda: 0.0, array.astype(np.float32))


def test_relative_error() -> None:
    a, b = [np.array([3.0, 0.0]), np.array([[4.0]])], [np.array([3.0, 4.0]), np.array([[0.0]])]
    assert backprop.relative_error(a, a) == 0
    assert backprop.relative_error(a, b) == pytest.approx(np.sqrt(32) / 5)
