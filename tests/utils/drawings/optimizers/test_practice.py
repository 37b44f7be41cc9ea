"""Comparisons that chapter 7 trains itself: curves, trials and maps hold what was given."""

from typing import Any

import numpy as np

from tests.figures import level, shows
from utils.drawings import optimizers as draw

rng = np.random.default_rng(0)


def test_schedules() -> None:
    schedules = {"constant": lambda x: 1.0, "falling": lambda x: 1 - x}
    rates, shares = np.array([0.1, 0.3]), np.linspace(0, 1, 101)
    losses = {"constant": [0.5, 0.4], "falling": [0.6, 0.3]}
    shows(
        draw.plot_schedules(schedules, rates, losses),
        {
            "title": "Five schedules", "xlabel": "share of all updates",
            "ylabel": "factor of the rate", "legend": list(schedules),
            "lines": [("constant", shares, np.ones(101)), ("falling", shares, 1 - shares)],
        },
        {
            "title": "Mean of ten seeds", "xlabel": "learning rate", "xscale": "log",
            "ylabel": "validation loss", "legend": list(losses),
            "lines": [(name, rates, values) for name, values in losses.items()],
        },
    )  # fmt: skip


def test_searches() -> None:
    trials = {"grid": (np.array([0.1, 1.0]), np.array([2.0, 9.0]))}
    chosen = {"grid": np.array([0.5, 0.7]), "PBT": np.array([0.4, 0.2])}
    lines: list[Any] = []
    for k, (name, values) in enumerate(chosen.items()):
        lines += [(name, values, [-k, -k]), ("", [values.sum() / 2] * 2, [-k - 0.3, -k + 0.3])]
    shows(
        draw.plot_searches(trials, chosen),
        {
            "title": "Nine trials each, one seed", "xlabel": "learning rate", "xscale": "log",
            "ylabel": "validation loss, at most 5", "legend": ["grid"],
            "lines": [("grid", [0.1, 1], [2, 5])],
        },
        {
            "title": "Each seed a mark; lines: means", "xlabel": "test loss of the choice",
            "yticks": ["grid", "PBT"], "ylim": (-1.4, 0.6), "lines": lines,
        },
    )  # fmt: skip


def test_decay() -> None:
    losses = {name: rng.random((2, 3)) for name in ("L2", "AdamW")}
    panels: list[dict[str, Any]] = [
        {
            "title": name, "xlabel": "strength", "ylabel": "learning rate", "images": [values],
            "xticks": ["0", "0.01", "0.1"], "yticks": ["0.003", "0.030"],
            "texts": [(f"{v:.2f}", j, i) for (i, j), v in np.ndenumerate(values)],
        }
        for name, values in losses.items()
    ]  # fmt: skip
    figure = draw.plot_decay(np.array([0.003, 0.03]), np.array([0, 0.01, 0.1]), losses)
    shows(figure, *panels)
    limits = {axes.images[0].get_clim() for axes in figure.axes}
    both = np.stack(list(losses.values()))
    assert limits == {(both.min(), both.max())}


def test_held() -> None:
    paths = {"SGD": np.array([0.0, -1.0]), "Adam": np.array([0.0, 1.0])}
    shows(
        draw.plot_held(paths),
        title="Best is -1, worst is 1", xlabel="step", ylabel="weight", legend=list(paths),
        lines=[*((name, [1, 2], way) for name, way in paths.items()), level("", -1)],
    )  # fmt: skip
