"""Small recurrent networks that read a sequence row by row, many at once, by any update rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from utils.arrays import Floats, Numbers
from utils.nn.optimizers import Rule
from utils.nn.stacked import one_thread


def start(units: int, features: int, classes: int, seeds: Sequence[int]) -> Floats:
    """Draw the first parameters, (networks, parameters); the recurrent weights are orthogonal."""
    rows = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        recurrent = np.linalg.qr(rng.normal(size=(units, units)))[0]
        kernel = rng.normal(0, 0.3, (features, units))
        out = rng.normal(0, 0.2, (units, classes))
        parts = (kernel, recurrent, np.zeros(units), out, np.zeros(classes))
        rows.append(np.concatenate([part.ravel() for part in parts]))
    return np.array(rows, dtype=np.float32)


def forward(theta: Floats, X: Floats, units: int, classes: int) -> tuple[list[Floats], Floats]:
    """Compute all hidden states, (networks, n, units) each, the first 0, and the logits.

    Args:
        theta: parameters (networks, parameters).
        X: sequences (networks, n, steps, features).
        units: of the hidden state h, which becomes tanh(x U + h V + b) in every step.
        classes: outputs, computed from the last state.
    """
    U, V, b, W, c = _parts(theta, units, X.shape[3], classes)
    states = [np.zeros((*X.shape[:2], units), theta.dtype)]
    for step in range(X.shape[2]):
        states.append(np.tanh(X[:, :, step] @ U + states[-1] @ V + b))
    return states, states[-1] @ W + c


def gradient(theta: Floats, X: Floats, Y: Floats, units: int) -> Floats:
    """Compute the gradient of each network's mean cross-entropy, by backpropagation in time.

    Args:
        theta: parameters (networks, parameters).
        X: sequences (networks, n, steps, features).
        Y: one-hot labels (networks, n, classes).
        units: as for `forward`.
    """
    from scipy.special import softmax

    states, logits = forward(theta, X, units, Y.shape[2])
    U, V, b, W, _ = _parts(theta, units, X.shape[3], Y.shape[2])
    delta = (softmax(logits, axis=2) - Y) / X.shape[1]
    dU, dV, db = np.zeros_like(U), np.zeros_like(V), np.zeros_like(b)
    by_state = delta @ W.swapaxes(1, 2)
    for step in reversed(range(X.shape[2])):
        by_sum = by_state * (1 - states[step + 1] ** 2)
        dU += X[:, :, step].swapaxes(1, 2) @ by_sum
        dV += states[step].swapaxes(1, 2) @ by_sum
        db += by_sum.sum(axis=1, keepdims=True)
        by_state = by_sum @ V.swapaxes(1, 2)
    parts = (dU, dV, db, states[-1].swapaxes(1, 2) @ delta, delta.sum(axis=1))
    return np.concatenate([part.reshape(len(theta), -1) for part in parts], axis=1)


def train(
    rule: Rule,
    X: Floats,
    Y: Floats,
    *,
    seeds: Sequence[int],
    lr: Numbers,
    num_epochs: int,
    units: int = 24,
    batch_size: int = 50,
) -> Floats:
    """Train networks by softmax cross-entropy; returns the parameters (networks, parameters).

    Args:
        rule: of `utils.nn.optimizers`.
        X: sequences (n, steps, features).
        Y: one-hot labels (n, classes).
        seeds: of the start and of the order of the samples, one per network.
        lr: learning rates, one per network.
        num_epochs: passes over the samples.
        units: of the hidden state.
        batch_size: samples per update.
    """
    theta, state = start(units, X.shape[2], Y.shape[1], seeds), {}  # type: Any, Any
    rates = np.asarray(lr, dtype=np.float32)[:, None]
    with one_thread(), np.errstate(over="ignore", invalid="ignore"):
        for epoch in range(num_epochs):
            order = np.array([np.random.default_rng((s, epoch)).permutation(len(X)) for s in seeds])
            for k in range(0, len(X) - batch_size + 1, batch_size):
                rows = order[:, k : k + batch_size]
                theta, state = rule(
                    theta, gradient(theta, X[rows], Y[rows], units), state, lr=rates
                )
                theta = theta.astype(np.float32)
    return np.asarray(theta)


def loss(
    theta: Floats, X: Floats, y: npt.NDArray[Any], units: int = 24, classes: int = 10
) -> Floats:
    """Compute each network's mean cross-entropy on X (n, steps, features), inf if it diverged."""
    from scipy.special import log_softmax

    logits = forward(theta, np.broadcast_to(X, (len(theta), *X.shape)), units, classes)[1]
    right = log_softmax(logits.astype(float), axis=2)[:, np.arange(len(y)), y]
    return np.asarray(np.nan_to_num(-right.mean(axis=1), nan=np.inf))


def _parts(theta: Floats, units: int, features: int, classes: int) -> list[Floats]:
    """Cut the rows into U, V, b, W, c."""
    shapes = ((features, units), (units, units), (1, units), (units, classes), (1, classes))
    ends = np.cumsum([rows * columns for rows, columns in shapes])[:-1]
    pieces = np.split(theta, ends, axis=1)
    return [piece.reshape(-1, *shape) for piece, shape in zip(pieces, shapes, strict=True)]
