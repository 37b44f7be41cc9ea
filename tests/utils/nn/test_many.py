"""Many networks at once: gradients against differences, training against plain loops."""

from typing import Any

import numpy as np
import pytest

from utils.nn import many
from utils.nn.activations import softmax
from utils.nn.optimizers import RULES, adam

rng = np.random.default_rng(0)
SIZES = (4, 5, 3)
X = rng.normal(size=(12, 4)).astype(np.float32)
y = rng.integers(0, 3, 12)
Y = np.eye(3, dtype=np.float32)[y]


def test_start_is_he_normal_with_zero_biases() -> None:
    theta = many.start((200, 100, 10), [0, 1, 0])
    assert theta.shape == (3, 200 * 100 + 100 + 1000 + 10)
    np.testing.assert_array_equal(theta[0], theta[2])
    assert not np.allclose(theta[0], theta[1])
    assert theta[0, :20_000].std() == pytest.approx(np.sqrt(2 / 200), rel=0.02)
    assert not theta[0, 20_000:20_100].any()
    assert theta[0, 20_100:21_100].std() == pytest.approx(np.sqrt(2 / 100), rel=0.06)


def test_gradient_equals_finite_differences() -> None:
    sizes = (4, 5, 5, 3)
    theta = many.start(sizes, [0, 1]).astype(float) + 0.05
    both = np.broadcast_to(X, (2, *X.shape)), np.broadcast_to(Y, (2, *Y.shape))
    found = many.gradient(theta, *both, sizes)
    for k in range(theta.shape[1]):
        shift = 1e-6 * np.eye(theta.shape[1])[k]
        up, down = (many.evaluate(theta + s * shift, X, y, sizes)[0] for s in (1, -1))
        np.testing.assert_allclose(found[:, k], (up - down) / 2e-6, atol=1e-6)


def test_training_equals_a_plain_loop() -> None:
    settings: dict[str, Any] = {"l2": [0.1, 0.0], "decay": [0.0, 0.5], "lr": [0.05, 0.1]}
    found = many.train(
        RULES["Adam"], X, Y, SIZES, seeds=[3, 4], num_epochs=2, batch_size=5,
        schedule=lambda share: 1 - share, beta_1=0.5, **settings,
    )  # fmt: skip
    for k, seed in enumerate((3, 4)):
        theta: Any = many.start(SIZES, [seed])[0].astype(float)
        state: Any = {}
        updates = 0
        for epoch in range(2):
            order = np.random.default_rng((seed, epoch)).permutation(12)
            for rows in (order[:5], order[5:10]):
                W1, b1 = theta[:20].reshape(4, 5), theta[20:25]
                W2, b2 = theta[25:40].reshape(5, 3), theta[40:]
                a = np.maximum(X[rows] @ W1 + b1, 0)
                delta = (softmax(a @ W2 + b2) - Y[rows]) / 5
                back = (delta @ W2.T) * (a > 0)
                g = np.concatenate(
                    [(X[rows].T @ back).ravel(), back.sum(0), (a.T @ delta).ravel(), delta.sum(0)]
                )
                lr = settings["lr"][k] * (1 - updates / 4)
                g = g + settings["l2"][k] * theta
                theta = theta * (1 - lr * settings["decay"][k])
                theta, state = adam(theta, g, state, lr=lr, beta_1=0.5)
                updates += 1
        np.testing.assert_allclose(found[k], theta, rtol=1e-3, atol=1e-4)


def test_training_can_go_on() -> None:
    options: dict[str, Any] = {"seeds": [0, 1], "lr": [0.1, 0.2], "batch_size": 4}
    whole = many.train(RULES["SGD"], X, Y, SIZES, num_epochs=3, **options)
    part = many.train(RULES["SGD"], X, Y, SIZES, num_epochs=2, **options)
    part = many.train(
        RULES["SGD"], X, Y, SIZES, num_epochs=1, theta=part, first_epoch=2, **options
    )  # fmt: skip
    np.testing.assert_array_equal(whole, part)


def test_evaluate_knows_the_diverged() -> None:
    theta = many.start(SIZES, [0, 1])
    theta[1] = np.nan
    losses, accuracies = many.evaluate(theta, X, y, SIZES)
    assert losses[1] == np.inf
    assert accuracies[1] == 0
    W1, W2 = theta[0, :20].reshape(4, 5), theta[0, 25:40].reshape(5, 3)
    p = softmax(np.maximum(X @ W1, 0) @ W2)
    assert losses[0] == pytest.approx(-np.log(p[np.arange(12), y]).mean(), rel=1e-5)
    assert accuracies[0] == (p.argmax(axis=1) == y).mean()


def test_without_options_a_batch_has_50_samples_and_nothing_shrinks() -> None:
    samples, labels = np.tile(X, (9, 1))[:101], np.tile(Y, (9, 1))[:101]
    options: dict[str, Any] = {"seeds": [0], "lr": [0.1], "num_epochs": 2}
    expected = many.train(
        RULES["SGD"], samples, labels, SIZES, batch_size=50, schedule=lambda share: 1.0,
        l2=0.0, decay=0.0, theta=many.start(SIZES, [0]), first_epoch=0, **options,
    )  # fmt: skip
    np.testing.assert_array_equal(
        many.train(RULES["SGD"], samples, labels, SIZES, **options), expected
    )


def test_a_rule_computes_in_float32_and_may_diverge_without_a_warning() -> None:
    def grow(theta: Any, g: Any, state: Any, lr: Any) -> Any:
        assert theta.dtype == g.dtype == lr.dtype == np.float32
        np.ones(1) / np.zeros(1)  # as rules do that divide by what may be 0
        return theta * np.float32(1e30), state

    theta = many.train(
        grow, X, Y, SIZES, seeds=[0], lr=[0.1], num_epochs=2, batch_size=4, l2=0.1, decay=0.1
    )
    assert theta.dtype == np.float32 and not np.isfinite(theta).all()
    start = many.start((200, 100), [0])
    assert start.dtype == np.float32 and abs(start[0, :20_000].mean()) < 0.002


POSITIVE = np.abs(X) + 1
HIDDEN = 5 * (POSITIVE.sum(axis=1) + 1).mean()  # what the five units give, if all weights are 1


@pytest.mark.parametrize(
    ("weight", "loss", "share"),
    [
        (-1e308, np.inf, 0.0),
        (1e308, np.inf, 1.0),
        (1e3, 0.0, 1.0),
        (-1e3, 1e3 * HIDDEN + np.log(2), 0.0),
    ],
)
def test_logits_of_any_size_have_a_loss(weight: float, loss: float, share: float) -> None:
    theta = np.ones((1, 43))
    theta[0, 25:40] = np.tile([weight, 0.0, 0.0], 5)
    losses, accuracies = many.evaluate(theta, POSITIVE, np.zeros(12, int), SIZES)
    assert losses == [pytest.approx(loss)] and accuracies == [share]
