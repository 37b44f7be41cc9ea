"""Descents of chapter 7: paths, arrows and distances are those that were given."""

from typing import Any

import numpy as np

from tests.figures import shows, upright
from utils.drawings import optimizers as draw
from utils.plotting import LINE_COLORS
from utils.surfaces import SURFACES

rng = np.random.default_rng(0)
STEPS = {name: np.exp(rng.normal(size=5)) for name in ("one", "two")}


def path(name: str, way: Any) -> list[Any]:
    """What a path over a surface consists of: a line, its points, and its start."""
    return [(name, *way.T), ("", *way.T), ("", *way[:1].T)]


def bowl(x: Any, y: Any) -> Any:
    return x**2 + 2 * y**2


def test_landscape_points_downhill() -> None:
    places = np.array([[1.0, 0.0], [0.0, -1.0]])
    figure = draw.plot_landscape(
        bowl, places, np.array([[2.0, 0.0], [0.0, -4.0]]), {"minimum": (0, 0), "saddle": (1, 1)}
    )
    shows(
        figure,
        {
            "title": "A loss of two weights", "xlabel": "weight w1", "ylabel": "weight w2",
            "heights": bowl, "legend": ["minimum", "saddle"],
            "quiver": [([1, 0], [0, -1], [-1, 0], [0, 1])],
            "lines": [("minimum", 0, 0), ("saddle", 1, 1)],
        },
        colorbar="height",
    )  # fmt: skip


def test_rates() -> None:
    rates, after = np.array([0.1, 0.2, 0.3]), np.array([1e-3, 1e-9, 1e4])
    shows(
        draw.plot_rates(STEPS, rates, after, 0.25),
        {
            "title": "Four learning rates", "xlabel": "step", "yscale": "log",
            "ylabel": "distance from the minimum", "legend": ["one", "two"],
            "lines": [(name, range(5), d) for name, d in STEPS.items()],
        },
        {
            "title": "The bound is sharp", "xlabel": "learning rate", "yscale": "log",
            "ylabel": "distance after all steps", "legend": ["2 / largest eigenvalue"],
            "lines": [("", rates, after), upright("2 / largest eigenvalue", 0.25)],
        },
    )  # fmt: skip


def test_curves_over_steps() -> None:
    common: dict[str, Any] = {"legend": ["one", "two"], "xlabel": "step"}
    from_zero = {"lines": [(name, range(5), y) for name, y in STEPS.items()]}
    from_one = {"lines": [(name, range(1, 6), y) for name, y in STEPS.items()]}
    shows(
        draw.plot_distances(STEPS, "Noise", (0.1, 9)),
        **common | from_zero, title="Noise", ylabel="distance from the minimum", yscale="log",
        ylim=(0.1, 9),
    )  # fmt: skip
    shows(
        draw.plot_rates_in_force(STEPS),
        **common | from_one, title="Rate in force: gradient 1, after step 100 only 0.1",
        ylabel="step / gradient", yscale="log", ylim=(0.05, 5),
    )  # fmt: skip
    shows(
        draw.plot_estimates(STEPS),
        **common | from_one, title="True values: mean 1, mean square 1.25", ylabel="estimate",
        xscale="log", ylim=(0, 2.3),
    )  # fmt: skip
    shows(
        draw.plot_epochs(STEPS, "Three successors"),
        **common | from_one | {"xlabel": "epoch"}, title="Three successors",
        ylabel="training loss", yscale="log", ylim=(0.08, 2),
    )  # fmt: skip


def test_cures() -> None:
    w = np.linspace(-2, 2, 9)
    stuck, out = np.array([[1.0], [0.5]]), np.array([[1.0], [-1.5]])
    ways = {"plain": np.array([[2.0, 1.0], [1.0, 0.5]]), "momentum": np.array([[2.0, 1.0], [0, 0]])}
    others = {"Saddle": "saddle", "Ravine": "ravine", "Cliff": "cliff"}
    figure = draw.plot_cures(
        (w, w**2, {"plain": stuck, "noise": out}, lambda x: x**2),
        {title: (name, ways) for title, name in others.items()},
    )
    panels = []
    for title, name in others.items():
        surface = SURFACES[name]
        stars = [("minimum", *np.transpose(surface.minima))] if surface.minima else []
        panels.append(
            {
                "title": title, "xlabel": "x", "ylabel": "y", "heights": surface,
                "legend": ["plain", "momentum", *(star[0] for star in stars)],
                "lines": [line for n, way in ways.items() for line in path(n, way)] + stars,
            }
        )  # fmt: skip
    shows(
        figure,
        {
            "title": "Local minimum", "xlabel": "weight w", "ylabel": "loss",
            "legend": ["plain", "noise"],
            "lines": [
                ("", w, w**2),
                ("", [1, 0.5], [1.12, 0.37]), ("plain", [0.5], [0.37]),
                ("", [1, -1.5], [1.24, 2.49]), ("noise", [-1.5], [2.49]),
            ],
        },
        *panels,
    )  # fmt: skip


def test_differences_stay_within_the_picture() -> None:
    gaps = {
        f"rule {k}": (np.array([1e-3, 1e9]), np.array([0.0, 10.0 ** -(k + 9)])) for k in range(4)
    }
    panels = [
        {
            "title": name, "yscale": "log",
            "lines": [
                ("slide - Keras", [1, 2], [1e-3, 1e3], LINE_COLORS[1]),
                ("ours - Keras", [1, 2], [1e-18, ours[1]], LINE_COLORS[0]),
            ],
        }
        for name, (_, ours) in gaps.items()
    ]  # fmt: skip
    shows(
        draw.plot_differences(gaps),
        *panels,
        legend=["slide - Keras", "ours - Keras"],
        xlabel="step",
        ylabel="largest difference of a weight",
    )


def test_clipping() -> None:
    paths = {"plain": np.array([8.0, 1.0]), "clipped": np.array([8.0, 0.5, 0.1])}
    figure = draw.plot_clipping(np.array([2.0, 1.0]), {"clipnorm": np.array([0.9, 0.45])}, paths)
    shows(
        figure,
        {
            "title": "One vector", "xlabel": "first component", "ylabel": "second component",
            "legend": ["gradient", "clipnorm"],
            "arrows": [((0, 0), (2, 1)), ((0, 0), (0.9, 0.45))],
            "lines": [("gradient", 2, 1), ("clipnorm", 0.9, 0.45)],
        },
        {
            "title": "Over the cliff", "xlabel": "step", "ylabel": "height", "yscale": "log",
            "legend": ["plain", "clipped"],
            "lines": [("plain", [0, 1], [8, 1]), ("clipped", [0, 1, 2], [8, 0.5, 0.1])],
        },
    )  # fmt: skip


def test_a_way_and_its_heights_until_they_overflow() -> None:
    ravine = SURFACES["ravine"]
    way = np.array([[-10.0, 1.0], [-5.0, 0.5], [0.0, 0.0]])
    heights = np.array([75.0, 1e13, -np.inf])
    shows(
        draw.plot_way(ravine, way, "SGD", "SGD, 2 steps", heights),
        {
            "title": "SGD, 2 steps", "xlabel": "x", "ylabel": "y", "heights": ravine,
            "legend": ["SGD", "minimum"],
            "lines": [*path("SGD", way), ("minimum", [0], [0])],
        },
        {
            "title": "Height on the way", "xlabel": "step", "ylabel": "height",
            "yscale": "symlog", "lines": [("", [0, 1, 2], [75, np.nan, np.nan])],
        },
    )  # fmt: skip
