"""Where descent is stable in chapter 7: bounds, the map of momentum, one curve for two rules."""

from typing import Any

import numpy as np

from tests.figures import level, shows
from utils.drawings import optimizers as draw
from utils.plotting import LINE_COLORS


def test_edge() -> None:
    steps = np.array([0, 50])
    runs = {lr: (steps, np.array([4.0, 2 / lr]), np.array([0.8, lr, 0.1])) for lr in (0.2, 0.5)}
    bounds: list[Any] = []
    for k, (lr, (_, sharpness, _)) in enumerate(runs.items()):
        bounds.append((f"lr {lr}", steps, sharpness, LINE_COLORS[k]))
        bounds.append(level(f"2 / {lr}", 2 / lr))
    shows(
        draw.plot_edge(runs),
        {
            "title": "Largest eigenvalue", "xlabel": "step", "ylabel": "sharpness",
            "legend": ["lr 0.2", "2 / 0.2", "lr 0.5", "2 / 0.5"], "lines": bounds,
        },
        {
            "title": "Loss", "xlabel": "step", "ylabel": "training loss", "yscale": "log",
            "legend": ["lr 0.2", "lr 0.5"],
            "lines": [(f"lr {lr}", [0, 1, 2], [0.8, lr, 0.1]) for lr in runs],
        },
    )  # fmt: skip


def test_momentum_map() -> None:
    factors = np.array([[0.9, 0.8, 1.2], [0.7, 1.0, 1.5]])
    figure = draw.plot_momentum_map(
        np.array([0.01, 0.02, 0.03]), np.array([0.0, 0.9]), factors, (0.02, 0.9), (0.01, 0.5),
        np.array([1.0, 0.5, 1e13]),
    )  # fmt: skip
    shows(
        figure,
        {
            "title": "Two curvatures, 1 and kappa", "xlabel": "learning rate",
            "ylabel": "momentum", "legend": ["chosen", "best"],
            "images": [np.where(factors < 1, factors, np.nan)],
            "lines": [("chosen", [0.02], [0.9]), ("best", [0.01], [0.5])],
        },
        {
            "title": "The chosen pair", "xlabel": "step", "ylabel": "distance", "yscale": "log",
            "lines": [("", [0, 1, 2], [1, 0.5, np.nan])],
        },
        colorbar="factor per step (white: diverges)",
    )  # fmt: skip
    assert tuple(figure.axes[0].images[0].get_extent()) == (0.01, 0.03, 0.0, 0.9)


def test_one_curve() -> None:
    losses = {
        "SGD": (np.array([0.1, 1.0]), np.array([0.1, 1.0]), np.array([[0.4, 0.2], [0.6, 0.2]])),
        "momentum": (np.array([0.01, 0.1]), np.array([0.1, 1.0]), np.array([[0.5, 0.1]])),
    }
    means = {"SGD": [0.5, 0.2], "momentum": [0.5, 0.1]}
    panels: list[dict[str, Any]] = [
        {
            "title": f"Recorded: over {label}", "xlabel": label, "ylabel": "training loss",
            "xscale": "log", "yscale": "log", "legend": list(losses),
            "lines": [(name, values[k], means[name]) for name, values in losses.items()],
        }
        for k, label in enumerate(("lr", "lr / (1 - gamma)"))
    ]  # fmt: skip
    shows(draw.plot_one_curve(losses), *panels)
