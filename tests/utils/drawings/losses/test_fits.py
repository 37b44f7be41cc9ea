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
    shows(figure, *(common | {"title": name, "heights": f} for name, f in surfaces.items()))


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
