"""Deep dense networks in NumPy: gradients layer by layer, with or without shortcuts.

Several networks of equal shape are stacked along a first axis, so that one matrix product
serves them all. Every hidden layer computes phi(a W + b), with batch normalisation before
phi if wanted; with shortcuts it adds its input, where the two have the same shape. The last
layer gives logits for softmax cross-entropy.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from utils.nn.initializers import variance_scaling

Floats: TypeAlias = npt.NDArray[Any]
Function: TypeAlias = Callable[[Floats], Floats]

EPSILON = 1e-3  # added to the variance by Keras' batch normalisation


def _sigmoid(z: Floats) -> Floats:
    return 0.5 * (1 + np.tanh(0.5 * z))


def _erf_slope(z: Floats) -> Floats:
    return np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def _normal_cdf(z: Floats) -> Floats:
    from scipy.special import ndtr

    return np.asarray(ndtr(z))


# Activation, and its derivative as a function of the weighted sum z. At 0 the derivative of
# ReLU is taken as 0, as TensorFlow does.
ACTIVATIONS: dict[str, tuple[Function, Function]] = {
    "linear": (lambda z: z, np.ones_like),
    "sigmoid": (_sigmoid, lambda z: _sigmoid(z) * (1 - _sigmoid(z))),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(z.dtype)),
    "leaky_relu": (
        lambda z: np.where(z > 0, z, z * z.dtype.type(0.2)),
        lambda z: np.where(z > 0, z.dtype.type(1), z.dtype.type(0.2)),
    ),
    "elu": (
        lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
        lambda z: np.where(z > 0, z.dtype.type(1), np.exp(np.minimum(z, 0))),
    ),
    "gelu": (
        lambda z: z * _normal_cdf(z),
        lambda z: _normal_cdf(z) + z * _erf_slope(z),
    ),
}


@dataclass(frozen=True)
class Pass:
    """One forward and backward pass of stacked networks over one batch.

    Attributes:
        loss: mean cross-entropy of each network, (networks,).
        logits: (networks, samples, classes).
        sums: weighted sums z of every hidden layer, after batch normalisation if there is
            any, (networks, samples, units) each.
        outputs: the inputs, then every hidden layer's outputs.
        weight_gradients: of every layer, (networks, inputs, outputs) each.
        bias_gradients: of every layer, (networks, 1, outputs) each.
    """

    loss: Floats
    logits: Floats
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
    seed: int = 0,
) -> list[Floats]:
    """Draw normal weights with variance scale / fan_in for networks of `depth` hidden layers.

    Returns:
        Per layer an array (networks, inputs, outputs) of float64; the last one, for the
        logits, has scale 1.

    Raises:
        ValueError: there is no hidden layer.
    """
    if depth < 1:
        raise ValueError(f"a network needs at least one hidden layer, got depth {depth}.")
    sizes = [n_in, *[width] * depth, n_out]
    rng = np.random.default_rng(seed)
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
    dropout: float = 0.0,
    rng: np.random.Generator | None = None,
) -> Pass:
    """Compute the loss of stacked networks and its gradient for every layer.

    Args:
        weights: per layer (networks, inputs, outputs).
        X: samples (n, features), the same for all networks.
        Y: one-hot labels (n, classes).
        activation: a name in `ACTIVATIONS`, of the hidden layers.
        biases: per layer (networks, 1, outputs); without them they are 0.
        shortcuts: add a hidden layer's input to its output where the shapes agree.
        batch_norm: normalise z over the batch, without scale and shift.
        dropout: share of a hidden layer's outputs that is set to 0; the rest is scaled up.
        rng: source of randomness of the dropout.

    Raises:
        ValueError: there is no activation of that name, or dropout without `rng`.
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}, got {activation!r}.")
    if dropout and rng is None:
        raise ValueError("dropout needs rng=, a NumPy generator.")
    with _one_thread():
        return _pass(weights, biases, X, Y, activation, shortcuts, batch_norm, dropout, rng)


def _one_thread() -> Any:
    """Keep small matrix products on one core: sharing them out takes longer than computing."""
    return threadpool_limits(1, "blas")


def _pass(
    weights: Sequence[Floats],
    biases: Sequence[Floats] | None,
    X: Floats,
    Y: Floats,
    activation: str,
    shortcuts: bool,
    batch_norm: bool,
    dropout: float,
    rng: np.random.Generator | None,
) -> Pass:
    phi, slope = ACTIVATIONS[activation]
    b = biases if biases is not None else [W[:, :1] * 0 for W in weights]
    outputs = [np.broadcast_to(X, (len(weights[0]), *X.shape))]
    sums, spreads, masks = [], [], []
    for W, shift in zip(weights[:-1], b[:-1], strict=True):
        a = outputs[-1]
        z = a @ W + shift
        if batch_norm:
            spread = np.sqrt(z.var(axis=1, keepdims=True) + z.dtype.type(EPSILON))
            z = (z - z.mean(axis=1, keepdims=True)) / spread
            spreads.append(spread)
        f = phi(z)
        if dropout and rng is not None:
            masks.append((rng.random(f.shape) >= dropout).astype(f.dtype) / (1 - dropout))
            f = f * masks[-1]
        sums.append(z)
        outputs.append(a + f if shortcuts and a.shape == f.shape else f)
    logits = outputs[-1] @ weights[-1] + b[-1]
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    loss = -(Y * log_p).sum(axis=-1).mean(axis=-1)

    delta = (np.exp(log_p) - Y) / len(X)
    weight_gradients = [outputs[-1].swapaxes(1, 2) @ delta]
    bias_gradients = [delta.sum(axis=1, keepdims=True)]
    delta_a = delta @ weights[-1].swapaxes(1, 2)
    for layer in reversed(range(len(weights) - 1)):
        z, a = sums[layer], outputs[layer]
        delta = (delta_a * masks[layer] if masks else delta_a) * slope(z)
        if batch_norm:
            along = (delta * z).mean(axis=1, keepdims=True)
            delta = (delta - delta.mean(axis=1, keepdims=True) - z * along) / spreads[layer]
        weight_gradients.insert(0, a.swapaxes(1, 2) @ delta)
        bias_gradients.insert(0, delta.sum(axis=1, keepdims=True))
        passed = delta_a if shortcuts and a.shape == z.shape else 0
        if layer:
            delta_a = delta @ weights[layer].swapaxes(1, 2) + passed
    return Pass(loss, logits, sums, outputs, weight_gradients, bias_gradients)


def train(
    weights: Sequence[Floats],
    X: Floats,
    Y: Floats,
    activation: str,
    *,
    lr: float,
    num_epochs: int,
    batch_size: int = 50,
    biases: Sequence[Floats] | None = None,
    shortcuts: bool = False,
    clip_norm: float | None = None,
    l1: float = 0.0,
    l2: float = 0.0,
    dropout: float = 0.0,
    seed: int = 0,
) -> tuple[list[Floats], list[Floats], Floats]:
    """Train stacked networks by mini-batch gradient descent on softmax cross-entropy.

    The given arrays stay as they are. Samples that do not fill a last batch are left out of
    that epoch. A network that diverged holds NaN.

    Args:
        weights: per layer (networks, inputs, outputs), the start.
        X: samples (n, features).
        Y: one-hot labels (n, classes).
        activation: a name in `ACTIVATIONS`, of the hidden layers.
        lr: learning rate.
        num_epochs: passes over the samples.
        batch_size: samples per step.
        biases: per layer (networks, 1, outputs); without them they start at 0.
        shortcuts: as for `run_pass`.
        clip_norm: longest gradient allowed, for each layer's weights and biases apart, as
            Keras' `clipnorm`.
        l1: added to the loss: l1 times the sum of absolute weights.
        l2: added to the loss: l2 times the sum of squared weights.
        dropout: as for `run_pass`.
        seed: order of the samples, and the dropout.

    Returns:
        Weights, biases, and the loss without penalties of every step, (steps, networks).

    Raises:
        ValueError: there are fewer samples than one batch, or no such activation.
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}, got {activation!r}.")
    if len(X) < batch_size:
        raise ValueError(f"{len(X)} samples do not fill a batch of {batch_size}.")
    W = [w.copy() for w in weights]
    b = [w[:, :1] * 0 for w in W] if biases is None else [shift.copy() for shift in biases]
    order_rng, drop_rng = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    losses = []
    with _one_thread(), np.errstate(over="ignore", invalid="ignore"):
        for _ in range(num_epochs):
            order = order_rng.permutation(len(X))
            for start in range(0, len(X) - batch_size + 1, batch_size):
                rows = order[start : start + batch_size]
                now = _pass(W, b, X[rows], Y[rows], activation, shortcuts, False, dropout, drop_rng)
                losses.append(now.loss)
                for w, g in zip(W, now.weight_gradients, strict=True):
                    w -= lr * _clipped(g + l1 * np.sign(w) + 2 * l2 * w, clip_norm)
                for shift, g in zip(b, now.bias_gradients, strict=True):
                    shift -= lr * _clipped(g, clip_norm)
    return W, b, np.stack(losses)


def _clipped(gradient: Floats, longest: float | None) -> Floats:
    """Shorten each network's gradient to `longest`, and keep its direction."""
    if longest is None:
        return gradient
    norm = np.sqrt((gradient**2).sum(axis=(1, 2), keepdims=True))
    return np.asarray(gradient * np.minimum(1, longest / np.maximum(norm, 1e-30)))


def accuracy(
    weights: Sequence[Floats],
    biases: Sequence[Floats],
    X: Floats,
    y: npt.NDArray[Any],
    activation: str,
    *,
    shortcuts: bool = False,
) -> Floats:
    """Give each network's share of right answers, (networks,); labels y are integers."""
    Y = np.zeros((len(X), weights[-1].shape[2]), X.dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        logits = run_pass(weights, X, Y, activation, biases=biases, shortcuts=shortcuts).logits
    # argmax of NaN would be class 0; a diverged network answers nothing.
    answers = np.where(np.isnan(logits).any(axis=2), -1, logits.argmax(axis=2))
    return np.asarray((answers == y).mean(axis=1))


def predicted_norms(
    activation: str, scale: float, depth: int, first: float = 1.0
) -> npt.NDArray[np.float64]:
    """Predict how the gradient norm depends on the layer, for very wide layers.

    With z normal of mean square q, a layer of weights with variance scale / n passes on
    mean squares q' = scale E[phi(z)^2] forward, and multiplies those of the error signals by
    scale E[phi'(z)^2] backward. Source: Poole et al. (2016), Schoenholz et al. (2017).

    Args:
        activation: a name in `ACTIVATIONS`.
        scale: fan_in times the variance of the weights.
        depth: hidden layers.
        first: mean square of the weighted sums in layer 1.

    Returns:
        The norms of the gradients of layers 2 to `depth`, the last one being 1, (depth - 1,).
    """
    phi, slope = ACTIVATIONS[activation]
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
