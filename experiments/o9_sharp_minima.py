"""O9: does Adam end in sharper minima than SGD, and does it generalise worse?

Deck A: Adam converges fast but may settle in minima of "pathological curvature". A network
784-128-64-10 (ReLU) is trained on the first 20,000 MNIST images, batch 128, 30 epochs, with
SGD, SGD with momentum 0.9, and Adam, at deck A's starting rates (0.1, 0.1, 0.001); six seeds,
each giving the three rules the same start and the same order of images.

Measured at two moments, because the curvature of cross-entropy shrinks with the loss itself:
"equal_loss", the end of the first epoch whose training loss (Keras's mean over the epoch) is
below 0.05, and "end", after 30 epochs. At each, in inference mode: training loss and accuracy,
test accuracy, and two measures of sharpness on 5,000 training images: the largest eigenvalue
of the Hessian (40 steps of power iteration with exact Hessian-vector products), and the mean
rise of the loss along 10 random, filter-normalised directions of relative length 0.1, 0.3 and
0.5. The curve of training losses is recorded too.

Source: deck A; Keskar et al. (2017), arXiv:1609.04836; Wilson et al. (2017), arXiv:1705.08292;
Li et al. (2018), arXiv:1712.09913.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.models import (
    Images,
    Keras,
    Labels,
    compiled,
    mlp,
    mnist,
    optimizer,
    random_direction,
)
from experiments.runner import Experiment, Result

IMAGES = 20000
EPOCHS = 30
EQUAL_LOSS = 0.05
RATES = {"SGD": 0.1, "momentum": 0.1, "Adam": 0.001}
LENGTHS = (0.1, 0.3, 0.5)
DIRECTIONS = 10
POWER_STEPS = 40


def measure(rule: str, seed: int) -> Result:
    """Train once, and measure where the training stands at the two moments."""
    import keras

    keras.utils.set_random_seed(seed)
    X, y, X_test, y_test = mnist(IMAGES)
    model = compiled(
        mlp([128, 64]),
        optimizer(rule, RATES[rule]),
        jit_compile=True,
        steps_per_execution=157,
    )
    curve: list[float] = []
    found: Result = {}
    for epoch in range(1, EPOCHS + 1):
        history = model.fit(X, y, batch_size=128, verbose=0).history
        curve.append(history["loss"][0])
        if curve[-1] < EQUAL_LOSS and "equal_loss_epoch" not in found:
            found["equal_loss_epoch"] = epoch
            found |= _named("equal_loss", _sharpness(model, X, y, X_test, y_test))
    return {"loss": curve, **found, **_named("end", _sharpness(model, X, y, X_test, y_test))}


def _named(moment: str, values: Result) -> Result:
    return {f"{moment}_{name}": value for name, value in values.items()}


def _sharpness(model: Keras, X: Images, y: Labels, X_test: Images, y_test: Labels) -> Result:
    loss, accuracy = model.evaluate(X, y, batch_size=1000, verbose=0)
    probe = X[:5000], y[:5000]
    return {
        "train_loss": loss,
        "train_accuracy": accuracy,
        "test_accuracy": model.evaluate(X_test, y_test, batch_size=1000, verbose=0)[1],
        "top_eigenvalue": _top_eigenvalue(model, *probe),
        "loss_rise": _loss_rise(model, *probe),
    }


def _top_eigenvalue(model: Keras, X: Images, y: Labels) -> float:
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


def _loss_rise(model: Keras, X: Images, y: Labels) -> list[float]:
    """Measure the mean rise of the loss for each of `LENGTHS`; the weights are put back."""
    weights = model.get_weights()
    here = model.evaluate(X, y, batch_size=1000, verbose=0)[0]
    rises = []
    for length in LENGTHS:
        losses = []
        for seed in range(DIRECTIONS):
            steps = random_direction(weights, seed)
            model.set_weights([w + length * s for w, s in zip(weights, steps, strict=True)])
            losses.append(model.evaluate(X, y, batch_size=1000, verbose=0)[0])
        rises.append(float(np.mean(losses)) - here)
    model.set_weights(weights)
    return rises


EXPERIMENT = Experiment(
    name="o9_sharp_minima",
    title="Does Adam end in sharper minima than SGD, and generalise worse?",
    jobs=[{"rule": rule, "seed": seed} for seed in range(6) for rule in RATES],
    measure=measure,
)
