"""Histograms show shares of all values, over one range."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.figures import shows
from utils import plotting

rng = np.random.default_rng(0)


def test_layer_histograms() -> None:
    layers = {f"layer {k}": rng.normal(size=(40, 25)) * 0.5**k for k in range(7)}
    figure = plotting.plot_layer_histograms(layers, xlabel="activation", title="Seven")
    everything = np.concatenate([layer.ravel() for layer in layers.values()])
    edges = np.linspace(everything.min(), everything.max(), 51)
    edges[-1] += 1e-9  # the last bar holds its right end, too

    def shares(layer: Any) -> list[float]:
        return [((a <= layer) & (layer < b)).mean() for a, b in pairwise(edges)]

    shows(
        figure,
        *(
            {"title": name, "stairs": [("", edges, shares(layer))]}
            for name, layer in layers.items()
        ),
        title="Seven",
        xlabel="activation",
        ylabel="share of values",
    )


def test_layer_histograms_in_a_given_range() -> None:
    figure = plotting.plot_layer_histograms({"a": [0, 0.5, 0.99, 9]}, xlim=(0, 2))
    shares = np.zeros(50)
    shares[[0, 12, 24]] = 0.25  # the value outside counts as one that is not shown
    panel = {"title": "a", "stairs": [("", np.linspace(0, 2, 51), shares)]}
    shows(figure, panel, xlabel="value", ylabel="share of values")


@pytest.mark.parametrize("values", [{}, {"a": []}, {"a": [1, np.nan]}, {"a": [np.inf]}])
def test_layer_histograms_refuses(values: Any) -> None:
    with pytest.raises(ValueError, match=r"at least one layer|'a' needs values, all of"):
        plotting.plot_layer_histograms(values)
