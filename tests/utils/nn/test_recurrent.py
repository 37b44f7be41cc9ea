"""Recurrent networks: the gradient against differences, the training against a plain loop."""

from typing import Any

import numpy as np
import pytest

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
    theta[0, 10:12], theta[0, 16:] = (0.3, -0.2), (0.5, -0.4)
    h = np.zeros((6, 2))
    for step in range(4):
        h = np.tanh(X[:, step] @ U + h @ V + (0.3, -0.2))
    states, logits = recurrent.forward(theta, X[None].astype(np.float32), 2, 2)
    assert {array.dtype for array in (*states, logits)} == {np.dtype(np.float32)}
    np.testing.assert_allclose(states[-1][0], h, rtol=1e-4, atol=1e-6)
    expected = h @ theta[0, 12:16].reshape(2, 2) + (0.5, -0.4)
    np.testing.assert_allclose(logits[0], expected, rtol=1e-4, atol=1e-6)


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


@pytest.mark.parametrize("count", [6, 8])
def test_training_equals_a_plain_loop(count: int) -> None:
    samples, labels = rng.normal(size=(count, 4, 3)), np.eye(2)[rng.integers(0, 2, count)]
    rates = [0.1, 0.5]
    found = recurrent.train(
        RULES["SGD"], samples, labels, seeds=[3, 4], lr=rates, num_epochs=2, units=4, batch_size=3
    )
    assert found.dtype == np.float32
    for k, seed in enumerate((3, 4)):
        theta = recurrent.start(4, 3, 2, [seed])
        for epoch in range(2):
            order = np.random.default_rng((seed, epoch)).permutation(count)
            for rows in (order[:3], order[3:6]):  # two of eight wait
                g = recurrent.gradient(theta, samples[None, rows], labels[None, rows], 4)
                theta = theta - rates[k] * g
        np.testing.assert_allclose(found[k], theta[0], rtol=1e-5, atol=1e-6)


def test_the_start_is_orthogonal_in_time_and_small_elsewhere() -> None:
    theta = recurrent.start(40, 30, 50, [0])
    kernel, V, b, out, c = np.split(theta[0], np.cumsum([1200, 1600, 40, 2000]))
    np.testing.assert_allclose(V.reshape(40, 40) @ V.reshape(40, 40).T, np.eye(40), atol=1e-5)
    assert theta.dtype == np.float32 and not b.any() and not c.any() and c.shape == (50,)
    for weights, std in ((kernel, 0.3), (out, 0.2)):
        assert abs(weights.mean()) < 0.1 * std
        assert weights.std() == pytest.approx(std, rel=0.05)


def test_loss_is_the_mean_cross_entropy_and_its_sizes_are_those_of_digits() -> None:
    theta, labels = recurrent.start(24, 3, 10, [5]), [9, 0, 4, 4, 1, 7]
    logits = recurrent.forward(theta, X[None], 24, 10)[1][0]
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    expected = -np.log(p[np.arange(6), labels]).mean()
    np.testing.assert_allclose(recurrent.loss(theta, X, np.array(labels)), [expected], rtol=1e-5)


def test_without_sizes_a_batch_has_50_samples_and_a_state_24_units() -> None:
    samples, labels = rng.normal(size=(101, 2, 3)), np.eye(2)[rng.integers(0, 2, 101)]
    options: dict[str, Any] = {"seeds": [0], "lr": [0.1], "num_epochs": 1}
    expected = recurrent.train(
        RULES["SGD"], samples, labels, units=24, batch_size=50, **options
    )  # fmt: skip
    np.testing.assert_array_equal(
        recurrent.train(RULES["SGD"], samples, labels, **options), expected
    )


def test_a_training_that_diverges_ends_without_a_warning() -> None:
    def grow(theta: Any, g: Any, state: Any, lr: Any) -> Any:
        assert theta.dtype == g.dtype == lr.dtype == np.float32
        return theta * lr, state

    samples, labels = X.astype(np.float32), Y.astype(np.float32)
    options: dict[str, Any] = {"num_epochs": 2, "units": 4, "batch_size": 3}
    theta = recurrent.train(grow, samples, labels, seeds=[0], lr=[1e30], **options)
    assert not np.isfinite(theta).all()
