"""Two measures of how sharp the minimum is in which a network lies."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.models import Images, Keras, Labels, random_direction

LENGTHS = (0.1, 0.3, 0.5)
DIRECTIONS = 10
POWER_STEPS = 30


def top_eigenvalue(model: Keras, X: Images, y: Labels) -> float:
    """Compute the Hessian's eigenvalue of largest size, by power iteration."""
    import tensorflow as tf

    weights = model.trainable_variables

    @tf.function  # type: ignore[untyped-decorator]
    def hessian_times(direction: list[Any]) -> Any:
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                loss = model.loss(y, model(X, training=False))
            gradient = inner.gradient(loss, [w.value for w in weights])
            slope = tf.add_n(
                [tf.reduce_sum(g * d) for g, d in zip(gradient, direction, strict=True)]
            )
        return outer.gradient(slope, [w.value for w in weights])

    rng = np.random.default_rng(0)
    vector = [tf.constant(rng.standard_normal(w.shape), tf.float32) for w in weights]
    eigenvalue = 0.0
    for _ in range(POWER_STEPS):
        norm = tf.linalg.global_norm(vector)
        vector = [v / norm for v in vector]
        product = hessian_times(vector)
        pairs = zip(vector, product, strict=True)
        eigenvalue = float(sum(tf.reduce_sum(v * p) for v, p in pairs))
        vector = product
    return eigenvalue


def loss_rise(model: Keras, X: Images, y: Labels) -> list[float]:
    """Measure the mean rise of the loss for each of `LENGTHS`; the weights are put back."""
    import tensorflow as tf

    loss = tf.function(lambda: model.loss(y, model(X, training=False)))
    weights = model.get_weights()
    here = float(loss())
    rises = []
    for length in LENGTHS:
        losses = []
        for seed in range(DIRECTIONS):
            steps = random_direction(weights, seed)
            model.set_weights([w + length * s for w, s in zip(weights, steps, strict=True)])
            losses.append(float(loss()))
        rises.append(float(np.mean(losses)) - here)
    model.set_weights(weights)
    return rises
