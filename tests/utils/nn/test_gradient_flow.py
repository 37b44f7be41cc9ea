"""Deep networks: gradients and training are those of Keras, predictions those of theory."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import pytest
import tensorflow as tf

from utils.nn.gradient_flow import (
    ACTIVATIONS,
    accuracy,
    draw_weights,
    predicted_norms,
    run_pass,
    train,
)

rng = np.random.default_rng(0)
X = rng.normal(size=(24, 6))
LABELS = rng.integers(0, 3, 24)
Y = np.eye(3)[LABELS]
STACK = draw_weights(4, 5, 6, 3, scale=1.5, num_networks=2, seed=1)
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
        np.testing.assert_allclose(ours.loss[k], loss, rtol=1e-6)
        mine = [g[k] for g in (*ours.weight_gradients, *ours.bias_gradients)]
        for g, theirs in zip(mine, gradients, strict=True):
            np.testing.assert_allclose(g, theirs, rtol=2e-5, atol=1e-9)
        lengths = [np.linalg.norm(g) for g in gradients[: len(weights)]]
        np.testing.assert_allclose(ours.norms[k], lengths, rtol=2e-5)


@pytest.mark.parametrize(
    ("ours", "optimizer", "regularizer"),
    [
        ({}, {}, None),
        ({"clip_norm": 0.05}, {"clipnorm": 0.05}, None),
        ({"l1": 0.01}, {}, keras.regularizers.L1(0.01)),
        ({"l2": 0.02}, {}, keras.regularizers.L2(0.02)),
    ],
)
def test_training_is_that_of_keras(
    ours: dict[str, Any], optimizer: dict[str, Any], regularizer: Any
) -> None:
    options: dict[str, Any] = {"lr": 0.2, "num_epochs": 2, "batch_size": 8, "seed": 3}
    weights, biases, losses = train(STACK, X, Y, "tanh", **options, **ours)
    assert losses.shape == (6, 2)
    for k in range(2):
        sizes = [5, 5, 5, 5]
        dense = [
            keras.layers.Dense(n, activation="tanh", kernel_regularizer=regularizer) for n in sizes
        ]
        last = keras.layers.Dense(3, kernel_regularizer=regularizer)
        model = keras.Sequential([keras.Input((6,)), *dense, last])
        for layer, W in zip(model.layers, STACK, strict=True):
            layer.set_weights([W[k], np.zeros(W.shape[2])])
        model.compile(
            keras.optimizers.SGD(0.2, **optimizer),
            keras.losses.CategoricalCrossentropy(from_logits=True),
        )
        order_rng = np.random.default_rng(3)
        for _ in range(2):
            order = order_rng.permutation(24)
            for start in (0, 8, 16):
                model.train_on_batch(X[order[start : start + 8]], Y[order[start : start + 8]])
        for layer, W, b in zip(model.layers, weights, biases, strict=True):
            np.testing.assert_allclose(layer.get_weights()[0], W[k], atol=3e-6)
            np.testing.assert_allclose(layer.get_weights()[1], b[k, 0], atol=3e-6)
        answers = model.predict(X, verbose=0).argmax(axis=1)
        assert accuracy(weights, biases, X, LABELS, "tanh")[k] == (answers == LABELS).mean()


def test_dropout_keeps_the_mean_and_switches_off_its_share() -> None:
    W = [np.ones((1, 6, 2000)), np.zeros((1, 2000, 3))]
    done = run_pass(W, np.ones((10, 6)), Y[:10], "relu", dropout=0.25, rng=rng)
    assert abs((done.outputs[1] == 0).mean() - 0.25) < 0.02
    assert abs(done.outputs[1].mean() - 6) < 0.15
    with pytest.raises(ValueError, match="needs rng"):
        run_pass(W, np.ones((10, 6)), Y[:10], "relu", dropout=0.25)


def test_a_diverged_network_answers_nothing() -> None:
    weights = [W.copy() for W in STACK]
    weights[1][0] = np.nan
    found = accuracy(weights, BIASES, X, LABELS, "relu")
    assert found[0] == 0 and found[1] > 0


def test_norms_survive_tiny_gradients() -> None:
    tiny = [W * 1e-80 for W in STACK]
    norms = run_pass(tiny, X, Y, "tanh").norms
    assert ((norms[:, :-1] > 0) & (norms[:, :-1] < 1e-150)).all()


@pytest.mark.parametrize(("activation", "scale"), [("sigmoid", 1), ("tanh", 1), ("relu", 2)])
def test_prediction_is_the_mean_of_wide_networks(activation: str, scale: float) -> None:
    depth = 12
    draws = np.random.default_rng(5)
    W = draw_weights(depth, 300, 20, 3, scale=scale, num_networks=8, seed=2)
    # One sample: the theory is about one, and gradients of several partly cancel.
    x = draws.normal(size=(1, 20))
    done = run_pass(W, x, np.eye(3)[[1]], activation)
    measured = np.exp(np.log(done.norms).mean(axis=0))[1:depth]
    predicted = predicted_norms(activation, scale, depth, float((done.sums[0] ** 2).mean()))
    np.testing.assert_allclose(measured / measured[-1], predicted, rtol=0.35)


def test_prediction_has_the_closed_form_of_relu() -> None:
    # Outputs grow by 1.5 a layer forward, error signals by 1.5 backward: the products agree.
    np.testing.assert_allclose(predicted_norms("relu", 4.5, 6), np.ones(5), rtol=1e-5)


def test_bad_input_is_named() -> None:
    with pytest.raises(ValueError, match="activation must be one of"):
        run_pass(STACK, X, Y, "swish")
    with pytest.raises(ValueError, match="at least one hidden layer"):
        draw_weights(0, 5, 6, 3, scale=1)
    with pytest.raises(ValueError, match="do not fill a batch"):
        train(STACK, X, Y, "relu", lr=0.1, num_epochs=1, batch_size=100)
