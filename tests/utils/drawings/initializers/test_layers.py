"""The figures of chapter 4 (layers) show what they are given."""

import numpy as np
import pytest

from tests.figures import level, shows, upright
from utils.drawings import initializers as draw
from utils.plotting import LINE_COLORS

rng = np.random.default_rng(0)


@pytest.mark.parametrize(("low", "limits"), [(-0.9, (-1, 1)), (0.0, (0, 3))])
def test_ridges_leave_out_zeros_and_have_one_height(
    low: float, limits: tuple[float, float]
) -> None:
    outputs = [rng.uniform(low, 0.9, 40) for _ in range(2)]
    outputs[0][:20] = 0
    deltas = [rng.uniform(-3, 3, 40) for _ in range(2)]
    gradients = [rng.normal(0, 0.1, (4, 10)) for _ in range(2)]
    figure = draw.plot_ridges({name: (outputs, deltas, gradients) for name in "AB"})

    def panel(layers: list[np.ndarray], low: float, high: float, label: str) -> dict[str, object]:
        edges = np.linspace(low, high, 81)
        stairs, bars = [], []
        for k, values in enumerate(layers, 1):
            counts = np.histogram(values[values != 0], edges)[0]
            stairs.append(("", edges, k - 0.85 * counts / max(counts)))
            size = (values**2).sum() ** 0.5 / 40**0.5
            bars.append(("", [max(-size, low), size], [k, k]))
        return {
            "stairs": stairs, "lines": bars, "xlim": (low, high), "ylim": (2.4, 0),
            "yticks": ["1", "2"], "xlabel": label,
        }  # fmt: skip

    own = 4 * (sum((g**2).sum() for g in gradients) / 80) ** 0.5
    rows = [
        panel(outputs, *limits, "outputs a"),
        panel(deltas, -3, 3, "error signals δ"),
        panel(gradients, -own, own, "kernel gradients"),
    ]
    shows(
        figure,
        *(
            {**row, "title": "" if k else name, "ylabel": "layer" if name == "A" else ""}
            for k, row in enumerate(rows)
            for name in "AB"
        ),
        title="Every histogram has one height, without zeros; black: root of the mean square",
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
    shows(
        figure,
        panel | {"title": "ReLU"},
        panel | {"title": "tanh"},
        title="Test accuracy: mean, and least to greatest of the seeds",
    )
    assert figure.axes[0].images[0].get_clim() == (0.1, 1.1)


def test_scales() -> None:
    scales = np.array([0.5, 1.0, 3.0])
    tanh = np.array([[0.0, 0.5], [0.0, 1.0], [0.4, 1.2]])
    measured = {
        "ReLU": np.array([[1.0, 0.0, 0.5], [3.0, 9.9, 1.5]]),  # 9.9 is beyond the axes
        "tanh": np.array([[3.0, 0.4, 1.2]]),
    }
    colors = {name: LINE_COLORS[k] for k, name in enumerate(measured)}
    marks = [(*upright("", 1.0), "#777777"), (*upright("", 2.0), "#777777")]
    common = {"xlabel": "n σ²", "xlim": (0.5, 3)}
    left = common | {
        "title": "Forward: where outputs settle", "ylabel": "mean square of outputs",
        "ylim": (-0.06, 1.2),
        "lines": [
            ("ReLU", [0.5, 2], [0, 0], colors["ReLU"]),
            ("", [2, 2], [0, 1.15], colors["ReLU"]),
            ("tanh", scales, [0, 0, 0.4], colors["tanh"]),
            ("ReLU, measured", [1], [0], colors["ReLU"]),
            ("tanh, measured", [3], [0.4], colors["tanh"]),
            *marks,
        ],
        "texts": [
            ("Glorot", 1.03, 1.164), ("He", 2.03, 1.164), ("ReLU vanishes", 0.52, 0.08),
            ("ReLU keeps any size", 1.94, 0.72), ("ReLU explodes", 2.06, 0.92),
        ],
    }  # fmt: skip
    right = common | {
        "title": "Backward: mean square of error signals", "ylabel": "factor per layer",
        "ylim": (-0.09, 1.8),
        "lines": [
            ("ReLU, theory", scales, [0.25, 0.5, 1.5], colors["ReLU"]),
            ("tanh, theory", scales, [0.5, 1.0, 1.2], colors["tanh"]),
            ("ReLU, measured", [1, 3], [0.5, 1.5], colors["ReLU"]),
            ("tanh, measured", [3], [1.2], colors["tanh"]),
            level("error signals keep their size", 1),
            *marks,
        ],
        "texts": [("Glorot", 1.03, 1.746), ("He", 2.03, 1.746)],
    }  # fmt: skip
    shows(
        draw.plot_scales(scales, tanh, measured, {"Glorot": 1.0, "He": 2.0}),
        left,
        right,
        legend=[
            "ReLU, theory", "tanh, theory", "ReLU, measured", "tanh, measured",
            "error signals keep their size",
        ],
    )  # fmt: skip


def test_two_ways() -> None:
    outputs = [np.array([0.0, 0.0, 0.1, 0.5]), np.zeros(4), np.array([-0.4, 0.5, 1.0, 1.5])]
    deltas = [np.array([-1.5, 0.5, 0.5, 0.0]) for _ in range(3)]
    panels = []
    for row, layers in enumerate((outputs, deltas)):
        for k in (0, 2):
            values = layers[k]
            low = 0 if values.min() >= 0 and not row else -2
            edges = np.linspace(low, 2, 61)
            shown = values[values != 0]
            size = (sum(values**2) / 4) ** 0.5
            panels.append(
                {
                    "title": f"layer {k + 1}: {size:.2g}", "xlim": (low, 2), "ylim": (0, 0.3),
                    "ylabel": "" if k else ("outputs", "error signals")[row],
                    "stairs": [("", edges, np.histogram(shown, edges)[0] / len(shown))],
                }
            )  # fmt: skip
    shows(
        draw.plot_two_ways(outputs, deltas, "tanh", columns=2),
        *panels,
        title="tanh",
        xlabel="value (zeros left out); in the titles: root of the mean square",
    )
    dead = draw.plot_two_ways(outputs[:2], deltas[:2], "dead", columns=2)
    assert dead.axes[1].get_title() == "layer 2: 0"
