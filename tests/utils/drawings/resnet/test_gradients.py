"""Gradients and remedies of chapter 8: lines are geometric means, bands reach all runs."""

import warnings
from typing import Any

import numpy as np
from scipy.stats import gmean

from tests.figures import level, shows
from utils.drawings import resnet as draw
from utils.plotting import LINE_COLORS

rng = np.random.default_rng(0)


def test_slopes() -> None:
    z = np.array([-1.0, 0.0, 1.0])
    slopes = {"sigmoid": np.array([0.2, 0.25, 0.2]), "ReLU": np.array([0.0, 0.0, 1.0])}
    shows(
        draw.plot_slopes(slopes, z),
        title="Slopes of three activations",
        xlabel="weighted sum z",
        ylabel="derivative φ'(z)",
        legend=["sigmoid", "ReLU"],
        lines=[*((name, z, y) for name, y in slopes.items()), level("", 0.25)],
        texts=[("0.25", -1, 0.27)],
    )


def test_norms_by_depth() -> None:
    measured = {
        name: {depth: np.exp(rng.normal(-9, 3, (5, depth + 1))) for depth in (3, 6)}
        for name in ("sigmoid", "tanh")
    }
    predicted = {name: np.exp(rng.normal(size=5)) for name in measured}
    predicted["sigmoid"][0] = 1e-60  # float32 cannot hold it
    figure = draw.plot_depths_norms(measured, predicted)
    panels = []
    for name, by_depth in measured.items():
        lines: list[Any] = []
        bands = []
        for depth, norms in by_depth.items():
            layers, inner = np.arange(2, depth + 1), norms[:, 1:depth]
            lines += [(f"{depth} layers", layers, gmean(inner)), ("", 2, gmean(inner)[0])]
            bands.append((layers, np.sort(inner, axis=0)[0], np.sort(inner, axis=0)[-1]))
        last = gmean(by_depth[6][:, 5])
        lines.append(("predicted", np.arange(2, 7), predicted[name] * last))
        if name == "sigmoid":
            lines.append(level("", 1.4e-45))
        panels.append(
            {"title": name, "xlabel": "layer", "yscale": "log", "lines": lines, "bands": bands}
        )
    shows(
        figure,
        panels[0]
        | {
            "ylabel": "norm of the gradient of a layer's weights",
            "texts": [("below: 0 in float32", 100, 1e-47)],
            "ylim": (1e-66, 1e4),
        },
        panels[1] | {"ylim": (1e-3, 1e2)},
        legend=["3 layers", "6 layers", "predicted"],
    )


def test_norms() -> None:
    panels = {t: {n: np.exp(rng.normal(size=(5, 4))) for n in "ab"} for t in ("one", "two")}
    line = np.array([0.5, 0.7, 0.8])
    figure = draw.plot_norms(panels, ylim=(1e-3, 1e3), predicted={"two": {"b": line}})
    layers = np.arange(1, 5)
    shown = [
        {
            "title": title, "xlabel": "layer", "yscale": "log", "ylim": (1e-3, 1e3),
            "legend": ["a", "b"],
            "lines": [
                (name, layers, gmean(runs), LINE_COLORS[k])
                for k, (name, runs) in enumerate(named.items())
            ],
            "bands": [
                (layers, np.sort(runs, axis=0)[0], np.sort(runs, axis=0)[-1])
                for runs in named.values()
            ],
        }
        for title, named in panels.items()
    ]  # fmt: skip
    shown[0]["ylabel"] = "norm of the gradient"
    shown[1]["lines"] = [*shown[1]["lines"], ("", [2, 3, 4], line, "black")]
    shows(figure, *shown)


def test_one_panel_of_norms_has_the_label_it_is_given() -> None:
    values = np.array([[1.0, 4.0], [4.0, 9.0]])
    shows(
        draw.plot_norms({"ReLU": {"plain": values}}, ylabel="mean square"),
        title="ReLU",
        xlabel="layer",
        ylabel="mean square",
        yscale="log",
        legend=["plain"],
        lines=[("plain", [1, 2], [2, 6])],
        bands=[([1, 2], [1, 4], [4, 9])],
    )


def test_norms_with_a_label_for_each_panel_have_one_legend() -> None:
    values = {"plain": np.array([[1.0, 4.0], [4.0, 9.0]])}
    panel = {
        "xlabel": "layer", "yscale": "log", "lines": [("plain", [1, 2], [2, 6])],
        "bands": [([1, 2], [1, 4], [4, 9])],
    }  # fmt: skip
    shows(
        draw.plot_norms({"left": values, "right": values}, ylabel=["metres", "seconds"]),
        panel | {"title": "left", "ylabel": "metres"},
        panel | {"title": "right", "ylabel": "seconds"},
        legend=["plain"],
    )


def test_norms_that_are_all_the_same_tiny_number_give_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = draw.plot_norms({"gone": {"g": np.full((2, 3), 1e-45)}}, ylim=(1e-46, 1))
        figure.canvas.draw()
    assert figure.axes[0].get_ylim() == (1e-46, 1)


def test_remedies_count_the_runs_that_broke() -> None:
    runs = np.array([[[0.1, 0.3], [0.0, 0.8]], [[0.5, 0.5], [0.0, 0.0]]])
    figure = draw.plot_remedies({"ill": runs, "very ill": runs}, [0.01, 1], ["none", "clip"])
    texts = [("0.20", 0, 0), ("1 of 2 broke", 1, 0), ("0.50", 0, 1), ("2 of 2 broke", 1, 1)]
    common = {
        "xlabel": "learning rate", "xticks": ["0.01", "1"], "texts": texts,
        "images": [[[0.2, 0.4], [0.5, 0.0]]],
    }  # fmt: skip
    shows(
        figure,
        common | {"title": "ill", "yticks": ["none", "clip"]},
        common | {"title": "very ill"},
    )


def test_runs() -> None:
    groups = {"ReLU": np.array([1.0, 2.0, 6.0]), "GELU": np.array([4.0, 5.0, 9.0])}
    figure = draw.plot_runs({"dead": groups, "alive": groups}, ["units", "accuracy"])
    common = {
        "xticks": ["ReLU", "GELU"],
        "lines": [("", [k - 0.14, k, k + 0.14], y) for k, y in enumerate(groups.values())],
        "segments": [[(-0.25, 3), (0.25, 3)], [(0.75, 6), (1.25, 6)]],
    }
    shows(
        figure,
        common | {"title": "dead", "ylabel": "units"},
        common | {"title": "alive", "ylabel": "accuracy"},
    )


def test_runs_in_one_panel() -> None:
    shows(
        draw.plot_runs({"one": {"48 plain nets": np.array([1.0, 3.0])}}, ["units"]),
        title="one",
        ylabel="units",
        xticks=["48 plain nets"],
        lines=[("", [-0.14, 0.14], [1, 3])],
        segments=[[(-0.25, 2), (0.25, 2)]],
    )
