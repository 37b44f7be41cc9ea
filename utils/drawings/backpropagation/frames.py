"""All numbers of one forward and one backward pass through two layers, frame by frame.

`frames` gives nine frames, each with what is known by then, as plain lists: the data of the
stepper beside it, and of anything else that wants to show the passes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from utils.arrays import Array
from utils.nn.backprop import ACTIVATIONS, SLOPES

Frame: TypeAlias = dict[str, Any]

# Two notations for the same nine steps: the title of a step, and its formula.
ROWS = {
    "letters": ["x", "a^{(1)}", "p"],
    "steps": [
        ("the input", "$a^{(0)} = x$"),
        ("hidden sums", r"$z^{(1)} = xW^{(1)} + b^{(1)}$"),
        ("hidden outputs", r"$a^{(1)} = \varphi(z^{(1)})$"),
        ("output sums", r"$z^{(2)} = a^{(1)}W^{(2)} + b^{(2)}$"),
        ("probabilities, loss", r"$p = \mathrm{softmax}(z^{(2)})$"),
        ("error signals of the outputs", r"$\delta^{(2)} = p - y$"),
        ("gradient of layer 2", r"$\nabla_{W^{(2)}} C = a^{(1)\top}\delta^{(2)}$"),
        ("paths back, summed", r"$\partial C/\partial a^{(1)} = \delta^{(2)}W^{(2)\top}$"),
        ("error signals, gradient of layer 1", r"$\nabla_{W^{(1)}} C = x^\top\delta^{(1)}$"),
    ],
}
COLUMNS = {
    "letters": ["x", "h", r"\hat y"],
    "steps": [
        ("the input", "$x$"),
        ("hidden sums", r"$s = v^\top x$"),
        ("hidden outputs", "$h = f_1(s)$"),
        ("output sums", r"$z = w^\top h$"),
        ("outputs, loss", r"$\hat y = f_2(z)$"),
        ("error signals of the outputs", r"$\delta_z = (\hat y - y) \odot f_2'(z)$"),
        ("gradient of w", r"$\nabla w = h\,\delta_z^\top$"),
        ("paths back, summed", r"$\partial C/\partial h = w\,\delta_z$"),
        ("error signals, gradient of v", r"$\nabla v = x\,\delta_s^\top$"),
    ],
}
# What each step computes.
NEW: list[tuple[str, ...]] = [
    ("x", "y"),
    ("W1", "b1", "z1"),
    ("a1",),
    ("W2", "b2", "z2"),
    ("out", "C"),
    ("delta2",),
    ("dW2", "db2"),
    ("paths", "da1"),
    ("delta1", "dW1", "db1"),
]


@dataclass(frozen=True)
class Network:
    """A network of two layers, with the notation that its frames use.

    Args:
        W1: weights of layer 1, (inputs, hidden).
        W2: weights of layer 2, (hidden, outputs).
        b1: biases of layer 1, (hidden,); None for a network without biases.
        b2: biases of layer 2, (outputs,), or None.
        hidden: activation of layer 1, a name in `ACTIVATIONS`.
        output: "softmax" (loss: cross-entropy), or any other activation (loss: half the
            sum of squared errors).
        notation: `ROWS` or `COLUMNS`.
    """

    W1: Array
    W2: Array
    b1: Array | None = None
    b2: Array | None = None
    hidden: str = "relu"
    output: str = "softmax"
    notation: Mapping[str, Any] = field(default_factory=lambda: ROWS)


def numbers(network: Network, x: Array, y: Array) -> dict[str, Array]:
    """Compute all numbers of both passes for one sample.

    Args:
        network: the network.
        x: inputs (inputs,).
        y: target (outputs,); sums to 1 for a softmax.

    Returns:
        The arrays named in `NEW`; `paths` (hidden, outputs) holds what each path from a
        hidden output contributes to its derivative `da1`.
    """
    zeros = [np.zeros(W.shape[1]) for W in (network.W1, network.W2)]
    b1, b2 = (z if b is None else b for b, z in zip((network.b1, network.b2), zeros, strict=True))
    z1 = x @ network.W1 + b1
    a1 = ACTIVATIONS[network.hidden](z1)
    z2 = a1 @ network.W2 + b2
    out = ACTIVATIONS[network.output](z2)
    delta2 = out - y
    if network.output == "softmax":
        loss = -np.sum(y[y > 0] * np.log(out[y > 0]))
    else:
        loss = np.sum((out - y) ** 2) / 2
        delta2 = delta2 * SLOPES[network.output](out)
    paths = network.W2 * delta2
    da1 = paths.sum(axis=1)
    delta1 = SLOPES[network.hidden](a1) * da1
    known = {"x": x, "y": y, "W1": network.W1, "b1": b1, "z1": z1, "a1": a1, "C": loss}
    known |= {"W2": network.W2, "b2": b2, "z2": z2, "out": out, "delta2": delta2}
    known |= {"dW2": np.outer(a1, delta2), "db2": delta2, "paths": paths, "da1": da1}
    known |= {"delta1": delta1, "dW1": np.outer(x, delta1), "db1": delta1}
    return {name: np.asarray(array) for name, array in known.items()}


def frames(network: Network, x: Sequence[float], y: Sequence[float]) -> list[Frame]:
    """Give the nine frames of both passes as plain data, ready for JSON.

    Args:
        network: the network.
        x: inputs.
        y: target.

    Returns:
        One dictionary a step: `step`, `title`, `formula`, `letters` and `sizes` (of the three
        columns of units), `has_biases`, `new` (names computed in this step), `known` (every number
        known by then, name to nested lists).
    """
    values = numbers(network, np.asarray(x, float), np.asarray(y, float))
    result, known = [], dict[str, Any]()
    for step, (new, (title, formula)) in enumerate(
        zip(NEW, network.notation["steps"], strict=True)
    ):
        known = known | {name: values[name].tolist() for name in new}
        frame: Frame = {"step": step, "title": title, "formula": formula, "new": list(new)}
        frame |= {"letters": network.notation["letters"], "known": known}
        frame["sizes"] = [len(network.W1), *network.W2.shape]
        result.append(frame | {"has_biases": network.b1 is not None})
    return result
