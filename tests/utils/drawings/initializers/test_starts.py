"""The figures of chapter 4 (starts) show what they are given."""

import numpy as np

from tests.figures import shows
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
            "title": "live", "xlabel": "epoch", "ylabel": "training accuracy", "ylim": (0, 1),
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
    panels = [
        {"ylabel": "" if k else name, "images": [weights[:, k].reshape(4, 4)], "xticks": []}
        for name, weights in rows.items()
        for k in range(3)
    ]
    shows(figure, *panels, title="Incoming weights of 3 hidden units after training")
    largest = np.abs(rows["random"]).max()
    for k, limit in enumerate([0.5] * 3 + [largest] * 3):
        assert figure.axes[k].images[0].get_clim() == (-limit, limit)


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
