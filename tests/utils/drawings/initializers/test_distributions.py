"""The figures of chapter 4 (distributions) show what they are given."""

from itertools import pairwise

import numpy as np
from scipy.stats import norm, truncnorm

from tests.figures import shows, upright
from utils.drawings import initializers as draw

rng = np.random.default_rng(0)


def test_densities() -> None:
    draws = {"normal": rng.normal(0, 0.05, 500), "zeros": np.zeros(9), "ones": np.ones(9)}
    figure = draw.plot_densities(draws, {"normal": (0.05, 0.1)}, columns=2)
    edges = np.linspace(-0.18, 0.18, 91)
    inside = np.linspace(-0.1, 0.1, 201)
    x = [-0.1, *inside, 0.1]
    share = [((draws["normal"] >= a) & (draws["normal"] < a + 0.004)).mean() for a in edges[:-1]]
    shows(
        figure,
        {
            "title": "normal", "stairs": [("", edges, np.array(share) / 0.004)],
            "xlim": (-0.18, 0.18), "ylim": (0, 21),
            "lines": [("", x, np.pad(truncnorm(-2, 2, scale=0.05).pdf(inside), 1))],
        },
        {"title": "zeros", "lines": [upright("", 0)], "xlim": (-0.18, 0.18)},
        {
            "title": "ones", "lines": [upright("", 1)], "xlim": (-0.18, 0.18),
            "texts": [("all 1", 0, 0.5)],
        },
        xlabel="weight (dotted: the formula)",
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


def test_formulas_over_the_densities() -> None:
    draws = {name: rng.normal(0, 0.05, 100) for name in ("he_uniform", "random_normal")}
    figure = draw.plot_densities(
        draws, {"he_uniform": (0.1, 0.17), "random_normal": (0.05, np.inf)}
    )
    (box,), (bell,) = (axes.lines for axes in figure.axes)
    x, density = (np.asarray(values, float) for values in box.get_data())
    assert (x[0], x[-1]) == (-0.17, 0.17)
    np.testing.assert_allclose(density, [0, *[1 / 0.34] * 201, 0])
    x, density = (np.asarray(values, float) for values in bell.get_data())
    assert (x[0], x[-1]) == (-0.18, 0.18)
    np.testing.assert_allclose(density[1:-1], norm(scale=0.05).pdf(x[1:-1]))


def test_sums() -> None:
    sums = {1: rng.uniform(-1, 1, 600), 12: rng.normal(0, 2, 600)}
    names = {1: "one number", 12: "sum of 12 numbers"}
    panels = []
    for terms, values in sums.items():
        std = values.std()
        edges = np.linspace(-3.5 * std, 3.5 * std, 61)
        heights = [((values >= a) & (values < b)).mean() / (b - a) for a, b in pairwise(edges)]
        x = np.linspace(-3.5 * std, 3.5 * std, 201)
        panels.append(
            {
                "title": f"σ = {std:.2f}", "xlabel": names[terms],
                "ylabel": "density" if terms == 1 else "",
                "stairs": [("drawn", edges, heights)],
                "lines": [("normal, same σ", x, norm(scale=std).pdf(x))],
            }
        )  # fmt: skip
    shows(draw.plot_sums(sums), *panels, legend=["drawn", "normal, same σ"])
