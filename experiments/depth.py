"""The networks of V10 and V11, and what is measured in one before and after its training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from experiments.models import Images, Keras, Labels
from experiments.runner import Result

PROBE = 512  # images for gradients
BATCHES, BATCH = 16, 32  # small batches whose gradients are compared
LESION = 2000  # images for the lesion test
LINE_RATES = [10 ** (exponent / 4) for exponent in range(-20, 5)]  # 1e-5 to 10


def resnet(
    depth: int,
    shortcuts: bool = True,
    shape: tuple[int, int, int] = (14, 14, 1),
    channels: int = 8,
    decay: float = 0.0,
) -> Keras:
    """Build a network of He et al. (2015), section 4.2, for images of a shape.

    `depth` = 6n + 2 weight layers: one convolution, three stages of n pairs of 3x3
    convolutions with `channels`, twice and four times as many, each stage at half the
    resolution of the one before, then global average pooling and 10 logits. The shortcut
    around a pair has no parameters (the paper's option A): where the size changes it takes
    every second pixel and fills the new channels with zeros. Hence the plain network, without
    shortcuts, has the same parameters. `decay` is the paper's weight decay of the kernels: their
    squares, times a half of it, are added to the loss that is minimised.

    Raises:
        ValueError: the depth is not 6n + 2.
    """
    from keras import Input, Model, layers, ops, regularizers

    n, rest = divmod(depth - 2, 6)
    if rest or n < 1:
        raise ValueError(f"the depth must be 6n + 2, such as 8, 20 or 56, got {depth}.")

    squares = regularizers.L2(decay / 2) if decay else None
    kernel = {"kernel_initializer": "he_normal", "kernel_regularizer": squares}

    def conv(x: Keras, filters: int, stride: int = 1) -> Keras:
        x = layers.Conv2D(filters, 3, stride, padding="same", use_bias=False, **kernel)(x)
        return layers.BatchNormalization()(x)

    inputs = Input(shape)
    x = layers.ReLU()(conv(inputs, channels))
    for stage in range(3):
        filters = channels * 2**stage
        for block in range(n):
            stride = 2 if stage and not block else 1
            y = conv(layers.ReLU()(conv(x, filters, stride)), filters)
            if shortcuts:
                x = x[:, ::stride, ::stride]
                y = y + ops.pad(x, [(0, 0), (0, 0), (0, 0), (0, filters - x.shape[-1])])
            x = layers.ReLU()(y)
    x = layers.GlobalAveragePooling2D()(x)
    return Model(inputs, layers.Dense(10, **kernel)(x))


def rates(lr: float, updates: int, warm_up: int) -> Keras:
    """Make a schedule: rise over `warm_up` updates, then /10 after 1/2 and 3/4 of all."""
    import keras

    class WarmUpAndSteps(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
        def __call__(self, step: Keras) -> Keras:
            step = keras.ops.cast(step, "float32")
            risen = keras.ops.minimum(1.0, (step + 1) / max(warm_up, 1))
            late = keras.ops.cast(step >= updates // 2, "float32")
            later = keras.ops.cast(step >= updates * 3 // 4, "float32")
            return lr * risen * 0.1 ** (late + later)

    return WarmUpAndSteps()


def at_the_start(model: Keras, X: Images, y: Labels) -> Result:
    """Measure gradients, one step along them and likeness; the model stays as it is."""
    weights = model.get_weights()
    probe = X[:PROBE], y[:PROBE]
    gradients_at = _gradients_of(model)
    loss, gradients = gradients_at(*probe)
    kernels = [v.numpy() for v in model.trainable_variables]
    losses = []
    for lr in LINE_RATES:
        for variable, kernel, g in zip(model.trainable_variables, kernels, gradients, strict=True):
            variable.assign(kernel - lr * g)
        losses.append(gradients_at(*probe)[0])
    for variable, kernel in zip(model.trainable_variables, kernels, strict=True):
        variable.assign(kernel)
    parts = []
    for i in range(0, BATCHES * BATCH, BATCH):
        _, found = gradients_at(X[i : i + BATCH], y[i : i + BATCH])
        parts.append([g.ravel() for g in found if g.ndim > 1])
    features = _features(model, X[:PROBE])
    model.set_weights(weights)  # the batches moved the stored statistics
    return {
        "start_loss": loss,
        "start_kernels": _norms(kernels),
        "start_gradients": _norms(gradients),
        "line_rates": LINE_RATES,
        "start_line": losses,
        "gradient_likeness": [_mean_cosine(np.array(g)) for g in zip(*parts, strict=True)],
        "gradient_likeness_all": _mean_cosine(np.array([np.concatenate(p) for p in parts])),
        "feature_likeness": _mean_cosine(features - features.mean(1, keepdims=True), size=True),
    }


def gradient_norms(model: Keras, X: Images, y: Labels) -> list[float]:
    """Compute the norm of the loss's gradient for each kernel, first layer first."""
    weights = model.get_weights()
    _, gradients = _gradients_of(model)(X[:PROBE], y[:PROBE])
    model.set_weights(weights)
    return _norms(gradients)


def lesions(model: Keras, shortcuts: bool, X: Images, y: Labels) -> Result:
    """Measure the error without each pair of layers; the weights are put back.

    In a residual network the last batch normalisation of a pair is set to give 0, so that the
    shortcut alone remains. In a plain one both convolutions of a pair become the identity; where
    the size changes, there is no identity, and the error is NaN.
    """
    weights = model.get_weights()
    X, y = X[:LESION], y[:LESION]
    whole = _error(model, X, y)
    errors = []
    for first in range(5, len(weights) - 2, 10):  # a kernel and four of batch normalisation
        changed = list(weights)
        if shortcuts:
            for i in (first + 6, first + 7):
                changed[i] = np.zeros_like(weights[i])
        elif len({weights[first].shape[2], weights[first].shape[3]}) > 1:
            errors.append(np.nan)
            continue
        else:
            changed[first : first + 10] = 2 * _identity(weights[first].shape)
        model.set_weights(changed)
        errors.append(_error(model, X, y))
    model.set_weights(weights)
    return {"lesion_whole": whole, "lesion_errors": errors}


def _identity(shape: tuple[int, ...]) -> list[Any]:
    """Return a kernel and a batch normalisation that change nothing (but for Keras's 0.001)."""
    kernel = np.zeros(shape, np.float32)
    kernel[1, 1] = np.eye(shape[2])
    ones, zeros = np.ones(shape[3], np.float32), np.zeros(shape[3], np.float32)
    return [kernel, ones, zeros, zeros, ones - np.float32(0.001)]


def _error(model: Keras, X: Images, y: Labels) -> float:
    return 1 - float(model.evaluate(X, y, batch_size=500, verbose=0)[1])


def _gradients_of(model: Keras) -> Callable[[Images, Labels], tuple[float, list[Any]]]:
    """Make a function that computes the loss and its gradients, with a batch's statistics."""
    import tensorflow as tf

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def compute(X: Keras, y: Keras) -> Keras:
        with tf.GradientTape() as tape:
            loss = model.loss(y, model(X, training=True))
        return loss, tape.gradient(loss, [v.value for v in model.trainable_variables])

    def gradients(X: Images, y: Labels) -> tuple[float, list[Any]]:
        loss, found = compute(tf.constant(X), tf.constant(y))
        return float(loss), [g.numpy() for g in found]

    return gradients


def _features(model: Keras, X: Images) -> Any:
    """Compute what the last layer gets, with the statistics of these images, (n, features)."""
    import keras

    return keras.Model(model.input, model.layers[-1].input)(X, training=True).numpy()


def _norms(arrays: list[Any]) -> list[float]:
    """Return the norms of the kernels among the arrays: those with more than one axis."""
    return [float(np.linalg.norm(a)) for a in arrays if a.ndim > 1]


def _mean_cosine(rows: Any, size: bool = False) -> float:
    """Return the mean cosine (or its size) between all pairs of different rows."""
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    cosines = (rows @ rows.T)[np.triu_indices(len(rows), 1)]
    return float(np.mean(np.abs(cosines) if size else cosines))
