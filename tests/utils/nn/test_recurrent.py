"""Recurrent networks: the gradient against differences, the training against a plain loop."""

from typing import Any

import numpy as np

from utils.nn import recurrent
from utils.nn.optimizers import RULES

rng = np.random.default_rng(0)
X = rng.normal(size=(6, 4, 3))
y = rng.integers(0, 2, 6)
Y = np.eye(2)[y]


def test_gradient_equals_finite_differences() -> None:
    theta = recurrent.start(5, 3, 2, [0, 1]).astype(float) + 0.1
    both = np.broadcast_to(X, (2, *X.shape)), np.broadcast_to(Y, (2, *Y.shape))
    found = recurrent.gradient(theta, *both, units=5)
    assert found.shape == theta.shape
    for k in range(0, theta.shape[1], 3):
        shift = 1e-6 * np.eye(theta.shape[1])[k]
        up, down = (recurrent.loss(theta + s * shift, X, y, 5, 2) for s in (1, -1))
        np.testing.assert_allclose(found[:, k], (up - down) / 2e-6, atol=1e-7)


def test_states_follow_the_formula() -> None:
    theta = recurrent.start(2, 3, 2, [3])
    U, V = theta[0, :6].reshape(3, 2), theta[0, 6:10].reshape(2, 2)
    np.testing.assert_allclose(V @ V.T, np.eye(2), atol=1e-6)
    h = np.zeros((6, 2))
    for step in range(4):
        h = np.tanh(X[:, step] @ U + h @ V)
    states, logits = recurrent.forward(theta, X[None], 2, 2)
    np.testing.assert_allclose(states[-1][0], h, rtol=1e-5)
    np.testing.assert_allclose(logits[0], h @ theta[0, 12:16].reshape(2, 2), rtol=1e-4)


def test_each_network_trains_alone_at_its_rate() -> None:
    options: dict[str, Any] = {"num_epochs": 3, "units": 4, "batch_size": 2}
    two = recurrent.train(RULES["Adam"], X, Y, seeds=[0, 7], lr=[0.1, 0.02], **options)
    for k, (seed, lr) in enumerate(((0, 0.1), (7, 0.02))):
        one = recurrent.train(RULES["Adam"], X, Y, seeds=[seed], lr=[lr], **options)
        np.testing.assert_allclose(two[k], one[0], rtol=1e-4, atol=1e-6)
    before = recurrent.loss(recurrent.start(4, 3, 2, [0, 7]), X, y, 4, 2)
    assert (recurrent.loss(two, X, y, 4, 2) < before).all()
    nan = np.full_like(two, np.nan)
    assert (recurrent.loss(nan, X, y, 4, 2) == np.inf).all()
