"""Right stand-ins for earlier questions, so that one that fails does not block the next.

They give right values by another way than the one that a question asks for, so reading
them does not answer it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
# The weights (inputs, outputs) and biases (outputs,) of each layer, the first layer first.
Params = list[tuple[Array, Array]]

# Small enough to be lost in rounding, which an imaginary part never meets.
_STEP = 1e-30


def forward(X: npt.ArrayLike, w: npt.ArrayLike, b: float) -> Array:
    """Outputs (n,) of one sigmoid neuron for the samples X (n, d), weights w (d,)."""
    outputs: Array = _outputs(np.asarray(X, float), np.asarray(w, float), float(b))
    return outputs


def loss(X: npt.ArrayLike, y: npt.ArrayLike, w: npt.ArrayLike, b: float) -> float:
    """Mean over the samples of half the squared error of that neuron."""
    return float(_loss(np.asarray(X, float), np.asarray(y, float), np.asarray(w, float), b))


def gradient(X: npt.ArrayLike, y: npt.ArrayLike, w: npt.ArrayLike, b: float) -> tuple[Array, float]:
    """Gradient of `loss`: with respect to w (d,), and with respect to b.

    Found by an imaginary step, not by a formula: f(x + ih) = f(x) + ih f'(x) + O(h²), so
    f'(x) is the imaginary part over h (Squire and Trapp, 1998).
    """
    features, labels = np.asarray(X, float), np.asarray(y, float)
    weights = np.asarray(w, float)
    grad_w = [
        _loss(features, labels, weights + 1j * _STEP * unit, b).imag / _STEP
        for unit in np.eye(len(weights))
    ]
    return np.array(grad_w), float(_loss(features, labels, weights, b + 1j * _STEP).imag / _STEP)


def softmax_loss(labels: npt.ArrayLike, Z: npt.ArrayLike) -> float:
    """Mean cross-entropy in nats of logits Z (n, K) and integer labels (n,).

    Right as long as no logit exceeds that of its row's label by more than 700.
    """
    return float(np.mean(_label_losses(np.asarray(labels), np.asarray(Z, float))))


def softmax_gradient(labels: npt.ArrayLike, Z: npt.ArrayLike) -> Array:
    """Gradient (n, K) of `softmax_loss` with respect to the logits, by imaginary steps.

    A sample's loss depends on its own logits only, so one step moves a whole column.
    """
    truth, logits = np.asarray(labels), np.asarray(Z, float)
    n, num_classes = logits.shape
    columns = [
        _label_losses(truth, logits + 1j * _STEP * unit).imag / _STEP
        for unit in np.eye(num_classes)
    ]
    gradient: Array = np.stack(columns, axis=1) / n
    return gradient


def small_network() -> Params:
    """Chapter 3's network of 21 parameters: 2 inputs, 3 relu units, 3 outputs."""
    W1 = np.array([[0.1, 0.2, -0.5], [0.2, -0.3, 0.4]])
    W2 = np.array([[0.3, -0.3, 0.4], [-0.5, 0.6, 0.5], [0.4, 0.2, -0.2]])
    return [(W1, np.array([0.0, 0.0, 0.1])), (W2, np.array([0.0, 0.0, 0.05]))]


def start(sizes: Sequence[int], seed: int) -> Params:
    """Random weights and small random biases; sizes: units per layer, the inputs first."""
    dice = np.random.default_rng(seed)
    return [
        (dice.standard_normal(shape) / np.sqrt(shape[0]), dice.uniform(-0.1, 0.1, shape[1]))
        for shape in pairwise(sizes)
    ]


def network_loss(X: npt.ArrayLike, Y: npt.ArrayLike, params: Params) -> float:
    """Mean cross-entropy of a relu network with softmax; X (n, inputs), Y (n, classes)."""
    return float(_network_loss(X, Y, _tensors(params)))


def network_gradient(X: npt.ArrayLike, Y: npt.ArrayLike, params: Params) -> Params:
    """Gradient of `network_loss`, (dW, db) per layer, by TensorFlow's GradientTape."""
    import tensorflow as tf

    tensors = _tensors(params)
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        value = _network_loss(X, Y, tensors)
    flat = [gradient.numpy() for gradient in tape.gradient(value, tensors)]
    return list(zip(flat[::2], flat[1::2], strict=True))


def fans(shape: Sequence[int]) -> tuple[int, int]:
    """Fan-in and fan-out of weights of a shape: sizes of what meets one output, one input."""
    kernel = np.broadcast_to(0.0, tuple(shape))
    return kernel[..., 0].size, kernel[..., 0, :].size


def mean_squares(X: npt.ArrayLike, weights: Sequence[npt.ArrayLike], slope: float) -> list[float]:
    """Mean squares of X and of all outputs of a network with leaky ReLU and no biases."""
    import tensorflow as tf

    signals = [tf.constant(np.asarray(X, float))]
    for kernel in weights:
        sums = tf.linalg.matmul(signals[-1], np.asarray(kernel, float))
        signals.append(tf.nn.leaky_relu(sums, alpha=slope))
    return [float(tf.reduce_mean(tf.square(signal))) for signal in signals]


def _tensors(params: Params) -> list[Any]:
    """W, b, W, b, … of a network as tensors."""
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


def total_costs(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    thresholds: npt.ArrayLike,
    cost_fp: float,
    cost_fn: float,
) -> Array:
    """Cost (m,) of answering yes where p (n,) exceeds each threshold (m,), truth y (n,).

    By counting in sorted scores, so that no threshold looks at all samples again.
    """
    truth, scores = np.asarray(y), np.asarray(p, float)
    limits = np.asarray(thresholds, float)
    no, yes = np.sort(scores[truth == 0]), np.sort(scores[truth == 1])
    false_alarms = no.size - np.searchsorted(no, limits, side="right")
    misses = np.searchsorted(yes, limits, side="right")
    costs: Array = cost_fp * false_alarms + cost_fn * misses
    return costs


def _outputs(X: Any, w: Any, b: Any) -> Any:
    return (1 + np.tanh((X @ w + b) / 2)) / 2


def _loss(X: Any, y: Any, w: Any, b: Any) -> Any:
    return np.mean((_outputs(X, w, b) - y) ** 2) / 2


def _label_losses(labels: Any, Z: Any) -> Any:
    # -ln p of the label is the log of all odds against it, its own included.
    return np.log(np.exp(Z - np.take_along_axis(Z, labels[:, None], 1)).sum(axis=1))


# Lab 7: optimizers. A rule's memory is the list of all gradients so far, and each average
# is taken over that list anew.


def slope(surface: str, w: npt.ArrayLike) -> Array:
    """Gradient (2,) of the surface "ravine", "saddle" or "beale" at w (2,)."""
    x, y = np.asarray(w, float)
    if surface == "ravine":
        return np.array([x, 25 * y])
    if surface == "saddle":
        return np.array([x, y**3 / 4 - y])
    with np.errstate(over="ignore", invalid="ignore"):
        errors = [c - x + x * y**k for k, c in _BEALE]
        in_x = sum(2 * e * (y**k - 1) for e, (k, _) in zip(errors, _BEALE, strict=True))
        in_y = sum(2 * e * x * k * y ** (k - 1) for e, (k, _) in zip(errors, _BEALE, strict=True))
    return np.array([in_x, in_y])


def height(surface: str, x: Any, y: Any) -> Any:
    """Height of that surface at (x, y); x and y may be grids of one shape."""
    if surface == "ravine":
        return (x**2 + 25 * y**2) / 2
    if surface == "saddle":
        return (x**2 - y**2) / 2 + y**4 / 16
    return sum((c - x + x * y**k) ** 2 for k, c in _BEALE)


# Beale's function is the sum of (c - x + x y^k)^2 over these k and c.
_BEALE = ((1, 1.5), (2, 2.25), (3, 2.625))


def move(rule: str, w: npt.ArrayLike, gradients: Any, lr: float) -> Array:
    """Position after one step from w by "sgd", "momentum", "rmsprop" or "adam".

    Args:
        rule: its name; settings are Keras's, and momentum keeps 0.9.
        w: position, of any shape.
        gradients: all gradients so far, each of w's shape, the newest one last.
        lr: learning rate.

    Raises:
        ValueError: there is no such rule.
    """
    history, position = np.asarray(gradients, float), np.asarray(w, float)
    past = np.arange(len(history))[::-1]  # 0 for the newest

    def mean(values: Array, keep: float) -> Any:
        return np.tensordot(keep**past / np.sum(keep**past), values, 1)

    step: Any
    if rule == "sgd":
        step = history[-1]
    elif rule == "momentum":
        step = np.tensordot(0.9**past, history, 1)
    elif rule == "rmsprop":
        # The average started at 0, so its weights add up to less than 1.
        square = mean(history**2, 0.9) * (1 - 0.9 ** len(history))
        step = history[-1] * (square + 1e-7) ** -0.5
    elif rule == "adam":
        step = mean(history, 0.9) / (mean(history**2, 0.999) ** 0.5 + 1e-7)
    else:
        raise ValueError(f"there is no rule {rule!r}: use sgd, momentum, rmsprop or adam")
    moved: Array = position - lr * step
    return moved


_HIDDEN_UNITS = 32
_trained: dict[Any, Array] = {}


def train_digits(
    rule: str, lr: float, X: npt.ArrayLike, y: npt.ArrayLike, *, seed: int = 0
) -> Array:
    """Weights of a network with one hidden layer after three epochs in batches of 50.

    Args:
        rule: as in `move`.
        lr: learning rate; one that is too large gives weights that are not finite.
        X: images (n, pixels).
        y: labels (n,), whole numbers from 0 to 9.
        seed: start and order of the images.
    """
    images, labels = np.asarray(X, float), np.asarray(y, int)
    # A lab's tests and pictures ask for the same trainings again and again.
    key = rule, float(lr), seed, images.shape, hash(images.tobytes()), hash(labels.tobytes())
    if key not in _trained:
        _trained[key] = _train_digits(rule, lr, images, labels, seed)
    return _trained[key].copy()


def _train_digits(
    rule: str, lr: float, images: Array, labels: npt.NDArray[np.int64], seed: int
) -> Array:
    rng = np.random.default_rng(seed)
    shapes = (images.shape[1], _HIDDEN_UNITS), (_HIDDEN_UNITS, 10)
    layers = [
        np.append(rng.uniform(-1, 1, shape) * (6 / sum(shape)) ** 0.5, np.zeros((1, shape[1])), 0)
        for shape in shapes
    ]
    weights: Array = np.concatenate([layer.ravel() for layer in layers])
    gradients: list[Array] = []
    with np.errstate(all="ignore"):
        for _ in range(3):
            order = rng.permutation(len(images))
            for start in range(0, len(images), 50):
                rows = order[start : start + 50]
                gradients.append(_digits_gradient(weights, images[rows], labels[rows]))
                weights = move(rule, weights, gradients, lr)
    return weights


def read_digits(weights: npt.ArrayLike, X: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Digits (n,) that the network with these weights reads in images X (n, pixels)."""
    with np.errstate(all="ignore"):
        logits = _digits_forward(np.asarray(weights, float), np.asarray(X, float))[1]
    digits: npt.NDArray[np.int64] = logits.argmax(axis=1)
    return digits


def _digits_layers(weights: Array) -> tuple[Array, Array]:
    """The weights of both layers; each has its biases as last row."""
    cut = len(weights) - 10 * (_HIDDEN_UNITS + 1)
    return weights[:cut].reshape(-1, _HIDDEN_UNITS), weights[cut:].reshape(-1, 10)


def _digits_forward(weights: Array, X: Array) -> tuple[Array, Array]:
    first, second = _digits_layers(weights)
    hidden = np.tanh(X @ first[:-1] + first[-1])
    return hidden, hidden @ second[:-1] + second[-1]


def _digits_gradient(weights: Array, X: Array, y: npt.NDArray[np.int64]) -> Array:
    """Gradient of the mean cross-entropy, in one long vector."""
    hidden, logits = _digits_forward(weights, X)
    second = _digits_layers(weights)[1]
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    error = (p / p.sum(axis=1, keepdims=True) - np.eye(10)[y]) / len(y)
    back = error @ second[:-1].T * (1 - hidden**2)
    parts = X.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)
    return np.concatenate([part.ravel() for part in parts])
