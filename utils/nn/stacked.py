"""Many dense networks of equal shape at once: forward, gradients, training, accuracy.

Networks are stacked along a first axis, so that one matrix product serves them all: the
weights of a layer are (networks, inputs, outputs), its biases (networks, 1, outputs). Every
hidden layer computes phi(a W + b), with batch normalisation before phi if wanted; with
shortcuts it adds its input, where the two have the same shape. The last layer gives logits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from utils.arrays import Floats
from utils.nn.activations import lookup, softmax

EPSILON = 1e-3  # added to the variance by Keras' batch normalisation


@dataclass(frozen=True)
class Form:
    """What the hidden layers do, besides their weighted sums.

    Attributes:
        activation: a name in `utils.nn.activations.ACTIVATIONS`.
        shortcuts: add a layer's input to its output where the shapes agree.
        batch_norm: normalise z over the batch, without scale and shift.
        dropout: share of a layer's outputs that is set to 0; the rest is scaled up.
    """

    activation: str
    shortcuts: bool = False
    batch_norm: bool = False
    dropout: float = 0.0


@dataclass(frozen=True)
class Trace:
    """What the backward pass needs to know of a forward pass.

    Attributes:
        form: what the hidden layers did.
        outputs: the inputs, then every hidden layer's outputs, (networks, samples, units).
        sums: weighted sums of every hidden layer, normalised if the form says so.
        spreads: by what each was divided, (networks, 1, units); empty without batch norm.
        masks: what dropout multiplied the outputs with; empty without dropout.
        logits: outputs of the last layer.
    """

    form: Form
    outputs: list[Floats]
    sums: list[Floats]
    spreads: list[Floats]
    masks: list[Floats]
    logits: Floats


def forward(
    weights: Sequence[Floats],
    biases: Sequence[Floats],
    X: Floats,
    activation: str,
    *,
    shortcuts: bool = False,
) -> list[Floats]:
    """Compute the inputs and then every layer's outputs, (networks, samples, units) each.

    Args:
        weights: per layer (networks, inputs, outputs).
        biases: per layer (networks, 1, outputs).
        X: samples (n, features), the same for all networks.
        activation: a name in `utils.nn.activations.ACTIVATIONS`, of the hidden layers.
        shortcuts: add a hidden layer's input to its output where the shapes agree.

    Returns:
        One array more than there are layers; the last one holds logits.

    Raises:
        ValueError: there is no activation of that name.
    """
    with one_thread():
        trace = propagate(weights, biases, X, Form(activation, shortcuts))
    return [*trace.outputs, trace.logits]


def train(
    weights: Sequence[Floats],
    X: Floats,
    Y: Floats,
    activation: str,
    *,
    lr: float | Sequence[float],
    num_epochs: int,
    batch_size: int = 50,
    biases: Sequence[Floats] | None = None,
    shortcuts: bool = False,
    clip_norm: float | None = None,
    l1: float = 0.0,
    l2: float = 0.0,
    dropout: float = 0.0,
    seed: int = 0,
) -> tuple[list[Floats], list[Floats]]:
    """Train networks by mini-batch gradient descent on softmax cross-entropy.

    The given arrays stay as they are. All networks see the same batches. Samples that do
    not fill a last batch are left out of that epoch.

    Args:
        weights: per layer (networks, inputs, outputs), the start.
        X: samples (n, features).
        Y: one-hot labels (n, classes).
        activation: as for `forward`.
        lr: learning rate, one for all or one per network.
        num_epochs: passes over the samples.
        batch_size: samples per step.
        biases: per layer (networks, 1, outputs); without them they start at 0.
        shortcuts: as for `forward`.
        clip_norm: longest gradient allowed, for each layer's weights and biases apart, as
            Keras' `clipnorm`.
        l1: added to the loss: l1 times the sum of absolute weights.
        l2: added to the loss: l2 times the sum of squared weights.
        dropout: share of a hidden layer's outputs that is set to 0; the rest is scaled up.
        seed: order of the samples, and the dropout.

    Returns:
        Weights and biases after training. A network that diverged holds NaN.

    Raises:
        ValueError: there are fewer samples than one batch, or no such activation.
    """
    if len(X) < batch_size:
        raise ValueError(f"{len(X)} samples do not fill a batch of {batch_size}.")
    form = Form(activation, shortcuts, dropout=dropout)
    W = [w.copy() for w in weights]
    b = zero_biases(W) if biases is None else [shift.copy() for shift in biases]
    rates = np.broadcast_to(np.asarray(lr, W[0].dtype), len(W[0]))[:, None, None]
    order_rng, drop_rng = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    with one_thread(), np.errstate(over="ignore", invalid="ignore"):
        for _ in range(num_epochs):
            order = order_rng.permutation(len(X))
            for start in range(0, len(X) - batch_size + 1, batch_size):
                rows = order[start : start + batch_size]
                trace = propagate(W, b, X[rows], form, drop_rng)
                delta = (softmax(trace.logits) - Y[rows]) / batch_size
                weight_gradients, bias_gradients = backpropagate(W, trace, delta)
                for w, g in zip(W, weight_gradients, strict=True):
                    penalty = l1 * np.sign(w) + 2 * l2 * w if l1 or l2 else 0
                    w -= rates * _clipped(g + penalty, clip_norm)
                for shift, g in zip(b, bias_gradients, strict=True):
                    shift -= rates * _clipped(g, clip_norm)
    return W, b


def accuracy(
    weights: Sequence[Floats],
    biases: Sequence[Floats],
    X: Floats,
    y: npt.NDArray[Any],
    activation: str,
    *,
    shortcuts: bool = False,
) -> npt.NDArray[np.float64]:
    """Compute each network's share of right answers, (networks,); labels y are integers."""
    with np.errstate(over="ignore", invalid="ignore"):
        logits = forward(weights, biases, X, activation, shortcuts=shortcuts)[-1]
    # argmax of NaN would be class 0; a diverged network answers nothing.
    answers = np.where(np.isnan(logits).any(axis=2), -1, logits.argmax(axis=2))
    return np.asarray((answers == y).mean(axis=1), dtype=np.float64)


def propagate(
    weights: Sequence[Floats],
    biases: Sequence[Floats],
    X: Floats,
    form: Form,
    rng: np.random.Generator | None = None,
) -> Trace:
    """Compute the forward pass, and keep what the backward pass needs.

    Args:
        weights: per layer (networks, inputs, outputs).
        biases: per layer (networks, 1, outputs).
        X: samples (n, features) for all networks, or (networks, n, features), one set each.
        form: what the hidden layers do.
        rng: source of randomness of the dropout; without it nothing is dropped.

    Raises:
        ValueError: there is no activation of that name.
    """
    phi = lookup(form.activation).f
    outputs = [np.broadcast_to(X, (len(weights[0]), *X.shape[-2:]))]
    sums: list[Floats] = []
    spreads: list[Floats] = []
    masks: list[Floats] = []
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        a = outputs[-1]
        z = a @ W + b
        if form.batch_norm:
            spread = np.sqrt(z.var(axis=1, keepdims=True) + z.dtype.type(EPSILON))
            z = (z - z.mean(axis=1, keepdims=True)) / spread
            spreads.append(spread)
        f = phi(z)
        if form.dropout and rng is not None:
            kept = rng.random(f.shape) >= form.dropout
            masks.append(kept.astype(f.dtype) / (1 - form.dropout))
            f = f * masks[-1]
        sums.append(z)
        outputs.append(a + f if form.shortcuts and a.shape == f.shape else f)
    logits = outputs[-1] @ weights[-1] + biases[-1]
    return Trace(form, outputs, sums, spreads, masks, logits)


def backpropagate(
    weights: Sequence[Floats], trace: Trace, delta: Floats
) -> tuple[list[Floats], list[Floats]]:
    """Carry the error signal back through all layers.

    Args:
        weights: as they were in the forward pass.
        trace: what `propagate` returned.
        delta: the loss's derivatives by the logits, (networks, samples, outputs).

    Returns:
        The gradients of the weights and of the biases, one each per layer.
    """
    form, slope = trace.form, lookup(trace.form.activation).slope
    weight_gradients: list[Floats] = [trace.outputs[-1].swapaxes(1, 2) @ delta]
    bias_gradients = [delta.sum(axis=1, keepdims=True)]
    by_output = delta @ weights[-1].swapaxes(1, 2)  # derivatives by a layer's outputs
    for layer in reversed(range(len(weights) - 1)):
        z, a = trace.sums[layer], trace.outputs[layer]
        delta = (by_output * trace.masks[layer] if trace.masks else by_output) * slope(z)
        if form.batch_norm:
            along = (delta * z).mean(axis=1, keepdims=True)
            delta = delta - delta.mean(axis=1, keepdims=True) - z * along
            delta = delta / trace.spreads[layer]
        weight_gradients.insert(0, a.swapaxes(1, 2) @ delta)
        bias_gradients.insert(0, delta.sum(axis=1, keepdims=True))
        if layer:
            skipped = by_output if form.shortcuts and a.shape == z.shape else 0
            by_output = delta @ weights[layer].swapaxes(1, 2) + skipped
    return weight_gradients, bias_gradients


def zero_biases(weights: Sequence[Floats]) -> list[Floats]:
    """Make biases (networks, 1, outputs) of 0 for each layer's weights."""
    return [np.zeros((len(W), 1, W.shape[2]), W.dtype) for W in weights]


def one_thread() -> Any:
    """Keep small matrix products on one core: sharing them out takes longer than computing."""
    return threadpool_limits(1, "blas")


def _clipped(gradient: Floats, longest: float | None) -> Floats:
    """Shorten each network's gradient to `longest`, and keep its direction."""
    if longest is None:
        return gradient
    norm = np.sqrt((gradient**2).sum(axis=(1, 2), keepdims=True))
    return np.asarray(gradient * np.minimum(1, longest / np.maximum(norm, 1e-30)))
