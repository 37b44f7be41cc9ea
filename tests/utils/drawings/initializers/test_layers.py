"""The figures of chapter 4 (layers) show what they are given."""

import numpy as np
import pytest

from tests.figures import shows
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
