"""Stand-ins of lab 3: a relu network, differentiated by TensorFlow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
# The weights (inputs, outputs) and biases (outputs,) of each layer, the first layer first.
Params = list[tuple[Array, Array]]


def small_network() -> Params:
    """Return chapter 3's network of 21 parameters: 2 inputs, 3 relu units, 3 outputs."""
    W1 = np.array([[0.1, 0.2, -0.5], [0.2, -0.3, 0.4]])
    W2 = np.array([[0.3, -0.3, 0.4], [-0.5, 0.6, 0.5], [0.4, 0.2, -0.2]])
    return [(W1, np.array([0.0, 0.0, 0.1])), (W2, np.array([0.0, 0.0, 0.05]))]


def start(sizes: Sequence[int], seed: int) -> Params:
    """Return random weights and small random biases; sizes: units per layer, the inputs first."""
    rng = np.random.default_rng(seed)
    return [
        (rng.standard_normal(shape) / np.sqrt(shape[0]), rng.uniform(-0.1, 0.1, shape[1]))
        for shape in pairwise(sizes)
    ]


def network_loss(X: npt.ArrayLike, Y: npt.ArrayLike, params: Params) -> float:
    """Return a relu network's mean cross-entropy after softmax; X (n, inputs), Y (n, classes)."""
    return float(_network_loss(X, Y, _tensors(params)))


def network_gradient(X: npt.ArrayLike, Y: npt.ArrayLike, params: Params) -> Params:
    """Return the gradient of `network_loss`, (dW, db) per layer, by TensorFlow's GradientTape."""
    import tensorflow as tf

    tensors = _tensors(params)
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        value = _network_loss(X, Y, tensors)
    flat = [gradient.numpy() for gradient in tape.gradient(value, tensors)]
    return list(zip(flat[::2], flat[1::2], strict=True))


def _tensors(params: Params) -> list[Any]:
    """Return W, b, W, b, … of a network as tensors."""
    import tensorflow as tf

    return [tf.constant(np.asarray(array, float)) for layer in params for array in layer]


def _network_loss(X: npt.ArrayLike, Y: npt.ArrayLike, tensors: list[Any]) -> Any:
    import tensorflow as tf

    signal = logits = tf.constant(np.asarray(X, float))
    for kernel, bias in zip(tensors[::2], tensors[1::2], strict=True):
        logits = tf.nn.bias_add(tf.linalg.matmul(signal, kernel), bias)
        signal = tf.nn.relu(logits)
    targets = tf.constant(np.asarray(Y, float))
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(targets, logits))
