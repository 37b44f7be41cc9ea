"""Comparisons of chapter 7 show every seed, and means where they say so."""

from typing import Any

import numpy as np

from tests.figures import shows, upright
from utils.drawings import optimizers as draw
from utils.plotting import COLORS

rng = np.random.default_rng(0)
RULES = ["SGD", "Adam"]


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
    measures = {
        "eigenvalue": "eigenvalue at loss 0.05",
        "rise": "rise of the loss, at loss 0.05",
        "test": "test accuracy at loss 0.01",
    }
    groups = {
        name: {measure: 1 + rng.random(3) for measure in measures} for name in ("SGD 0.1", "Adam")
    }
    both = list(groups.values())
    panels: list[dict[str, Any]] = [
        {
            "xlabel": label, "ylim": (-1.4, 0.6),
            "yticks": ["", ""] if k else list(groups),
            "lines": [("", group[measure], [-row] * 3) for row, group in enumerate(both)],
        }
        for k, (measure, label) in enumerate(measures.items())
    ]  # fmt: skip
    shows(draw.plot_sharpness(groups), *panels)


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
