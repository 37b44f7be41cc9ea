"""The figures of chapter 4 show what they are given."""

import numpy as np
import pytest

from tests.figures import shows, upright
from utils.drawings import initializers as draw
from utils.plotting import COLORS, LINE_COLORS

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


def test_densities() -> None:
    draws = {"normal": rng.normal(0, 0.05, 500), "zeros": np.zeros(9), "ones": np.ones(9)}
    figure = draw.plot_densities(draws, columns=2)
    edges = np.linspace(-0.18, 0.18, 91)
    share = [((draws["normal"] >= a) & (draws["normal"] < a + 0.004)).mean() for a in edges[:-1]]
    shows(
        figure,
        {
            "title": "normal", "stairs": [("", edges, np.array(share) / 0.004)],
            "xlim": (-0.18, 0.18), "ylim": (0, 21),
        },
        {"title": "zeros", "lines": [upright("", 0)], "xlim": (-0.18, 0.18)},
        {
            "title": "ones", "lines": [upright("", 1)], "xlim": (-0.18, 0.18),
            "texts": [("all 1", 0, 0.5)],
        },
        xlabel="weight",
        ylabel="density",
    )  # fmt: skip


def test_truncation() -> None:
    plain, rescaled = np.array([-0.1, 0.05, 0.05, 0.15]), np.array([0.0, 0.21])
    x = np.linspace(-0.32, 0.32, 601)
    edges = np.linspace(-0.32, 0.32, 201)

    def density(values: list[float], n: int) -> np.ndarray:
        heights = np.zeros(200)
        for value in values:
            heights[int((value + 0.32) / 0.0032)] += 1 / (n * 0.0032)
        return heights

    names = ["TruncatedNormal: cut at 2 σ", "GlorotNormal: cut at 2.27 σ"]
    shows(
        draw.plot_truncation(plain, rescaled, 0.1, 0.88),
        title="Truncating narrows; rescaling widens again",
        xlabel="weight",
        ylabel="density",
        legend=["normal with that σ, not truncated", *names],
        lines=[
            (
                "normal with that σ, not truncated",
                x,
                np.exp(-50 * x**2) / np.sqrt(2 * np.pi * 0.01),
            )
        ],
        stairs=[
            (names[0], edges, density(list(plain), 4)),
            (names[1], edges, density(list(rescaled), 2)),
        ],
    )


@pytest.mark.parametrize(("low", "limits"), [(-0.9, (-1, 1)), (0.0, (0, 3))])
def test_ridges_leave_out_zeros_and_have_one_height(
    low: float, limits: tuple[float, float]
) -> None:
    outputs = [rng.uniform(low, 0.9, 40) for _ in range(2)]
    outputs[0][:20] = 0
    deltas = [rng.uniform(-3, 3, 40) for _ in range(2)]
    figure = draw.plot_ridges({"A": (outputs, deltas), "B": (outputs, deltas)})

    def panel(layers: list[np.ndarray], low: float, high: float) -> dict[str, object]:
        edges = np.linspace(low, high, 81)
        stairs = []
        for k, values in enumerate(layers):
            counts = np.histogram(values[values != 0], edges)[0]
            stairs.append(("", edges, k + 1 - 0.85 * counts / max(counts)))
        return {"stairs": stairs, "xlim": (low, high), "ylim": (2.4, 0), "yticks": ["1", "2"]}

    upper = panel(outputs, *limits) | {"xlabel": "outputs a (without zeros)"}
    lower = panel(deltas, -3, 3) | {"xlabel": "error signals δ (without zeros)"}
    shows(
        figure,
        upper | {"title": "A", "ylabel": "layer"},
        upper | {"title": "B"},
        lower | {"ylabel": "layer"},
        lower,
    )


def test_levels() -> None:
    names = ["tanh", "ReLU"]
    measured = {name: (rng.random(21) + 1, rng.random(20) + 1) for name in names}
    theory = {name: (rng.random(21) + 1, rng.random(20) + 1) for name in names}

    def lines(part: int) -> list[object]:
        layers, every = np.arange(part, 21), 2
        return [
            line
            for k, name in enumerate(names)
            for line in (
                (f"{name}, theory", layers, theory[name][part], LINE_COLORS[k]),
                ("measured", layers[::every], measured[name][part][::every], LINE_COLORS[k]),
            )
        ]

    axis = {"ylabel": "mean square", "yscale": "log"}
    shows(
        draw.plot_levels(measured, theory),
        axis | {"title": "Forward: outputs", "xlabel": "layer (0 = inputs)", "lines": lines(0)},
        axis | {"title": "Backward: error signals", "xlabel": "layer", "lines": lines(1)},
        legend=["tanh, theory", "measured", "ReLU, theory", "measured"],
    )


def test_choice() -> None:
    runs = np.array([[[0.1, 0.3], [0.9, 0.8]], [[0.5, 0.5], [0.6, 0.8]]])
    figure = draw.plot_choice({"ReLU": runs, "tanh": runs}, ["zeros", "He"], [2, 9], 0.1)
    texts = ["0.20\n(0.10 to 0.30)", "0.85\n(0.80 to 0.90)"]
    texts += ["0.50\n(0.50 to 0.50)", "0.70\n(0.60 to 0.80)"]
    places = [(0, 0), (1, 0), (0, 1), (1, 1)]
    panel = {
        "xlabel": "hidden layers", "xticks": ["2", "9"], "yticks": ["zeros", "He"],
        "images": [[[0.2, 0.85], [0.5, 0.7]]],
        "texts": [(text, *place) for text, place in zip(texts, places, strict=True)],
    }  # fmt: skip
    shows(figure, panel | {"title": "ReLU"}, panel | {"title": "tanh"})
    assert figure.axes[0].images[0].get_clim() == (0.1, 1.1)
