"""How large gradients are, layer by layer, in deep dense networks: measured and predicted.

Networks are stacked as in `utils.nn.stacked`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from utils.arrays import Floats
from utils.nn.activations import lookup, softmax
from utils.nn.initializers import variance_scaling
from utils.nn.stacked import Form, backpropagate, one_thread, propagate, zero_biases


@dataclass(frozen=True)
class Pass:
    """One forward and backward pass of stacked networks over one batch.

    Attributes:
        sums: weighted sums z of every hidden layer, after batch normalisation if there is
            any, (networks, samples, units) each.
        outputs: the inputs, then every hidden layer's outputs.
        weight_gradients: of every layer, (networks, inputs, outputs) each.
        bias_gradients: of every layer, (networks, 1, outputs) each.
    """

    sums: list[Floats]
    outputs: list[Floats]
    weight_gradients: list[Floats]
    bias_gradients: list[Floats]

    @property
    def norms(self) -> Floats:
        """Length of the gradient of each layer's weights, (networks, layers)."""
        # Divided by the largest entry first: the square of 1e-200 would be 0.
        rows = []
        for g in self.weight_gradients:
            largest = np.abs(g).max(axis=(1, 2), keepdims=True)
            safe = np.where(largest > 0, largest, 1)
            rows.append(largest[:, 0, 0] * np.sqrt(((g / safe) ** 2).sum(axis=(1, 2))))
        return np.stack(rows, axis=1)


def draw_weights(
    depth: int,
    width: int,
    n_in: int,
    n_out: int,
    *,
    scale: float,
    num_networks: int = 1,
) -> list[Floats]:
    """Draw normal weights with variance scale / fan_in for networks of `depth` hidden layers.

    The same arguments give the same weights.

    Returns:
        Per layer an array (networks, inputs, outputs) of float64; the last one, for the
        logits, has scale 1.

    Raises:
        ValueError: there is no hidden layer.
    """
    if depth < 1:
        raise ValueError(f"a network needs at least one hidden layer, got depth {depth}.")
    sizes = [n_in, *[width] * depth, n_out]
    rng = np.random.default_rng(0)
    networks = []
    for _ in range(num_networks):
        scales = [*[scale] * depth, 1.0]
        networks.append(
            [
                variance_scaling((m, n), s, "fan_in", "untruncated_normal", rng=rng)
                for m, n, s in zip(sizes[:-1], sizes[1:], scales, strict=True)
            ]
        )
    return [np.stack(layer) for layer in zip(*networks, strict=True)]


def run_pass(
    weights: Sequence[Floats],
    X: Floats,
    Y: Floats,
    activation: str,
    *,
    biases: Sequence[Floats] | None = None,
    shortcuts: bool = False,
    batch_norm: bool = False,
) -> Pass:
    """Compute the gradient of every layer for the mean softmax cross-entropy of a batch.

    Args:
        weights: per layer (networks, inputs, outputs).
        X: samples (n, features), the same for all networks.
        Y: one-hot labels (n, classes).
        activation: as for `stacked.forward`.
        biases: per layer (networks, 1, outputs); without them they are 0.
        shortcuts: as for `stacked.forward`.
        batch_norm: normalise z over the batch, without scale and shift.

    Raises:
        ValueError: there is no activation of that name.
    """
    b = zero_biases(weights) if biases is None else biases
    with one_thread():
        trace = propagate(weights, b, X, Form(activation, shortcuts, batch_norm))
        gradients = backpropagate(weights, trace, (softmax(trace.logits) - Y) / len(X))
    return Pass(trace.sums, trace.outputs, *gradients)


def predicted_norms(
    activation: str, scale: float, depth: int, first: float = 1.0
) -> npt.NDArray[np.float64]:
    """Predict how the gradient norm depends on the layer, for very wide layers.

    With z normal of mean square q, a layer of weights with variance scale / n passes on
    mean squares q' = scale E[phi(z)^2] forward, and multiplies those of the error signals by
    scale E[phi'(z)^2] backward. Source: Poole et al. (2016), Schoenholz et al. (2017).

    Args:
        activation: a name in `utils.nn.activations.ACTIVATIONS`.
        scale: fan_in times the variance of the weights.
        depth: hidden layers.
        first: mean square of the weighted sums in layer 1.

    Returns:
        The norms of the gradients of layers 2 to `depth`, the last one being 1, (depth - 1,).
    """
    phi, slope, _ = lookup(activation)
    # Means over a standard normal u, as plain sums.
    u = np.linspace(-9, 9, 3600)  # without 0, where ReLU has no slope
    p = np.exp(-(u**2) / 2)
    p /= p.sum()
    q, signal, gain = first, [], []
    for _ in range(depth):
        z = math.sqrt(q) * u
        square = float(p @ phi(z) ** 2)
        signal.append(square)  # E[a^2] of this layer
        gain.append(float(p @ slope(z) ** 2))  # E[phi'(z)^2]
        q = scale * square
    # The gradient of layer l is a product of the outputs of layer l - 1 with the error signal
    # of l; on its way back from the last layer that has met the slopes of layers depth - 1 to l.
    passed = np.log(scale * np.array(gain[1:-1]))  # of layers 2 to depth - 1
    error = np.append(np.cumsum(passed[::-1])[::-1], 0.0)
    log = np.log(signal[:-1]) + error
    return np.asarray(np.exp((log - log[-1]) / 2), dtype=np.float64)
