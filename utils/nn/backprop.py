"""Forward and backward pass of a multilayer perceptron of any depth, in NumPy.

Samples are rows, as in Keras. Layer `l` has weights `W` (n_in, n_out) and biases `b`
(n_out,), and computes `Z = A_before @ W + b`, then `A = activation(Z)`.

The loss is the mean over the samples of the cross-entropy (in nats) if the output layer
is a softmax, and of half the sum of squared errors otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from utils.arrays import Array
from utils.nn.activations import ACTIVATIONS as ELEMENTWISE
from utils.nn.activations import Function, softmax
from utils.nn.initializers import glorot_uniform

Params: TypeAlias = list[tuple[Array, Array]]


# The slope of each activation, written with the output A instead of the input Z.
SLOPES: dict[str, Function] = {
    name: each.slope_of_output for name, each in ELEMENTWISE.items() if each.slope_of_output
}
ACTIVATIONS: dict[str, Function] = {name: ELEMENTWISE[name].f for name in SLOPES}
ACTIVATIONS["softmax"] = softmax


def init_params(
    sizes: Sequence[int], rng: np.random.Generator, dtype: npt.DTypeLike = np.float64
) -> Params:
    """Draw weights as Keras does by default (Glorot uniform, chapter 4); biases are 0.

    Args:
        sizes: units per layer, the inputs first: [784, 64, 10] has two layers.
        rng: the source of random numbers.
        dtype: type of all numbers.
    """
    return [
        (glorot_uniform(shape, rng=rng).astype(dtype), np.zeros(shape[1], dtype))
        for shape in pairwise(sizes)
    ]


def forward(X: Array, params: Params, activations: Sequence[str]) -> list[Array]:
    """Compute the outputs of all layers: [X, A1, ..., AL], each (n, units).

    Raises:
        ValueError: there is not one activation per layer, or softmax is not the last.
    """
    if len(activations) != len(params) or "softmax" in activations[:-1]:
        raise ValueError(
            f"{len(params)} layers need as many activations, softmax only as the last; "
            f"got {list(activations)}."
        )
    A = [X]
    for (W, b), name in zip(params, activations, strict=True):
        A.append(ACTIVATIONS[name](A[-1] @ W + b))
    return A


def backward(Y: Array, A: list[Array], params: Params, activations: Sequence[str]) -> Params:
    """Compute the gradient of the loss: (dW, db) per layer, shaped like (W, b).

    Args:
        Y: targets (n, outputs); with a softmax, each row sums to 1.
        A: what `forward` returned.
        params: the weights and biases that `forward` used.
        activations: one name per layer.
    """
    delta = (A[-1] - Y) / len(Y)  # (n, outputs)
    if activations[-1] != "softmax":
        delta = delta * SLOPES[activations[-1]](A[-1])
    grads: Params = []
    for layer in reversed(range(len(params))):
        grads.append((A[layer].T @ delta, delta.sum(axis=0)))
        if layer > 0:  # carry the error signal one layer back
            W, _ = params[layer]
            delta = (delta @ W.T) * SLOPES[activations[layer - 1]](A[layer])
    return grads[::-1]


def loss(Y: Array, Y_hat: Array, output: str) -> float:
    """Compute the mean loss of predictions (n, outputs) for targets of the same shape.

    Args:
        Y: targets.
        Y_hat: predictions, the last entry of what `forward` returns.
        output: activation of the output layer.
    """
    if output == "softmax":
        # Only where Y > 0, so that 0 times log 0 counts as 0.
        terms = Y * np.log(Y_hat, out=np.zeros_like(Y_hat), where=Y > 0)
        return float(-terms.sum() / len(Y))
    return float(((Y - Y_hat) ** 2).sum() / 2 / len(Y))


def numeric_gradient(function: Callable[[], float], array: Array, eps: float = 1e-6) -> Array:
    """Estimate a gradient by central differences, one entry of `array` at a time.

    Args:
        function: computes a number from `array`, among other things.
        array: float64 (any shape); changed in place, and restored.
        eps: how far each entry is moved to either side.

    Raises:
        ValueError: `array` is not float64, too coarse for small differences otherwise.
    """
    if array.dtype != np.float64:
        raise ValueError(f"numeric_gradient needs float64, got {array.dtype}.")
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        kept = array[index]
        array[index] = kept + eps
        above = function()
        array[index] = kept - eps
        below = function()
        array[index] = kept
        gradient[index] = (above - below) / (2 * eps)
    return gradient


def relative_error(first: Sequence[Array], second: Sequence[Array]) -> float:
    """Measure the distance of two gradients, as a share of the length of the second.

    Args:
        first: arrays, such as dW1, db1, dW2, db2.
        second: arrays of the same shapes, not all zero.
    """
    a, b = (np.concatenate([np.ravel(g) for g in grads]) for grads in (first, second))
    return float(np.linalg.norm(a - b) / np.linalg.norm(b))
