"""Stand-ins of lab 7: surfaces, optimizers, a small network.

A rule's memory is the list of all gradients so far, and each average is taken over that
list again.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def slope(surface: str, w: npt.ArrayLike) -> Array:
    """Return the gradient (2,) of the surface "ravine", "saddle" or "beale" at w (2,)."""
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
    """Return the height of that surface at (x, y); x and y may be grids of one shape."""
    if surface == "ravine":
        return (x**2 + 25 * y**2) / 2
    if surface == "saddle":
        return (x**2 - y**2) / 2 + y**4 / 16
    return sum((c - x + x * y**k) ** 2 for k, c in _BEALE)


# Beale's function is the sum of (c - x + x y^k)^2 over these k and c.
_BEALE = ((1, 1.5), (2, 2.25), (3, 2.625))


def move(rule: str, w: npt.ArrayLike, gradients: Any, lr: float) -> Array:
    """Return the position after one step from w by "sgd", "momentum", "rmsprop" or "adam".

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


def train_digits(rule: str, lr: float, X: npt.ArrayLike, y: npt.ArrayLike) -> Array:
    """Return the weights of a network with one hidden layer after three epochs in batches of 50.

    Args:
        rule: as in `move`.
        lr: learning rate; one that is too large gives weights that are not finite.
        X: images (n, pixels).
        y: labels (n,), whole numbers from 0 to 9.
    """
    images, labels = np.asarray(X, float), np.asarray(y, int)
    # A lab's tests and pictures ask for the same trainings again and again.
    key = rule, float(lr), images.shape, hash(images.tobytes()), hash(labels.tobytes())
    if key not in _trained:
        _trained[key] = _train_digits(rule, lr, images, labels)
    return _trained[key].copy()


def _train_digits(rule: str, lr: float, images: Array, labels: npt.NDArray[np.int64]) -> Array:
    rng = np.random.default_rng(0)
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
    """Return the digits (n,) that the network with these weights reads in images X (n, pixels)."""
    with np.errstate(all="ignore"):
        logits = _digits_forward(np.asarray(weights, float), np.asarray(X, float))[1]
    digits: npt.NDArray[np.int64] = logits.argmax(axis=1)
    return digits


def _digits_layers(weights: Array) -> tuple[Array, Array]:
    """Return the weights of both layers; each has its biases as last row."""
    cut = len(weights) - 10 * (_HIDDEN_UNITS + 1)
    return weights[:cut].reshape(-1, _HIDDEN_UNITS), weights[cut:].reshape(-1, 10)


def _digits_forward(weights: Array, X: Array) -> tuple[Array, Array]:
    first, second = _digits_layers(weights)
    hidden = np.tanh(X @ first[:-1] + first[-1])
    return hidden, hidden @ second[:-1] + second[-1]


def _digits_gradient(weights: Array, X: Array, y: npt.NDArray[np.int64]) -> Array:
    """Return the gradient of the mean cross-entropy, in one long vector."""
    hidden, logits = _digits_forward(weights, X)
    second = _digits_layers(weights)[1]
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    error = (p / p.sum(axis=1, keepdims=True) - np.eye(10)[y]) / len(y)
    back = error @ second[:-1].T * (1 - hidden**2)
    parts = X.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)
    return np.concatenate([part.ravel() for part in parts])
