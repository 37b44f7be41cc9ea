"""How each kind of plot looks, against the pictures in tests/baseline."""

from collections.abc import Callable
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

from utils import plotting

AND = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


# How each kind of plot looks, against the pictures in tests/baseline: the root mean
# square of the difference over all pixels, in grey levels of 255. The same version of
# matplotlib brings its own fonts and draws the same pixels everywhere: 1 leaves room
# for rounding, while another marker or a thinner boundary makes 2 to 5. Other versions
# set text elsewhere (3.8 and 3.10 are off by 6 to 35): with them nothing is compared.


def look(draw: Callable[[], Figure]) -> Any:
    compared = pytest.mark.mpl_image_compare(
        baseline_dir="../../baseline", style=plotting.STYLE, tolerance=1
    )
    same_version = pytest.mark.skipif(
        not matplotlib.__version__.startswith("3.11."),
        reason="tests/baseline was drawn by matplotlib 3.11",
    )
    return same_version(compared(draw))


@look
def test_look_of_decision_boundary() -> Figure:
    return plotting.plot_decision_boundary(
        lambda points: np.abs(points[:, 0] - points[:, 1]),
        AND,
        [0, 1, 1, 0],
        title="XOR needs two lines",
        class_names=["equal", "different"],
    )


@look
def test_look_of_few_points() -> Figure:
    return plotting.plot_curves(
        {"training": [0.9, 0.5, 0.3, 0.2], "validation": [0.9, 0.6, 0.5, 0.55]},
        title="Overfitting",
    )


@look
def test_look_of_many_curves() -> Figure:
    steps = np.arange(1, 61)
    return plotting.plot_curves(
        {f"optimizer {k}": np.exp(-steps / (4 + 3 * k)) for k in range(8)},
        title="Eight optimizers",
        xlabel="step",
        logy=True,
    )


@look
def test_look_of_images() -> Figure:
    rows, columns = np.mgrid[0:8, 0:8]
    images = np.array([(rows + k * columns) % 9 for k in range(11)])
    return plotting.plot_images(images, labels=range(11), title="Patterns")


@look
def test_look_of_network() -> Figure:
    W = [np.array([[1.0, -0.5, 0.2], [-2.0, 0.1, 0.6]]), np.array([[1.0], [-1], [0.3]])]
    return plotting.plot_network(
        [2, 3, 1],
        weights=W,
        layer_names=["inputs", "hidden", "output"],
        node_labels=[["0.6", "0.2"], ["0.00", "0.13", "0.40"], ["0.360"]],
        edge_labels=[[[f"{w:.1f}" for w in row] for row in matrix] for matrix in W],
        title="One forward pass",
    )


@look
def test_look_of_long_layers() -> Figure:
    return plotting.plot_network([784, 512, 10], layer_names=["784", "512", "10"])


@look
def test_look_of_layer_histograms() -> Figure:
    grid = np.linspace(-3, 3, 2001)
    layers = {f"layer {k}": np.sin(2 * grid) * 0.7**k for k in range(7)}
    return plotting.plot_layer_histograms(layers, title="Ever narrower")


@look
def test_look_of_surface_paths() -> Figure:
    turns = np.linspace(0, 12, 60)
    spiral = np.column_stack([np.cos(turns), np.sin(turns)]) * np.exp(-turns / 5)[:, None]
    return plotting.plot_surface_paths(
        lambda x, y: (x**2 + 3 * y**2) * (1 + x**2),
        {"momentum": 1.5 * spiral, "SGD": [(1.5, 1), (0.6, 0.3), (0.2, 0.1), (0.05, 0)]},
        xlim=(-2, 2),
        ylim=(-1.5, 1.5),
        log=True,
        minima=[(0, 0)],
        title="Two ways down",
    )


@look
def test_look_of_bars() -> Figure:
    return plotting.plot_bars(
        {"zeros": 0.113, "normal": 0.94, "Glorot": 0.98},
        errors={"zeros": 0.001, "normal": 0.02, "Glorot": 0.01},
        ylabel="test accuracy",
        title="Three starts",
    )
