"""The shared networks are those of the papers; the measures of sharpness are right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from experiments import models, o9_sharp_minima, o10_rates


@pytest.fixture(autouse=True)
def keras() -> Any:
    keras = pytest.importorskip("keras")
    keras.utils.set_random_seed(0)
    return keras


@pytest.mark.parametrize("depth", [8, 20])
@pytest.mark.parametrize("batch_norm", [True, False])
def test_depth_counts_weight_layers(keras: Any, depth: int, batch_norm: bool) -> None:
    for shortcuts in (True, False):
        model = models.resnet(depth, shortcuts, batch_norm)
        kinds = [type(layer).__name__ for layer in model.layers]
        assert kinds.count("Conv2D") + kinds.count("Dense") == depth
        assert kinds.count("BatchNormalization") == (depth - 1 if batch_norm else 0)
        assert model.output_shape == (None, 10)


def test_depth_must_be_6n_plus_2() -> None:
    for depth in (2, 9):
        with pytest.raises(ValueError, match="the depth must be 6n \\+ 2"):
            models.resnet(depth)


def test_shortcuts_alone_carry_the_image_through() -> None:
    """With all kernels of the pairs zero, F(x) = 0 and the network passes relu(conv(x)) on."""
    model = models.resnet(8, shortcuts=True, batch_norm=False)
    plain = models.resnet(8, shortcuts=False, batch_norm=False)
    weights = model.get_weights()
    for kernel in weights[2:-2]:
        kernel[...] = 0
    model.set_weights(weights)
    plain.set_weights(weights)
    image = np.random.default_rng(0).random((1, 14, 14, 1)).astype(np.float32)
    first = np.maximum(model.layers[1](image).numpy(), 0)
    # Strides 1, 2, 2 keep pixels 0, 4, 8, 12; 24 new channels are zero.
    pooled = np.pad(first[:, ::4, ::4].mean(axis=(1, 2)), [(0, 0), (0, 24)])
    expected = pooled @ weights[-2] + weights[-1]
    np.testing.assert_allclose(model(image), expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(plain(image), weights[-1][None], atol=1e-6)


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


def test_top_eigenvalue_equals_the_hessians(keras: Any) -> None:
    import tensorflow as tf

    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(3)]
    )
    models.compiled(model, keras.optimizers.SGD())
    rng = np.random.default_rng(0)
    X = rng.standard_normal((20, 3)).astype(np.float32)
    y = rng.integers(0, 3, 20).astype(np.uint8)
    shapes = [tuple(w.shape) for w in model.trainable_variables]
    cuts = np.cumsum([0] + [int(np.prod(s)) for s in shapes])
    flat = tf.Variable(np.concatenate([w.numpy().ravel() for w in model.trainable_variables]))

    def loss() -> Any:
        parts = [tf.reshape(flat[a:b], s) for a, b, s in zip(cuts, cuts[1:], shapes, strict=False)]
        hidden = tf.tanh(X @ parts[0] + parts[1])
        logits = hidden @ parts[2] + parts[3]
        return tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(tf.cast(y, tf.int32), logits)
        )

    with tf.GradientTape(persistent=True) as outer:
        with tf.GradientTape() as inner:
            value = loss()
        gradient = inner.gradient(value, flat)
    hessian = outer.jacobian(gradient, flat, experimental_use_pfor=False).numpy()
    eigenvalues = np.linalg.eigvalsh(hessian)
    top = eigenvalues[np.argmax(np.abs(eigenvalues))]
    assert o9_sharp_minima._top_eigenvalue(model, X, y) == pytest.approx(top, rel=1e-2)


def test_rise_of_the_loss_puts_the_weights_back(
    keras: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(o9_sharp_minima, "DIRECTIONS", 2)
    model = models.compiled(models.mlp([4]), keras.optimizers.SGD())
    before = model.get_weights()
    X = np.random.default_rng(0).random((50, 28, 28, 1)).astype(np.float32)
    rises = o9_sharp_minima._loss_rise(model, X, np.zeros(50, np.uint8))
    assert len(rises) == len(o9_sharp_minima.LENGTHS)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


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
