"""The fits of chapter 5 show what they are given."""

from typing import Any

import numpy as np

from tests.figures import shows
from utils.drawings import losses as draw
from utils.plotting import COLORS

rng = np.random.default_rng(0)


def test_surfaces() -> None:
    surfaces = {"MSE": lambda x, y: x**2 + 2 * y**2, "BCE": lambda x, y: (x - y) ** 2 + x}
    way = np.array([[2.0, 1.0], [1.0, 0.5], [0.0, 0.0]])
    paths = {name: {"lr 1": way, "lr 2": -way} for name in surfaces}
    figure = draw.plot_surfaces(surfaces, paths, limit=3)
    lines = []
    for name, path in paths["MSE"].items():
        lines += [(name, *path.T), ("", *path.T), ("", *path[:1].T)]
    common: dict[str, Any] = {
        "xlabel": "weight $w_1$", "ylabel": "weight $w_2$", "legend": ["lr 1", "lr 2"],
        "lines": lines, "xlim": (-3, 3), "ylim": (-3, 3),
    }  # fmt: skip
    panels, bars = figure.axes[:2], figure.axes[2:]
    for ax, (name, f) in zip(panels, surfaces.items(), strict=True):
        shows(ax, **common, title=name, heights=f)
    assert [bar.get_ylabel() for bar in bars] == ["mean loss"] * 2
    # each panel its own scale: up to 9 + 18, and up to 36 + 3
    assert [round(bar.get_ylim()[1], 2) for bar in bars] == [27, 39]


def test_spread() -> None:
    panels = {title: {name: rng.random((3, 4)) for name in "ab"} for title in ("one", "two")}
    at = [0, 10, 20]
    figure = draw.plot_spread(panels, at, xlabel="step", ylabel="loss")
    shows(
        figure,
        *(
            {
                "title": title, "xlabel": "step", "ylabel": "loss", "legend": ["a", "b"],
                "lines": [(name, at, runs.sum(axis=1) / 4) for name, runs in named.items()],
                "bands": [
                    (at, np.sort(runs)[:, 0], np.sort(runs)[:, -1]) for runs in named.values()
                ],
            }
            for title, named in panels.items()
        ),
    )  # fmt: skip
    assert figure.axes[0].get_ylim() == figure.axes[1].get_ylim()


def test_fits() -> None:
    x, y = np.array([0.0, 1, 2, 4]), np.array([1.0, 2, 9, 4])
    outlier = np.array([False, False, True, False])
    shows(
        draw.plot_fits(x, y, outlier, {"MSE": (2.0, 0.5), "MAE": (1.0, 0.0)}),
        title="Four outliers pull at three lines",
        xlabel="x",
        ylabel="y",
        legend=["MSE", "MAE", "data", "outliers"],
        lines=[
            ("MSE", [0, 4], [0.5, 8.5]),
            ("MAE", [0, 4], [0, 4]),
            ("data", [0, 1, 4], [1, 2, 4], COLORS[7]),
            ("outliers", [2], [9], COLORS[4]),
        ],
    )


def test_quantiles() -> None:
    x, y = np.array([0.0, 1, 4]), np.array([1.0, 2, 9])
    shows(
        draw.plot_quantiles(x, y, {0.1: (1.0, 0.0), 0.9: (2.0, 0.5)}),
        title="Three quantiles as straight lines",
        xlabel="x",
        ylabel="y",
        legend=["q = 0.1", "q = 0.9", "data"],
        lines=[("q = 0.1", [0, 4], [0, 4]), ("q = 0.9", [0, 4], [0.5, 8.5]), ("data", x, y)],
    )


def test_the_shift_of_the_logits() -> None:
    plain, weighted = np.array([-3.0, 1.0, 2.0]), np.array([-1.0, 2.5, 4.0])
    figure = draw.plot_shift(plain, weighted, np.array([False, True, False]), 2.0)
    shows(
        figure,
        title="Class weights lift the logits",
        xlabel="logit without weights",
        ylabel="logit with weights",
        legend=["other digits", "fives", "no shift", "shift 2.00"],
        lines=[
            ("other digits", [-3, 2], [-1, 4], COLORS[7]),
            ("fives", [1], [2.5], COLORS[4]),
            ("no shift", [-3, 2], [-3, 2]),
            ("shift 2.00", [-3, 2], [-1, 4]),
            ("", [0, 1], [0, 0]),
            ("", [0, 0], [0, 1]),
        ],
    )


def test_contributions() -> None:
    truth, prediction = np.array([0.0, 1.0]), np.array([0.25, 0.75])
    figure = draw.plot_contributions(
        ["cat", "dog"], truth, prediction, "nats", np.array([0.0, 0.288])
    )
    shows(
        figure,
        {
            "title": "Truth and prediction", "ylabel": "probability", "ylim": (0, 1.15),
            "legend": ["truth y", "prediction p"], "xticks": ["cat", "dog"],
            "bars": [
                ("truth y", [-0.2, 0.8], truth),
                ("prediction p", [0.2, 1.2], prediction),
            ],
            "texts": ["0.00", "1.00", "0.25", "0.75"],
        },
        {
            "title": "Cross-entropy 0.288 nats", "ylabel": "−y ln p [nats]", "ylim": (0, 1.15),
            "xticks": ["cat", "dog"], "bars": [("", [0, 1], [0, 0.288])],
            "texts": ["0.000", "0.288"],
        },
    )  # fmt: skip
