"""Shortcuts in chapter 8: training errors and loss surfaces show the recorded numbers."""

from typing import Any

import numpy as np
from scipy.interpolate import RegularGridInterpolator
from scipy.stats import gmean

from tests.figures import contents, shows, upright
from utils.drawings import resnet as draw
from utils.plotting import LINE_COLORS

rng = np.random.default_rng(0)


def test_identity() -> None:
    panels = {t: {n: np.exp(rng.normal(size=(4, 3))) for n in "FH"} for t in ("deep", "flat")}
    figure = draw.plot_identity(panels)
    steps = np.arange(4)
    shown: list[dict[str, Any]] = [
        {
            "title": title, "xlabel": "step", "yscale": "log", "ylim": (1e-5, 10),
            "lines": [
                line
                for k, (name, runs) in enumerate(forms.items())
                for line in (
                    *(("", steps, run, LINE_COLORS[k]) for run in runs.T),
                    (name, steps, gmean(runs, axis=1), LINE_COLORS[k]),
                )
            ],
        }
        for title, forms in panels.items()
    ]  # fmt: skip
    shows(figure, shown[0] | {"ylabel": "mean squared error"}, shown[1], legend=["F", "H"])


def test_one_weight() -> None:
    w = np.array([-1.0, 0.0, 1.0])
    losses = {"plain": (w - 1) ** 2, "shortcut": w**2}
    shows(
        draw.plot_one_weight(w, losses, {"plain": 1.0, "shortcut": 0.0}),
        title="The shortcut moves the parabola by 1",
        xlabel="weight w",
        ylabel="loss C",
        legend=["plain", "shortcut"],
        lines=[
            ("plain", w, losses["plain"], LINE_COLORS[0]),
            ("", 1, 0, LINE_COLORS[0]),
            ("shortcut", w, losses["shortcut"], LINE_COLORS[1]),
            ("", 0, 0, LINE_COLORS[1]),
            upright("", 0),
        ],
    )


def test_starts_have_one_row_each_in_the_order_of_the_first_panel() -> None:
    first = {"plain": np.array([1.0, 3.0]), "shortcuts": np.array([4.0, 6.0])}
    second = {"shortcuts": np.array([7.0, 9.0]), "plain": np.array([2.0, 2.0])}
    figure = draw.plot_starts({"error": first, "drop": second}, ["%", "loss"])
    panels = [
        {
            "title": title,
            "xlabel": xlabel,
            "lines": [
                ("", values, [k - 0.2, k + 0.2], LINE_COLORS[k])
                for k, values in enumerate((rows["plain"], rows["shortcuts"]))
            ],
            "segments": [
                [(rows[name].mean(), k - 0.35), (rows[name].mean(), k + 0.35)]
                for k, name in enumerate(("plain", "shortcuts"))
            ],
            "ylim": (1.5, -0.5),
        }
        for title, rows, xlabel in (("error", first, "%"), ("drop", second, "loss"))
    ]
    shows(figure, panels[0] | {"yticks": ["plain", "shortcuts"]}, panels[1])


def test_errors_over_epochs() -> None:
    errors = {"plain": rng.random((2, 3)), "shortcuts": rng.random((2, 3))}
    lines: list[Any] = []
    for k, (name, runs) in enumerate(errors.items()):
        lines += [("", [5, 10], 100 * runs[:, seed], LINE_COLORS[k]) for seed in range(3)]
        lines.append((name, [5, 10], 100 * runs.sum(axis=1) / 3, LINE_COLORS[k]))
    shows(
        draw.plot_errors_over_epochs(errors, 5),
        title="Live: dense tanh networks, five seeds",
        xlabel="epoch",
        ylabel="training error (%)",
        legend=["plain", "shortcuts"],
        lines=lines,
    )


def test_degradation() -> None:
    rows: list[dict[str, Any]] = [
        {
            "depth": depth, "shortcuts": shortcuts, "warm_up": warm_up, "seed": seed,
            "error": rng.random(3), "start_gradients": rng.random(depth),
            "lesion_errors": rng.random(3),
        }
        for depth in (8, 2)
        for shortcuts in (True, False)
        for warm_up in (False, True)
        for seed in (0, 1)
    ]  # fmt: skip
    order = sorted(rows, key=lambda row: (row["depth"], row["shortcuts"]))

    def name(row: dict[str, Any]) -> str:
        return f"{row['depth']} layers, {'residual' if row['shortcuts'] else 'plain'}"

    def curves(warm_up: bool) -> list[Any]:
        chosen = [row for row in order if row["warm_up"] is warm_up]
        return [(name(row), [1, 2, 3], 100 * row["error"]) for row in chosen]

    cold = [row for row in order if not row["warm_up"]]
    error = {"xlabel": "epoch", "yscale": "log", "ylim": (0.008, 130)}
    label = "training error (%)"
    shows(
        draw.plot_degradation(rows),
        error | {"title": "Training, no warm-up", "ylabel": label, "lines": curves(False)},
        error | {"title": "Training, warm-up", "lines": curves(True)},
        {
            "title": "Before training", "xlabel": "layer", "yscale": "log",
            "ylabel": "norm of the gradient",
            "lines": [
                (name(row), np.arange(row["depth"]) + 1, row["start_gradients"]) for row in cold
            ],
        },
        {
            "title": "After training", "xlabel": "pair taken out (0: first, 1: last)",
            "ylabel": label,
            "lines": [(name(row), [0, 0.5, 1], 100 * row["lesion_errors"]) for row in cold],
        },
        legend=["2 layers, plain", "2 layers, residual", "8 layers, plain", "8 layers, residual"],
    )  # fmt: skip


AXIS = np.linspace(-1, 1, 9)
A, B = np.meshgrid(AXIS, AXIS)
NETWORKS: list[dict[str, Any]] = [
    {"depth": 56, "shortcuts": False, "far_surface": 10 ** (A + 2 * B), "near_surface": 10**A},
    {"depth": 20, "shortcuts": True, "far_surface": 10 ** (3 * A**2 + B), "near_surface": 10**B},
]
for network in NETWORKS:
    network |= {"far_axis": AXIS.tolist(), "near_axis": (0.3 * AXIS).tolist()}
for reach in ("far", "near"):
    NETWORKS[0][f"{reach}_surface"][0, 0] = np.nan  # where the loss overflowed
    NETWORKS[0][f"{reach}_surface"][8, 8] = 1e9


def test_surfaces_are_the_recorded_losses_cut_at_the_top() -> None:
    figure = draw.plot_surfaces(NETWORKS, top=100)
    spaces, planes = [figure.axes[0], figure.axes[2]], [figure.axes[1], figure.axes[3]]
    first, second = A + 2 * B, 3 * A**2 + B
    first[0, 0] = first[8, 8] = 2
    titles = ("56 layers, plain: far", "20 layers, with shortcuts: far")
    for k, heights in enumerate((np.minimum(first, 2), np.minimum(second, 2))):
        space: Any = spaces[k]
        assert (space.get_title(), space.get_xlabel(), space.get_ylabel()) == (titles[k], "a", "b")
        assert space.get_zticklabels()[0].get_text() == "$10^{-4}$"
        corners = np.stack([heights[:-1, :-1], heights[:-1, 1:], heights[1:, 1:], heights[1:, :-1]])
        np.testing.assert_allclose(space.collections[0].get_array(), corners.mean(axis=0).ravel())
    first, second = A.copy(), B.copy()
    first[0, 0] = first[8, 8] = 2
    for k, heights in enumerate((first, second)):
        on_grid = RegularGridInterpolator((0.3 * AXIS, 0.3 * AXIS), heights)

        def at(x: Any, y: Any, on_grid: Any = on_grid) -> Any:
            return on_grid((np.clip(y, -0.3, 0.3), np.clip(x, -0.3, 0.3)))

        shows(
            planes[k],
            title="near",
            xlabel="a",
            ylabel="" if k else "b",
            heights=at,
            lines=[("", 0, 0, "white")],
        )
        (filled,) = (c for c in contents(planes[k])["contours"] if c.filled)
        assert (filled.zmin, filled.zmax) == (heights.min(), heights.max())
    bar = figure.axes[-1]
    assert bar.get_ylabel() == "loss"
    assert bar.get_yticklabels()[-1].get_text() == "$10^{2}$"
