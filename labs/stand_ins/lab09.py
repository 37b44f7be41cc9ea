"""Stand-ins of lab 9: training in NumPy, the noisy bowl as a formula, the full-size record."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from utils.nn import backprop, initializers

Array = npt.NDArray[np.floating[Any]]

# Deck C's core lab at full size, recorded by `python -m experiments o16_core_lab`.
_RECORD = Path(__file__).parent.parent / "data" / "o16_core_lab.csv"


def recorded() -> list[tuple[float, int]]:
    """Return the learning rates and batch sizes of the full-size runs, in order."""
    return list(dict.fromkeys((float(row["lr"]), int(row["batch_size"])) for row in _rows()))


def record(lr: float, batch_size: int) -> tuple[Array, Array]:
    """Return training and test accuracy of the full-size runs: each (3 seeds, 20 epochs).

    Training accuracy is what Keras reports: the mean over an epoch, while the weights move.

    Raises:
        ValueError: nothing was recorded with this learning rate and batch size.
    """
    found = [r for r in _rows() if (float(r["lr"]), int(r["batch_size"])) == (lr, batch_size)]
    if not found:
        known = ", ".join(f"{rate} {size}" for rate, size in recorded())
        raise ValueError(
            f"There is no record of learning rate {lr} and batch size {batch_size}; "
            f"recorded are: {known}."
        )
    shape = len({r["seed"] for r in found}), -1
    training, test = (
        np.array([float(r[name]) for r in found]).reshape(shape)
        for name in ("accuracy", "test_accuracy")
    )
    return training, test


def dnn(num_inputs: int, num_layers: int, units: int, initializer: str) -> Any:
    """Return a Keras network, not compiled: dense layers with ReLU, then ten softmax outputs."""
    import keras

    width = [units] * (num_layers - 1) + [10]
    signal = start = keras.Input((num_inputs,))
    for outputs in width:
        # The same as a Dense layer, written as the sum over i that it stands for.
        layer = keras.layers.EinsumDense(
            "ni,io->no", outputs, bias_axes="o", kernel_initializer=initializer
        )
        signal = layer(signal)
        shape = keras.activations.softmax if outputs == 10 else keras.activations.relu
        signal = keras.layers.Activation(shape)(signal)
    return keras.Model(start, signal)


def train(
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    X_val: npt.ArrayLike,
    y_val: npt.ArrayLike,
    lr: float,
    batch_size: int,
    num_epochs: int,
    initializer: str,
    seed: int,
) -> tuple[list[float], list[float], list[float], int, Array]:
    """Train five layers of 128 units with Adam, in NumPy.

    Args:
        X: images (n, d), numbers from 0 to 1.
        y: labels (n,).
        X_val: validation images (m, d).
        y_val: validation labels (m,).
        lr: learning rate.
        batch_size: samples per update; the last batch of an epoch may be smaller.
        num_epochs: passes over the samples, each in a new order.
        initializer: "zeros", or a name such as "glorot_uniform".
        seed: decides the start and the orders.

    Returns:
        Training loss, training accuracy (both as Keras reports them: while the weights
        move) and validation accuracy of each epoch; the number of updates; the final
        probabilities (m, 10) of the validation images.
    """
    images, val = np.asarray(X, np.float32), np.asarray(X_val, np.float32)
    labels, val_labels = np.asarray(y), np.asarray(y_val)
    rng = np.random.default_rng(seed)
    sizes = [images.shape[1], 128, 128, 128, 128, 10]
    activations = ["relu"] * 4 + ["softmax"]
    params = [(_start(initializer, s, rng), np.zeros(s[1], np.float32)) for s in pairwise(sizes)]
    moments = [[[np.zeros_like(p), np.zeros_like(p)] for p in pair] for pair in params]
    one_hot = np.eye(10, dtype=np.float32)[labels]
    losses, accuracies, val_accuracies, updates = [], [], [], 0
    # Such small matrices keep a second thread busy with waiting.
    with threadpool_limits(1), np.errstate(all="ignore"):
        for _ in range(num_epochs):
            order, loss, hits = rng.permutation(len(images)), 0.0, 0
            for first in range(0, len(order), batch_size):
                batch = order[first : first + batch_size]
                A = backprop.forward(images[batch], params, activations)
                loss += backprop.loss(one_hot[batch], A[-1], "softmax") * len(batch)
                hits += int((A[-1].argmax(axis=1) == labels[batch]).sum())
                grads = backprop.backward(one_hot[batch], A, params, activations)
                updates += 1
                params = _adam(params, grads, moments, lr, updates)
            losses.append(loss / len(images))
            accuracies.append(hits / len(images))
            P_val = backprop.forward(val, params, activations)[-1]
            val_accuracies.append(float((P_val.argmax(axis=1) == val_labels).mean()))
    return losses, accuracies, val_accuracies, updates, P_val


def bowl_loss(w_0: float, lr: float, batch_size: int, sigma: float, num_updates: int) -> float:
    """Return the expected loss w²/2 after noisy steps.

    A step is w ← w - lr (w + noise of variance sigma² / batch_size).

    The mean square tends to a floor, and its distance from it shrinks by (1 - lr)² a step.
    """
    keep = (1 - lr) ** 2
    floor = lr**2 * sigma**2 / batch_size / (1 - keep)
    return float(floor + keep**num_updates * (w_0**2 - floor)) / 2


def _rows() -> list[dict[str, str]]:
    with _RECORD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _start(initializer: str, shape: tuple[int, int], rng: np.random.Generator) -> Array:
    if initializer == "zeros":
        return np.zeros(shape, np.float32)
    known = [name for name in dir(initializers) if name.endswith(("_normal", "_uniform"))]
    if initializer not in known:
        raise ValueError(
            f"given.train has no initializer {initializer!r}; it has zeros, {', '.join(known)}."
        )
    weights: Array = getattr(initializers, initializer)(shape, rng=rng)
    return weights.astype(np.float32)


def _adam(
    params: backprop.Params, grads: backprop.Params, moments: Any, lr: float, step: int
) -> backprop.Params:
    """Return the parameters after one Adam step with Keras's defaults; the moments change too."""
    new = []
    for pair, slopes, state in zip(params, grads, moments, strict=True):
        changed = []
        for p, g, (m, v) in zip(pair, slopes, state, strict=True):
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            step_size = np.float32(lr * np.sqrt(1 - 0.999**step) / (1 - 0.9**step))
            changed.append(p - step_size * m / (np.sqrt(v) + np.float32(1e-7)))
        new.append((changed[0], changed[1]))
    return new
