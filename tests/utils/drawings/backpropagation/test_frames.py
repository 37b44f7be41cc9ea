"""The stepper's numbers are right by central differences, and come when they should."""

import json
from typing import Any

import numpy as np
import pytest

from utils.drawings.backpropagation import COLUMNS, Network, frames
from utils.nn.backprop import numeric_gradient

rng = np.random.default_rng(0)
X, Y = [0.6, -0.2], [0.0, 1.0, 0.0]


def network(hidden: str = "relu", output: str = "softmax", **more: Any) -> Network:
    W1, W2 = rng.normal(size=(2, 4)), rng.normal(size=(4, 3))
    return Network(W1, W2, rng.normal(size=4), rng.normal(size=3), hidden, output, **more)


def loss(net: Network) -> float:
    assert net.b1 is not None and net.b2 is not None
    z1 = np.array(X) @ net.W1 + net.b1
    a1 = np.maximum(z1, 0) if net.hidden == "relu" else 1 / (1 + np.exp(-z1))
    z2 = a1 @ net.W2 + net.b2
    if net.output == "softmax":
        return float(np.log(np.exp(z2).sum()) - z2[1])
    return float(np.sum((1 / (1 + np.exp(-z2)) - Y) ** 2) / 2)


@pytest.mark.parametrize(("hidden", "output"), [("relu", "softmax"), ("sigmoid", "sigmoid")])
def test_the_last_frame_holds_the_gradient(hidden: str, output: str) -> None:
    net = network(hidden, output)
    known = frames(net, X, Y)[-1]["known"]
    assert known["C"] == pytest.approx(loss(net))
    for name in ("W1", "b1", "W2", "b2"):
        numeric = numeric_gradient(lambda: loss(net), getattr(net, name))
        np.testing.assert_allclose(known[f"d{name}"], numeric, atol=1e-8)
    np.testing.assert_allclose(np.sum(known["paths"], axis=1), known["da1"])


def test_a_number_comes_in_one_frame_and_stays() -> None:
    all_frames = frames(network(), X, Y)
    seen: set[str] = set()
    for step, frame in enumerate(all_frames):
        assert frame["step"] == step and not seen & set(frame["new"])
        seen |= set(frame["new"])
        assert set(frame["known"]) == seen
        assert frame["sizes"] == [2, 4, 3] and frame["has_biases"]
    assert len(all_frames) == 9 and seen == set(all_frames[-1]["known"])


def test_frames_are_plain_data() -> None:
    frame = json.loads(json.dumps(frames(network(), X, Y)))[4]
    assert frame["title"] == "probabilities, loss" and sum(frame["known"]["out"]) == 1


def test_without_biases_they_are_zero() -> None:
    net = Network(np.ones((2, 3)), np.ones((3, 2)), output="sigmoid", notation=COLUMNS)
    frame = frames(net, X, [0.0, 1.0])[3]
    assert not frame["has_biases"] and frame["known"]["b1"] == [0, 0, 0]
    assert frame["formula"] == "$z = w^\\top h$" and frame["letters"] == COLUMNS["letters"]
