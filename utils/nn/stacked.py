"""Train many dense networks at once, in NumPy, to compare how they were started.

Networks of equal shape are stacked along a first axis, so that one matrix product serves
them all. Every hidden layer has the same activation; the last gives logits.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[Any]


def _relu(z: Floats) -> Floats:
    return np.maximum(z, 0)


# Activation, and its derivative as a function of its output.
ACTIVATIONS: dict[str, tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]] = {
    "relu": (_relu, lambda a: (a > 0).astype(a.dtype)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
}


def forward_many(
    weights: Sequence[Floats], biases: Sequence[Floats], X: Floats, activation: str
) -> list[Floats]:
    """Give the inputs and then every layer's outputs, (networks, samples, units) each.

    Args:
        weights: per layer (networks, inputs, outputs).
        biases: per layer (networks, 1, outputs).
        X: samples (n, features), the same for all networks.
        activation: "relu" or "tanh", of the hidden layers.
    """
    phi = ACTIVATIONS[activation][0]
    outputs = [np.broadcast_to(X, (len(weights[0]), *X.shape))]
    for layer, (W, b) in enumerate(zip(weights, biases, strict=True), start=1):
        z = outputs[-1] @ W + b
        outputs.append(z if layer == len(weights) else phi(z))
    return outputs


def train_many(
    weights: Sequence[Floats],
    X: Floats,
    Y: Floats,
    *,
    activation: str,
    lr: float | Sequence[float],
    num_epochs: int,
    batch_size: int,
    seed: int = 0,
    biases: Sequence[Floats] | None = None,
) -> tuple[list[Floats], list[Floats]]:
    """Train networks by mini-batch gradient descent on softmax cross-entropy.

    The given weights and biases stay as they are. All networks see the same
    batches; samples that do not fill a last batch are left out of that epoch.

    Args:
        weights: per layer (networks, inputs, outputs), the start.
        X: samples (n, features).
        Y: one-hot labels (n, classes).
        activation: "relu" or "tanh", of the hidden layers.
        lr: learning rate, one for all or one per network.
        num_epochs: passes over the samples.
        batch_size: samples per step.
        seed: order of the samples.
        biases: per layer (networks, 1, outputs), the start; without them, 0.

    Returns:
        Weights and biases after training. A network that diverged holds NaN.

    Raises:
        ValueError: there are fewer samples than one batch.
    """
    if len(X) < batch_size:
        raise ValueError(f"{len(X)} samples do not fill a batch of {batch_size}.")
    slope = ACTIVATIONS[activation][1]
    weights = [W.copy() for W in weights]
    if biases is None:
        biases = [np.zeros((len(W), 1, W.shape[2]), W.dtype) for W in weights]
    biases = [b.copy() for b in biases]
    rates = np.broadcast_to(np.asarray(lr, weights[0].dtype), len(weights[0]))[:, None, None]
    rng = np.random.default_rng(seed)
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(num_epochs):
            order = rng.permutation(len(X))
            for start in range(0, len(X) - batch_size + 1, batch_size):
                rows = order[start : start + batch_size]
                outputs = forward_many(weights, biases, X[rows], activation)
                delta = (_softmax(outputs[-1]) - Y[rows]) / batch_size
                for layer in reversed(range(len(weights))):
                    a = outputs[layer]
                    step_W = rates * (a.swapaxes(1, 2) @ delta)
                    step_b = rates * delta.sum(axis=1, keepdims=True)
                    if layer:
                        delta = (delta @ weights[layer].swapaxes(1, 2)) * slope(a)
                    weights[layer] -= step_W
                    biases[layer] -= step_b
    return weights, biases


def accuracy_many(
    weights: Sequence[Floats],
    biases: Sequence[Floats],
    X: Floats,
    y: npt.NDArray[Any],
    activation: str,
) -> npt.NDArray[np.float64]:
    """Give each network's share of right answers, (networks,); labels y are integers."""
    with np.errstate(over="ignore", invalid="ignore"):
        logits = forward_many(weights, biases, X, activation)[-1]
    # argmax of NaN would be class 0; a diverged network answers nothing.
    answers = np.where(np.isnan(logits).any(axis=2), -1, logits.argmax(axis=2))
    return np.asarray((answers == y).mean(axis=1), dtype=np.float64)


def _softmax(z: Floats) -> Floats:
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))
