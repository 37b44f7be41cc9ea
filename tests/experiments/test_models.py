"""The shared networks are those of the papers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from experiments import models, o10_rates


@pytest.fixture(autouse=True)
def keras() -> Any:
    keras = pytest.importorskip("keras")
    keras.utils.set_random_seed(0)
    return keras


def test_halved_averages_squares() -> None:
    image = np.arange(16, dtype=np.float32).reshape(1, 4, 4, 1)
    halved = models.halved(image)
    np.testing.assert_array_equal(halved[0, :, :, 0], [[2.5, 4.5], [10.5, 12.5]])
    assert halved.dtype == np.float32


def test_direction_has_the_norm_of_each_filter() -> None:
    rng = np.random.default_rng(1)
    shapes = [(3, 3, 2, 4), (4,), (7, 5), (5,)]
    weights = [rng.standard_normal(shape).astype(np.float32) for shape in shapes]
    direction = models.random_direction(weights, seed=0)
    for d, w in zip(direction, weights, strict=True):
        assert d.shape == w.shape
        if w.ndim == 1:
            assert not d.any()
        else:
            for k in range(w.shape[-1]):
                norms = np.linalg.norm(d[..., k]), np.linalg.norm(w[..., k])
                assert norms[0] == pytest.approx(norms[1], rel=1e-5)
    again = models.random_direction(weights, seed=0)
    other = models.random_direction(weights, seed=1)
    assert all((a == d).all() for a, d in zip(again, direction, strict=True))
    assert (other[0] != direction[0]).all()


def test_direction_of_a_zero_filter_is_zero() -> None:
    assert not models.random_direction([np.zeros((2, 3), np.float32)], 0)[0].any()


def test_every_rule_has_its_optimizer(keras: Any) -> None:
    names = ["SGD", "momentum", "Nesterov", "Adagrad", "Adadelta", "RMSprop", "Adam", "AMSGrad"]
    for rule in [*names, "Nadam"]:
        optimizer = models.optimizer(rule, 0.25)
        assert float(optimizer.learning_rate) == 0.25
        config = optimizer.get_config()
        assert config.get("momentum", 0) == (0.9 if rule in ("momentum", "Nesterov") else 0)
        assert config.get("nesterov", False) == (rule == "Nesterov")
        assert config.get("amsgrad", False) == (rule == "AMSGrad")


def test_sweep_covers_the_slides_rates() -> None:
    slide = {"SGD": 0.1, "momentum": 0.1, "Adagrad": 0.1, "Adadelta": 10.0, "RMSprop": 0.001}
    for rule, lr in (slide | {"Adam": 0.001}).items():
        rates = o10_rates.rates(rule)
        assert lr in rates
        assert rates == sorted(rates) and len(rates) == 12
        np.testing.assert_allclose(np.diff(np.log10(rates)), 0.5, atol=0.03)


def test_training_stops_at_the_loss(keras: Any) -> None:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 10, 256).astype(np.uint8)
    X = (0.2 * rng.random((256, 14, 14, 1)) + y[:, None, None, None] / 10).astype(np.float32)
    model = models.compiled(
        keras.Sequential(
            [keras.Input((14, 14, 1)), keras.layers.Flatten(), keras.layers.Dense(10)]
        ),
        keras.optimizers.SGD(0.05),
        steps_per_execution=2,
    )
    start = model.evaluate(X, y, verbose=0)[0]
    target = 0.9 * start
    loss = models.train_until(model, X, y, 32, target, 10000)
    assert loss < target
    assert loss == pytest.approx(model.evaluate(X, y, verbose=0)[0], rel=1e-4)
    made = int(model.optimizer.iterations)
    assert made % 2 == 0
    assert models.train_until(model, X, y, 32, 0.0, made + 10) > 0
    assert int(model.optimizer.iterations) == made + 10
