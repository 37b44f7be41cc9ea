"""The figures of chapter 1 about networks with a hidden layer show what they are given."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.figures import shows, upright
from utils.drawings import perceptron as draw
from utils.nn.two_layer import ManyNetworks

POINTS = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])


def test_hidden_units_and_the_samples_in_hidden_space() -> None:
    def hidden(P: np.ndarray) -> np.ndarray:
        return np.column_stack([P[:, 0] - 0.5, P[:, 1] - 0.25])

    weights = np.array([[1.0], [1.0]])
    figure = draw.plot_hidden_units(POINTS, [0, 1, 1, 0], hidden, weights, np.array([-0.25]))
    assert [axes.get_title() for axes in figure.axes] == [
        "unit 1: orange where > 0",
        "unit 2: orange where > 0",
        "hidden space",
    ]
    zero_lines = [np.asarray(axes.collections[1].get_paths()[0].vertices) for axes in figure.axes]
    np.testing.assert_allclose(zero_lines[0][:, 0], 0.5, atol=1e-9)  # unit 1 looks at x1
    np.testing.assert_allclose(zero_lines[1][:, 1], 0.25, atol=1e-9)
    np.testing.assert_allclose(zero_lines[2].sum(axis=1), 0.25, atol=1e-9)
    space = figure.axes[2]
    assert (space.get_xlabel(), space.get_ylabel()) == ("output of unit 1", "output of unit 2")
    zeros, ones = (np.asarray(scatter.get_offsets()) for scatter in space.collections[-2:])
    np.testing.assert_allclose(zeros, hidden(POINTS)[[0, 3]])
    np.testing.assert_allclose(ones, hidden(POINTS)[[1, 2]])
    notes: list[Any] = list(space.texts)
    named = {text.get_text(): text.xy for text in notes}
    for point, place in zip(POINTS, hidden(POINTS), strict=True):
        np.testing.assert_allclose(named[f"({point[0]:g},{point[1]:g})"], place)


def test_pairs() -> None:
    shares = {"a": [0.2, 0.5], "b": [0.0, 0.25], "c": [1.0, 0.0]}
    (axes,) = draw.plot_pairs(shares, ["x +\nx", "x +\ny"]).axes
    assert axes.get_title() == "Main features of the two hidden units"
    assert axes.get_ylabel() == "share of networks (%)"
    legend: Any = axes.get_legend()
    assert [text.get_text() for text in legend.get_texts()] == list(shares)
    assert legend.get_title().get_text() == "grey: the lecture's story"
    for container, values in zip(axes.containers, shares.values(), strict=True):
        assert [bar.get_height() for bar in container] == [100 * value for value in values]
    assert [text.get_text() for text in axes.texts] == ["20", "50", "0", "25", "100", "0"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["x +\nx", "x +\ny"]


def test_moons_draw_run_0_of_every_size() -> None:
    X, y = np.random.default_rng(0).normal(size=(8, 2)), np.array([0, 1] * 4)
    networks = {size: ManyNetworks.random(2, n_in=2, n_hidden=size) for size in (1, 3)}
    figure = draw.plot_moons(X, y, networks, {1: 0.5, 3: 0.987})
    assert [axes.get_title() for axes in figure.axes] == [
        "1 unit: 0.50 on fresh points",
        "3 units: 0.99 on fresh points",
    ]
    assert [axes.get_legend() is None for axes in figure.axes] == [False, True]
    for axes, network in zip(figure.axes, networks.values(), strict=True):
        zeros, ones = (scatter.get_offsets() for scatter in axes.collections[-2:])
        np.testing.assert_array_equal(zeros, X[y == 0])
        np.testing.assert_array_equal(ones, X[y == 1])
        for path in axes.collections[1].get_paths():
            outputs = network.predict(path.vertices)[0]
            np.testing.assert_allclose(outputs, 0.5, atol=1e-3)


def test_size_sweep() -> None:
    rng = np.random.default_rng(0)
    sizes, advice = [1, 4, 16], {"rule": 2.0}
    measured = {
        title: {name: rng.uniform(0.8, 0.9, (3, 5)) for name in ("training", "fresh")}
        for title in ("early", "late")
    }
    figure = draw.plot_size_sweep(sizes, measured, advice)
    panels = [
        {
            "title": title,
            "xlabel": "hidden units",
            "ylabel": "" if k else "accuracy (share right)",
            "xscale": "log",
            "legend": list(panel) if k else [],
            "lines": [
                *((name, sizes, values.sum(axis=1) / 5) for name, values in panel.items()),
                upright("", 2.0),
            ],
            "bands": [
                (sizes, np.sort(values)[:, 0], np.sort(values)[:, -1]) for values in panel.values()
            ],
            "texts": [("rule", 2.0, 1.005)],
        }
        for k, (title, panel) in enumerate(measured.items())
    ]
    shows(figure, *panels)


def test_training_loop_leads_every_arrow_to_its_box() -> None:
    (axes,) = draw.plot_training_loop().axes
    places = {text.get_text(): text.get_position() for text in axes.texts if text.get_text()}
    components = {name for name in places if name.isupper()}
    assert components == {"ACTIVATION", "INITIALIZER", "LOSS", "METRIC", "OPTIMIZER"}
    names = {place: name for name, place in places.items()}
    texts: list[Any] = list(axes.texts)
    arrows = {
        (names[text.xyann], names[text.xy])
        for text in texts
        if getattr(text, "arrow_patch", None) is not None
    }
    assert arrows == {
        ("inputs X", "weights W, b"),
        ("weights W, b", "ACTIVATION"),
        ("ACTIVATION", "prediction"),
        ("prediction", "LOSS"),
        ("prediction", "METRIC"),
        ("targets y", "METRIC"),
        ("targets y", "LOSS"),
        ("INITIALIZER", "weights W, b"),
        ("LOSS", "OPTIMIZER"),
        ("OPTIMIZER", "weights W, b"),
    }
