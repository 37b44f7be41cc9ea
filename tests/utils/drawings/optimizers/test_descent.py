"""Descents of chapter 7: arrows and distances are those that were given."""

from typing import Any

import numpy as np

from tests.figures import shows, upright
from utils.drawings import optimizers as draw
from utils.plotting import LINE_COLORS

rng = np.random.default_rng(0)
STEPS = {name: np.exp(rng.normal(size=5)) for name in ("one", "two")}


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
            "title": "Five learning rates", "xlabel": "step", "yscale": "log",
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
        draw.plot_epochs(STEPS, "Three successors"),
        **common | from_one | {"xlabel": "epoch"}, title="Three successors",
        ylabel="training loss", yscale="log", ylim=(0.2, 2),
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
