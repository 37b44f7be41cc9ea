"""Nine update rules, one small pure function each, in the form in which Keras 3 computes them.

A rule takes the weights `w`, the gradient `g` (any shape, the same for both) and its memory
`state`, and returns the new weights and the new memory; it changes nothing that it is given.
The memory starts as an empty dictionary. `lr` is the learning rate η; the other options have
the names and defaults of `keras.optimizers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from utils.arrays import Floats

State: TypeAlias = Mapping[str, Any]
Step: TypeAlias = tuple[Floats, State]
Rule: TypeAlias = Callable[..., Step]

EPSILON = 1e-7  # keeps a division by 0 away; Keras's default


def sgd(w: Floats, g: Floats, state: State, lr: float) -> Step:
    """Step against the gradient (Robbins and Monro, 1951)."""
    return w - lr * g, state


def momentum(w: Floats, g: Floats, state: State, lr: float, momentum: float = 0.9) -> Step:
    """Keep a share of the last step (Polyak, 1964); Keras: `SGD(lr, momentum)`."""
    s = momentum * state.get("s", 0.0) - lr * g
    return w + s, {"s": s}


def nesterov(w: Floats, g: Floats, state: State, lr: float, momentum: float = 0.9) -> Step:
    """Apply momentum once more to the new step; Keras: `SGD(lr, momentum, nesterov=True)`.

    The method of Nesterov (1983) takes the gradient at the look-ahead point. Here `w` is
    that point, after a change of variable (Sutskever et al., 2013; Bengio et al., 2013).
    """
    s = momentum * state.get("s", 0.0) - lr * g
    return w + momentum * s - lr * g, {"s": s}


def adagrad(
    w: Floats,
    g: Floats,
    state: State,
    lr: float,
    initial_accumulator_value: float = 0.1,
    epsilon: float = EPSILON,
) -> Step:
    """Divide by the root of the sum of all squared gradients (Duchi et al., 2011)."""
    G = state.get("G", initial_accumulator_value) + g**2
    return w - lr * g / np.sqrt(G + epsilon), {"G": G}


def rmsprop(
    w: Floats, g: Floats, state: State, lr: float, rho: float = 0.9, epsilon: float = EPSILON
) -> Step:
    """Divide by the root of a moving average of squared gradients (Tieleman, Hinton, 2012)."""
    G = rho * state.get("G", 0.0) + (1 - rho) * g**2
    return w - lr * g / np.sqrt(G + epsilon), {"G": G}


def adadelta(
    w: Floats, g: Floats, state: State, lr: float, rho: float = 0.95, epsilon: float = EPSILON
) -> Step:
    """Take steps as large as the recent ones (Zeiler, 2012), times `lr`.

    The paper has no learning rate: it is Keras's rule with `lr=1`.
    """
    G = rho * state.get("G", 0.0) + (1 - rho) * g**2
    D = state.get("D", 0.0)
    delta = -np.sqrt(D + epsilon) / np.sqrt(G + epsilon) * g
    return w + lr * delta, {"G": G, "D": rho * D + (1 - rho) * delta**2}


def adam(
    w: Floats,
    g: Floats,
    state: State,
    lr: float,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = EPSILON,
    amsgrad: bool = False,
) -> Step:
    """Divide an average gradient by the root of an average square (Kingma and Ba, 2015).

    As in Keras, the correction of both averages for their start at 0 is folded into the
    learning rate. `epsilon` is thereby the paper's "epsilon hat". With `amsgrad`, the largest
    average square so far takes the place of the present one (Reddi et al., 2018).
    """
    t = state.get("t", 0) + 1
    m = beta_1 * state.get("m", 0.0) + (1 - beta_1) * g
    v = beta_2 * state.get("v", 0.0) + (1 - beta_2) * g**2
    largest = np.maximum(state.get("largest", 0.0), v) if amsgrad else v
    alpha = lr * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    w = w - alpha * m / (np.sqrt(largest) + epsilon)
    return w, {"t": t, "m": m, "v": v, "largest": largest}


def amsgrad(w: Floats, g: Floats, state: State, lr: float, **options: float) -> Step:
    """Step as Adam, with a divisor that never shrinks (Reddi et al., 2018).

    Keras: `Adam(amsgrad=True)`.
    """
    return adam(w, g, state, lr, amsgrad=True, **options)


def nadam(
    w: Floats,
    g: Floats,
    state: State,
    lr: float,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = EPSILON,
) -> Step:
    """Step as Adam, with Nesterov's look ahead (Dozat, 2016).

    The momentum in the look ahead grows from about beta_1 / 2 to beta_1: in step t it is
    beta_1 (1 - 0.96**t / 2) in Keras. `P` is the product of these so far.
    """
    t = state.get("t", 0) + 1
    u, u_next = (beta_1 * (1 - 0.5 * 0.96**s) for s in (t, t + 1))
    P = state.get("P", 1.0) * u
    m = beta_1 * state.get("m", 0.0) + (1 - beta_1) * g
    v = beta_2 * state.get("v", 0.0) + (1 - beta_2) * g**2
    m_hat = u_next * m / (1 - P * u_next) + (1 - u) * g / (1 - P)
    v_hat = v / (1 - beta_2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "P": P, "m": m, "v": v}


RULES: dict[str, Rule] = {
    "SGD": sgd,
    "momentum": momentum,
    "Nesterov": nesterov,
    "Adagrad": adagrad,
    "Adadelta": adadelta,
    "RMSprop": rmsprop,
    "Adam": adam,
    "AMSGrad": amsgrad,
    "Nadam": nadam,
}


def descend(
    rule: Rule,
    gradient: Callable[[Floats], npt.ArrayLike],
    start: npt.ArrayLike,
    num_steps: int,
    **options: Any,
) -> Floats:
    """Follow a rule for some steps.

    Args:
        rule: one of this module, or any function with the same arguments.
        gradient: maps weights to the gradient there, of the same shape.
        start: the first weights, of any shape.
        num_steps: updates.
        **options: handed to the rule, above all `lr`.

    Returns:
        All weights on the way, (num_steps + 1, *shape of start); a rule that diverges ends
        in inf or NaN.
    """
    w: Floats = np.asarray(start, dtype=float)
    state: State = {}
    path = [w]
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(num_steps):
            w, state = rule(w, np.asarray(gradient(w), dtype=float), state, **options)
            path.append(w)
    return np.array(path)


def steps_until(heights: npt.ArrayLike, goal: float) -> int:
    """Find the first step from which on all heights are at most `goal`, or their number."""
    above = np.flatnonzero(~(np.asarray(heights) <= goal))  # NaN is never below
    return int(above[-1]) + 1 if len(above) else 0
