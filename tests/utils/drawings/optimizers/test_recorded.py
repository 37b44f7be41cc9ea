"""Comparisons of chapter 7 show every seed, and means where they say so."""

from typing import Any

import numpy as np

from tests.figures import shows, upright
from utils.drawings import optimizers as draw
from utils.drawings.optimizers import LOOKS
from utils.plotting import COLORS

rng = np.random.default_rng(0)
RULES = ["SGD", "Adam"]


def color(rule: str) -> Any:
    return LOOKS[rule]["color"]


def strips(values: dict[str, Any]) -> dict[str, Any]:
    lines = [("", v, [-k] * len(v), color(n)) for k, (n, v) in enumerate(values.items())]
    return {"lines": lines, "yticks": list(values)}


def test_recorded_race() -> None:
    losses = {rule: np.exp(rng.normal(size=(2, 4))) for rule in RULES}
    final = {rule: rng.random(3) for rule in RULES}
    shows(
        draw.plot_recorded_race(losses, final),
        {
            "title": "Recorded: mean of two seeds", "xlabel": "epoch", "yscale": "log",
            "ylabel": "training loss (dropout on)", "legend": RULES,
            "lines": [
                (rule, [1, 2, 3, 4], (a + b) / 2, color(rule)) for rule, (a, b) in losses.items()
            ],
        },
        strips(final)
        | {
            "title": "Recorded: each seed a dot",
            "xlabel": "test accuracy after the last epoch",
        },
    )  # fmt: skip


def test_sweep() -> None:
    names = ["SGD", "momentum", "Adagrad", "RMSprop", "Adam", "Nadam"]
    rates = {name: np.array([0.01, 0.1]) * (k + 1) for k, name in enumerate(names)}
    losses = {name: np.array([[1.0, 0.4], [2.0, 0.2]]) * (k + 1) for k, name in enumerate(names)}
    deck = {name: 0.05 * (k + 1) for k, name in enumerate(names)}
    figure = draw.plot_sweep(rates, losses, deck, 2)
    panels = [
        {
            "title": name, "xscale": "log", "yscale": "log", "ylim": (0.04, 5), "patches": 1,
            "lines": [
                ("seed 0", rates[name], losses[name][0]),
                ("seed 1", rates[name], losses[name][1]),
                upright("lecture", deck[name]),
            ],
        }
        for name in names
    ]  # fmt: skip
    shows(
        figure,
        *panels,
        legend=["seed 0", "seed 1", "good", "lecture"],
        xlabel="learning rate",
        ylabel="training loss after 3 epochs",
    )
    for k, axes in enumerate(figure.axes):
        heights = axes.patches[0].get_path().get_extents(axes.patches[0].get_patch_transform())
        np.testing.assert_allclose((heights.y0, heights.y1), (0.21 * (k + 1), 0.6 * (k + 1)))


def test_search() -> None:
    fixed = np.array([[4.0, 3.0], [2.0, 1.0], [1.5, 1.2]])
    moving, history = fixed / 2, np.array([[0.1, 0.2], [0.1, 0.3], [0.15, 0.3]])
    rounds = [1, 2, 3]
    shows(
        draw.plot_search(fixed, np.array([0.1, 0.2]), moving, history),
        {
            "title": "Eight networks, one seed", "xlabel": "epoch", "ylabel": "validation loss",
            "yscale": "log", "legend": ["grid", "best of the grid", "best of PBT"],
            "lines": [
                ("grid", rounds, [4, 2, 1.5]), ("", rounds, [3, 1, 1.2]),
                ("best of the grid", rounds, [3, 1, 1.2]),
                ("best of PBT", rounds, [1.5, 0.5, 0.6]),
            ],
        },
        {
            "title": "Rates of the eight networks", "xlabel": "epoch", "ylabel": "learning rate",
            "yscale": "log", "legend": ["PBT", "grid, all the time"],
            "lines": [
                ("PBT", rounds, [0.1, 0.1, 0.15]), ("grid, all the time", 0, 0.1),
                ("", rounds, [0.2, 0.3, 0.3]), ("", 0, 0.2),
            ],
        },
    )  # fmt: skip


def test_batches() -> None:
    accuracies = {name: rng.random((3, 2)) for name in ("same rate", "scaled rate")}
    seconds = np.array([[3.0, 1.0, 8.0], [0.2, 0.5, 0.1]])
    sizes = [32, 512]

    def bands(runs: Any) -> Any:
        return sizes, np.sort(runs, axis=0)[0], np.sort(runs, axis=0)[-1]

    common = {"xlabel": "batch size", "xscale": "log"}
    shows(
        draw.plot_batches(sizes, accuracies, seconds),
        common
        | {
            "title": "Accuracy", "ylabel": "test accuracy", "legend": list(accuracies),
            "lines": [(name, sizes, runs.sum(axis=0) / 3) for name, runs in accuracies.items()],
            "bands": [bands(runs) for runs in accuracies.values()],
        },
        common
        | {
            "title": "Time", "ylabel": "processor time [s per 10,000 images]", "yscale": "log",
            "legend": ["median", "least to greatest"], "lines": [("median", sizes, [3, 0.2])],
            "bands": [(sizes, [1, 0.1], [8, 0.5])],
        },
    )  # fmt: skip


def test_sharpness() -> None:
    values = {rule: rng.uniform(0.95, 0.97, 3) for rule in RULES}
    names = ["test accuracy", "largest eigenvalue", "a", "b"]
    shows(
        draw.plot_sharpness(dict.fromkeys(names, values)),
        *(
            strips(values)
            | {
                "xlabel": name, "xscale": "log" if "eigenvalue" in name else "linear",
                "xlim": (0.005, 20) if "eigenvalue" in name else (0.945, 0.977),
            }
            for name in names
        ),
    )  # fmt: skip


def test_core_lab() -> None:
    curves = {name: rng.uniform(0.95, 1, (3, 4)) for name in ("lr 0.02", "lr 0.01")}
    epochs = [1, 2, 3, 4]
    shows(
        draw.plot_core_lab(curves),
        title="Recorded: five layers, three seeds",
        xlabel="epoch",
        ylabel="training accuracy",
        ylim=(0.92, 1),
        legend=list(curves),
        lines=[(name, epochs, runs.sum(axis=0) / 3) for name, runs in curves.items()],
        bands=[
            (epochs, np.sort(runs, axis=0)[0], np.sort(runs, axis=0)[-1])
            for runs in curves.values()
        ],
    )


def test_rare() -> None:
    sizes = {rule: (rng.random(2), rng.random(2)) for rule in RULES}
    lines: list[Any] = [
        (label if not i else "", sizes[rule][k], [-i + 0.15 - 0.3 * k] * 2, COLORS[k])
        for k, label in enumerate(("common", "rare"))
        for i, rule in enumerate(RULES)
    ]
    shows(
        draw.plot_rare(sizes, 2.0),
        title="After one pass; each seed a mark",
        xlabel="mean size of the weights, in the right direction",
        xlim=(0, 2.8),
        yticks=RULES,
        legend=["common", "rare", "true size"],
        lines=[*lines, upright("true size", 2)],
    )
