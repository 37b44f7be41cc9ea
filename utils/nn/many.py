"""Many small dense networks trained at once: by any update rule, each at its own rate and seed.

Each network is one row of parameters, so that a rule of `utils.nn.optimizers` updates all of
them in one call, and a comparison over rates and seeds takes hardly longer than one training.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from utils.arrays import Floats, Numbers
from utils.nn import stacked
from utils.nn.activations import softmax
from utils.nn.optimizers import Rule
from utils.nn.stacked import Form

_FORM = Form("relu")


def start(sizes: Sequence[int], seeds: Sequence[int]) -> Floats:
    """Draw the first parameters: He's normal weights, biases 0; (networks, parameters).

    Args:
        sizes: inputs, units of each hidden layer, outputs.
        seeds: one per network.
    """
    rows = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        parts: list[Floats] = []
        for n_in, n_out in pairwise(sizes):
            parts += [rng.normal(0, np.sqrt(2 / n_in), n_in * n_out), np.zeros(n_out)]
        rows.append(np.concatenate(parts))
    return np.array(rows, dtype=np.float32)


def train(
    rule: Rule,
    X: Floats,
    Y: Floats,
    sizes: Sequence[int],
    *,
    seeds: Sequence[int],
    lr: Numbers,
    num_epochs: int,
    batch_size: int = 50,
    schedule: Callable[[float], float] = lambda share: 1.0,
    l2: Numbers | float = 0.0,
    decay: Numbers | float = 0.0,
    theta: Floats | None = None,
    first_epoch: int = 0,
    **options: Any,
) -> Floats:
    """Train ReLU networks by softmax cross-entropy; samples beyond full batches wait an epoch.

    Args:
        rule: of `utils.nn.optimizers`.
        X: samples (n, features).
        Y: one-hot labels (n, classes).
        sizes: inputs, units of each hidden layer, outputs.
        seeds: of the start and of the order of the samples, one per network.
        lr: learning rates, one per network.
        num_epochs: passes over the samples.
        batch_size: samples per update.
        schedule: factor of the rate, a function of the share of all updates that are done.
        l2: added to the gradient: `l2` times the parameters; one for all or one per network.
        decay: before each update the parameters shrink by the rate times `decay`.
        theta: parameters to go on from (networks, parameters); without them `start` draws.
        first_epoch: number of the first epoch, for the order of the samples.
        **options: handed to the rule.

    Returns:
        The parameters after training (networks, parameters); NaN where one diverged.
    """
    theta = start(sizes, seeds) if theta is None else theta
    rates, penalty, shrink = (_column(v, len(seeds)) for v in (lr, l2, decay))
    state: Any = {}
    per_epoch = len(X) // batch_size
    updates, total = 0, num_epochs * per_epoch
    with stacked.one_thread(), np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for epoch in range(first_epoch, first_epoch + num_epochs):
            order = np.array([np.random.default_rng((s, epoch)).permutation(len(X)) for s in seeds])
            for k in range(per_epoch):
                rows = order[:, k * batch_size : (k + 1) * batch_size]
                now = (rates * schedule(updates / total)).astype(np.float32)
                g = gradient(theta, X[rows], Y[rows], sizes) + penalty * theta
                theta, state = rule(theta * (1 - now * shrink), g, state, lr=now, **options)
                theta, updates = theta.astype(np.float32), updates + 1
    return theta


def gradient(theta: Floats, X: Floats, Y: Floats, sizes: Sequence[int]) -> Floats:
    """Compute the gradient of each network's mean cross-entropy, in the shape of `theta`.

    Args:
        theta: parameters (networks, parameters).
        X: samples (networks, n, features), a batch for each.
        Y: one-hot labels (networks, n, classes).
        sizes: as for `train`.
    """
    W, b = _layers(theta, sizes)
    trace = stacked.propagate(W, b, X, _FORM)
    delta = (softmax(trace.logits) - Y) / X.shape[1]
    parts = zip(*stacked.backpropagate(W, trace, delta), strict=True)
    return np.concatenate([g.reshape(len(theta), -1) for pair in parts for g in pair], axis=1)


def evaluate(
    theta: Floats, X: Floats, y: npt.NDArray[Any], sizes: Sequence[int]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Compute each network's mean cross-entropy and its share of right answers, (networks,).

    A network that diverged has the loss inf and no right answer; labels y are integers.
    """
    W, b = _layers(theta, sizes)
    with np.errstate(over="ignore", invalid="ignore"):
        z = stacked.forward(W, b, X, "relu")[-1].astype(float)
        z = z - z.max(axis=2, keepdims=True)
        losses = np.log(np.exp(z).sum(axis=2)) - z[:, np.arange(len(y)), y]
    return (
        np.nan_to_num(losses.mean(axis=1), nan=np.inf, posinf=np.inf),
        stacked.accuracy(W, b, X, y, "relu"),
    )


def _layers(theta: Floats, sizes: Sequence[int]) -> tuple[list[Floats], list[Floats]]:
    """Cut the rows into weights (networks, inputs, outputs) and biases (networks, 1, outputs)."""
    W: list[Floats] = []
    b: list[Floats] = []
    at = 0
    for n_in, n_out in pairwise(sizes):
        W.append(theta[:, at : at + n_in * n_out].reshape(-1, n_in, n_out))
        at += n_in * n_out
        b.append(theta[:, at : at + n_out].reshape(-1, 1, n_out))
        at += n_out
    return W, b


def _column(values: Numbers | float, networks: int) -> Floats:
    return np.broadcast_to(np.asarray(values, dtype=np.float32), networks)[:, None]
