"""The measures of sharpness agree with the whole Hessian, and leave the weights as they were."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from experiments import models, sharpness


@pytest.fixture(autouse=True)
def keras() -> Any:
    keras = pytest.importorskip("keras")
    keras.utils.set_random_seed(0)
    return keras


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
    assert sharpness.top_eigenvalue(model, X, y) == pytest.approx(top, rel=1e-2)


def test_rise_of_the_loss_puts_the_weights_back(
    keras: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharpness, "DIRECTIONS", 2)
    model = models.compiled(models.mlp([4]), keras.optimizers.SGD())
    before = model.get_weights()
    X = np.random.default_rng(0).random((50, 28, 28, 1)).astype(np.float32)
    rises = sharpness.loss_rise(model, X, np.zeros(50, np.uint8))
    assert len(rises) == len(sharpness.LENGTHS)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
