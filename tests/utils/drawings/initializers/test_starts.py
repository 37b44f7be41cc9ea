"""The figures of chapter 4 (starts) show what they are given."""

import numpy as np

from tests.figures import level, shows
from utils.drawings import initializers as draw
from utils.plotting import COLORS

rng = np.random.default_rng(0)


def test_starts() -> None:
    live = {"zeros": [0.1, 0.1, 0.1], "He": [0.5, 0.7, 0.9]}
    recorded = {name: rng.random((4, 3)) for name in live}
    epochs = [1, 2, 3]
    figure = draw.plot_starts(live, recorded, ("live", "recorded"))
    shows(
        figure,
        {
            "title": "live", "xlabel": "epoch", "ylabel": "validation accuracy", "ylim": (0, 1),
            "lines": [(name, epochs, values) for name, values in live.items()],
        },
        {
            "title": "recorded", "xlabel": "epoch", "ylabel": "test accuracy", "ylim": (0, 1),
            "lines": [(name, epochs, runs.sum(axis=0) / 4) for name, runs in recorded.items()],
            "bands": [
                (epochs, np.sort(runs, axis=0)[0], np.sort(runs, axis=0)[-1])
                for runs in recorded.values()
            ],
        },
        legend=["zeros", "He"],
    )  # fmt: skip


def test_units() -> None:
    rows = {"equal": np.full((16, 3), 0.5), "random": rng.normal(size=(16, 3))}
    figure = draw.plot_units(rows, side=4)
    largest = np.abs(rows["random"]).max()
    units, bars = figure.axes[:6], figure.axes[6:]
    for axes, (name, k) in zip(units, [(n, k) for n in rows for k in range(3)], strict=True):
        pixels = rows[name][:, k].reshape(4, 4)
        shows(axes, ylabel="" if k else name, images=[pixels], xticks=[])
        limit = 0.5 if name == "equal" else largest
        assert axes.images[0].get_clim() == (-limit, limit)
    assert [axes.get_ylabel() for axes in bars] == ["weight", "weight"]
    assert [list(axes.get_yticks()) for axes in bars] == [[-0.5, 0, 0.5], [-largest, 0, largest]]
    assert figure.get_suptitle() == "Incoming weights of 3 hidden units after training"


def test_fans_mark_the_weights_that_are_counted() -> None:
    figure = draw.plot_fans(4, 3)
    inputs = [(0.0, y) for y in (1.5, 0.5, -0.5, -1.5)]
    outputs = [(2.0, y) for y in (1.0, 0.0, -1.0)]

    def panel(title: str, marked: list[tuple[int, int]]) -> dict[str, object]:
        lines = [
            ("", [0, 2], [y0, y1], COLORS[1] if (i, j) in marked else "#CCCCCC")
            for i, (_, y0) in enumerate(inputs)
            for j, (_, y1) in enumerate(outputs)
        ]
        points = [("", [x], [y]) for x, y in inputs + outputs]
        texts = [("inputs", 0, -2.35), ("outputs", 2, -2.35)]
        return {"title": title, "lines": lines, "points": points, "texts": texts}

    shows(
        figure,
        panel("fan_in = 4: weights into one output", [(i, 1) for i in range(4)]),
        panel("fan_out = 3: weights out of one input", [(1, j) for j in range(3)]),
    )


def test_detector() -> None:
    curves = {"bias 0": rng.random((5, 4)), "prior": rng.random((5, 4))}
    updates = [0, 14, 28, 42]
    shows(
        draw.plot_detector(curves, 14, 0.3),
        title="Detector of fives: two first biases",
        xlabel="updates",
        ylabel="validation loss",
        legend=["bias 0", "prior", "always answers p"],
        lines=[
            *((name, updates, runs.sum(axis=0) / 5) for name, runs in curves.items()),
            level("always answers p", 0.3),
        ],
        bands=[
            (updates, np.sort(runs, axis=0)[0], np.sort(runs, axis=0)[-1])
            for runs in curves.values()
        ],
    )
