"""The figures of chapter 4 (distributions) show what they are given."""

import numpy as np

from tests.figures import shows, upright
from utils.drawings import initializers as draw

rng = np.random.default_rng(0)


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
