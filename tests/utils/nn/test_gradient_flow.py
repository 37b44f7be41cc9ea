"""Deep networks: gradients are those of TensorFlow, predictions those of theory."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import pytest
import tensorflow as tf
from scipy.integrate import quad

from utils.nn.activations import ACTIVATIONS, Function
from utils.nn.gradient_flow import draw_weights, predicted_norms, run_pass
from utils.nn.stacked import forward

rng = np.random.default_rng(0)
X = rng.normal(size=(24, 6))
LABELS = rng.integers(0, 3, 24)
Y = np.eye(3)[LABELS]
STACK = draw_weights(4, 5, 6, 3, scale=1.5, num_networks=2)
BIASES = [rng.normal(0, 0.3, (2, 1, W.shape[2])) for W in STACK]


def keras_forward(
    weights: Sequence[Any],
    biases: Sequence[Any],
    x: npt.NDArray[np.float64],
    activation: str,
    shortcuts: bool,
    batch_norm: bool,
) -> Any:
    act = keras.activations.get(activation)
    h = tf.constant(x)
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        z = h @ W + b
        if batch_norm:
            layer = keras.layers.BatchNormalization(dtype="float64", center=False, scale=False)
            z = layer(z, training=True)
        f = act(z)
        h = h + f if shortcuts and h.shape == f.shape else f
    return h @ weights[-1] + biases[-1]


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
@pytest.mark.parametrize("shortcuts", [False, True])
@pytest.mark.parametrize("batch_norm", [False, True])
def test_gradients_are_those_of_tensorflow(
    activation: str, shortcuts: bool, batch_norm: bool
) -> None:
    ours = run_pass(
        STACK, X, Y, activation, biases=BIASES, shortcuts=shortcuts, batch_norm=batch_norm
    )
    for k in range(2):
        weights = [tf.Variable(W[k]) for W in STACK]
        biases = [tf.Variable(b[k]) for b in BIASES]
        with tf.GradientTape() as tape:
            logits = keras_forward(weights, biases, X, activation, shortcuts, batch_norm)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(Y, logits))
        gradients = tape.gradient(loss, [*weights, *biases])
        mine = [g[k] for g in (*ours.weight_gradients, *ours.bias_gradients)]
        for g, theirs in zip(mine, gradients, strict=True):
            np.testing.assert_allclose(g, theirs, rtol=2e-5, atol=1e-9)
        lengths = [np.linalg.norm(g) for g in gradients[: len(weights)]]
        np.testing.assert_allclose(ours.norms[k], lengths, rtol=2e-5)


def test_weights_are_drawn_network_by_network_from_one_seed() -> None:
    draws = np.random.default_rng(0)
    sizes = [(6, 5, 1.5), (5, 5, 1.5), (5, 3, 1.0)]
    networks = [
        [np.sqrt(scale / m) * draws.standard_normal((m, n)) for m, n, scale in sizes]
        for _ in range(2)
    ]
    ours = draw_weights(2, 5, 6, 3, scale=1.5, num_networks=2)
    for layer, W in enumerate(ours):
        expected = np.stack([network[layer] for network in networks])
        np.testing.assert_allclose(W, expected, rtol=1e-15)
    alone = draw_weights(1, 5, 6, 3, scale=1.5)
    assert [W.shape for W in alone] == [(1, 6, 5), (1, 5, 3)]
    np.testing.assert_array_equal(alone[0], ours[0][:1])


def test_biases_shortcuts_and_batch_norm_are_off_by_default() -> None:
    zeros = [np.zeros_like(b) for b in BIASES]
    expected = run_pass(STACK, X, Y, "tanh", biases=zeros, shortcuts=False, batch_norm=False)
    done = run_pass(STACK, X, Y, "tanh")
    np.testing.assert_array_equal(done.norms, expected.norms)
    for a, outputs in zip(forward(STACK, zeros, X, "tanh")[:-1], done.outputs, strict=True):
        np.testing.assert_array_equal(outputs, a)


def test_a_gradient_of_0_has_length_0() -> None:
    zeros = [np.zeros_like(W) for W in STACK]
    assert not run_pass(zeros, X, np.full_like(Y, 1 / 3), "tanh").norms.any()


def test_norms_survive_tiny_gradients() -> None:
    tiny = [W * 1e-80 for W in STACK]
    norms = run_pass(tiny, X, Y, "tanh").norms
    assert ((norms[:, :-1] > 0) & (norms[:, :-1] < 1e-150)).all()


@pytest.mark.parametrize(("activation", "scale"), [("sigmoid", 1), ("tanh", 1), ("relu", 2)])
def test_prediction_is_the_mean_of_wide_networks(activation: str, scale: float) -> None:
    depth = 12
    draws = np.random.default_rng(5)
    W = draw_weights(depth, 300, 20, 3, scale=scale, num_networks=8)
    # One sample: the theory is about one, and gradients of several partly cancel.
    x = draws.normal(size=(1, 20))
    done = run_pass(W, x, np.eye(3)[[1]], activation)
    measured = np.exp(np.log(done.norms).mean(axis=0))[1:depth]
    predicted = predicted_norms(activation, scale, depth, float((done.sums[0] ** 2).mean()))
    np.testing.assert_allclose(measured / measured[-1], predicted, rtol=0.35)


def test_prediction_has_the_closed_form_of_relu() -> None:
    # Outputs grow by 1.5 a layer forward, error signals by 1.5 backward: the products agree.
    np.testing.assert_allclose(predicted_norms("relu", 4.5, 6), np.ones(5), rtol=1e-5)


def test_prediction_is_that_of_integrals() -> None:
    # ELU has a corner at 0, which few points would miss.
    phi, slope, _ = ACTIVATIONS["elu"]

    def mean_square(f: Function, root: float) -> float:
        def integrand(u: float) -> float:
            return float(f(np.asarray(root * u)) ** 2 * np.exp(-(u**2) / 2) / np.sqrt(2 * np.pi))

        return float(quad(integrand, -9, 0)[0] + quad(integrand, 0, 9)[0])

    first = mean_square(phi, 1.0)
    root = np.sqrt(1.5 * first)
    squares = [first * 1.5 * mean_square(slope, root), mean_square(phi, root)]
    expected = np.sqrt(np.divide(squares, squares[-1]))
    np.testing.assert_allclose(predicted_norms("elu", 1.5, 3), expected, rtol=1e-5)


def test_prediction_starts_from_weighted_sums_of_mean_square_1() -> None:
    default = predicted_norms("tanh", 2, 6)
    np.testing.assert_array_equal(default, predicted_norms("tanh", 2, 6, first=1.0))
    assert np.abs(default / predicted_norms("tanh", 2, 6, first=2.0) - 1).max() > 0.01


def test_bad_input_is_named() -> None:
    with pytest.raises(ValueError, match="activation must be one of"):
        run_pass(STACK, X, Y, "swish")
    with pytest.raises(ValueError, match="at least one hidden layer"):
        draw_weights(0, 5, 6, 3, scale=1)
