"""Many networks at once must do what TensorFlow does for each of them alone."""

from __future__ import annotations

import numpy as np
import pytest

from utils.nn.two_layer import ManyNetworks

X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([[0.0], [1], [1], [0]])


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_each_run_takes_tensorflows_steps(momentum: float) -> None:
    import tensorflow as tf

    networks = ManyNetworks.random(3, 2, 5, seed=1)
    start = [p[1].copy() for p in (networks.W1, networks.b1, networks.W2, networks.b2)]
    networks.train(X, Y, lr=0.5, num_steps=4, momentum=momentum)
    variables = [tf.Variable(p) for p in start]
    steps = [np.zeros_like(p) for p in start]
    for _ in range(4):
        with tf.GradientTape() as tape:
            hidden = tf.tanh(tf.constant(X) @ variables[0] + variables[1])
            logits = hidden @ variables[2] + variables[3]
            loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(Y, logits))
        gradients = tape.gradient(loss, variables)
        for k, (v, g) in enumerate(zip(variables, gradients, strict=True)):
            steps[k] = momentum * steps[k] - 0.5 * g.numpy()
            v.assign_add(steps[k])
    for ours, theirs in zip(
        (networks.W1, networks.b1, networks.W2, networks.b2), variables, strict=True
    ):
        assert np.allclose(ours[1], theirs.numpy(), atol=1e-12)


def test_one_data_set_a_run() -> None:
    own = ManyNetworks.random(2, 2, 3)
    own.train(np.stack([X, X[::-1]]), np.stack([Y, 1 - Y]), lr=0.3, num_steps=5)
    for run, (samples, labels) in enumerate([(X, Y), (X[::-1], 1 - Y)]):
        shared = ManyNetworks.random(2, 2, 3)
        shared.train(samples, labels, lr=0.3, num_steps=5)
        assert np.allclose(own.W1[run], shared.W1[run])


def test_keras_limits_and_shapes() -> None:
    networks = ManyNetworks.random(500, 3, 4)
    assert networks.W1.shape == (500, 3, 4) and networks.predict(np.zeros((7, 3))).shape == (
        500,
        7,
        1,
    )
    limit = np.sqrt(6 / 7)
    assert 0.98 * limit < np.abs(networks.W1).max() < limit
    assert (networks.predict(np.zeros((7, 3))) == 0.5).all()


def test_without_options_the_seed_is_0_and_no_step_is_remembered() -> None:
    networks, expected = ManyNetworks.random(2, 2, 3), ManyNetworks.random(2, 2, 3, seed=0)
    assert (networks.W1 == expected.W1).all() and (networks.W2 == expected.W2).all()
    assert not networks.b1.any() and networks.b2.shape == (2, 1, 1)
    assert 0 < np.abs(ManyNetworks.random(500, 3, 4).W2).max() < np.sqrt(6 / 5)
    networks.train(X, Y, lr=0.3, num_steps=3)
    expected.train(X, Y, lr=0.3, num_steps=3, momentum=0.0)
    assert (networks.W2 == expected.W2).all()
