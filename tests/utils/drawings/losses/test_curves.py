"""The curves of chapter 5 show what they are given, and their marks stand on them."""

from typing import Any

import numpy as np

from tests.figures import shows
from utils.drawings import losses as draw

P = np.array([0.1, 0.2, 0.5, 0.8])


def test_information_marks_the_cities_on_both_curves() -> None:
    information, entropies = -np.log2(P), np.array([0.4, 0.7, 1.0, 0.6])
    figure = draw.plot_information(P, information, entropies, {"Oslo": 0.2, "Rome": 0.35})

    def panel(name: str, y: Any) -> dict[str, Any]:
        return {
            "lines": [(name, P, y), ("Oslo", 0.2, y[1]), ("Rome", 0.35, (y[1] + y[2]) / 2)],
            "legend": [name, "Oslo", "Rome"], "ylabel": f"{name} [bits]",
        }  # fmt: skip

    shows(
        figure,
        panel("information", information)
        | {"title": "Surprise of one event", "xlabel": "probability of the event"},
        panel("entropy", entropies)
        | {"title": "Average surprise of yes or no", "xlabel": "probability of yes"},
    )


def test_losses_and_slopes() -> None:
    losses, slopes = {"a": P**2, "b": P}, {"a": 2 * P, "b": 1 + 0 * P}
    figure = draw.plot_losses_and_slopes(P, losses, slopes, xlabel="error", ylim=(-1, 4))
    shows(
        figure,
        {
            "title": "Loss", "xlabel": "error", "ylabel": "loss", "ylim": (-1, 4),
            "legend": ["a", "b"], "lines": [(name, P, y) for name, y in losses.items()],
        },
        {
            "title": "Slope", "xlabel": "error", "ylabel": "derivative",
            "legend": ["a", "b"], "lines": [(name, P, y) for name, y in slopes.items()],
        },
    )  # fmt: skip


def test_tour() -> None:
    sets = [{f"{name}1": P + k, f"{name}2": P * k} for k, name in enumerate("hls", start=2)]
    figure = draw.plot_tour(P, sets[0], 2 * P, sets[1], 3 * P, sets[2])
    words = [
        ("Hinge", "margin m"),
        ("Label smoothing", "lead of the true logit"),
        ("Focal loss", "probability $p_t$"),
    ]
    panels: list[dict[str, Any]] = [
        {
            "title": title, "xlabel": xlabel, "ylabel": "loss", "legend": list(curves),
            "lines": [(name, (k + 1) * P, y) for name, y in curves.items()],
        }
        for k, ((title, xlabel), curves) in enumerate(zip(words, sets, strict=True))
    ]  # fmt: skip
    shows(figure, *panels)


def test_coin_marks_the_greatest_likelihood_and_the_lowest_loss() -> None:
    likelihood, loss = np.array([0.001, 0.004, 0.003, 0.002]), np.array([0.9, 0.7, 0.5, 0.6])
    figure = draw.plot_coin(P, likelihood, loss)
    common = {"xlabel": "probability of heads p"}
    shows(
        figure,
        common
        | {
            "title": "Likelihood of 7 heads, 3 tails", "ylabel": "likelihood [1/1000]",
            "legend": ["likelihood", "p = 0.2"],
            "lines": [("likelihood", P, [1, 4, 3, 2]), ("p = 0.2", 0.2, 4)],
        },
        common
        | {
            "title": "Cross-entropy of the same throws", "ylabel": "mean loss [nats]",
            "legend": ["cross-entropy", "p = 0.5"],
            "lines": [("cross-entropy", P, loss), ("p = 0.5", 0.5, 0.5)],
        },
    )  # fmt: skip


def test_the_gap_reaches_from_the_entropy_to_the_cross_entropy() -> None:
    cross = np.array([2.0, 1.0, 1.5, 3.0])
    shows(
        draw.plot_gap(P, cross, entropy=0.9, truth=0.25, forecast=0.65),
        title="True probability 0.25: the gap is the KL divergence",
        xlabel="forecast p: probability of snow",
        ylabel="bits per day",
        legend=["cross-entropy H(y, p)", "entropy H(y)", "p = y"],
        lines=[
            ("cross-entropy H(y, p)", P, cross),
            ("entropy H(y)", P, [0.9] * 4),
            ("p = y", 0.25, 0.9),
        ],
        arrows=[((0.65, 0.9), (0.65, 2.25))],
        texts=[("KL divergence", 0.665, (2.25 + 0.9) / 2)],
    )


def test_pulls_say_where_a_form_broke() -> None:
    exact, broken = np.array([0.1, 0.2, 0.5, 1.0]), np.array([0.1, 0.3, np.nan, np.nan])
    z, near = np.arange(4.0), exact + 0.01
    figure = draw.plot_pulls(z, {"naive": broken, "stable": near}, exact)
    common = {"xlabel": "logit $z_1$", "ylim": (-0.35, 1.15)}
    shows(
        figure,
        common
        | {
            "title": "naive", "ylabel": "gradient $∂C/∂z_1$",
            "lines": [("exact", z, exact), ("this form", z, broken), ("", 1, 0.3)],
            "texts": [("nan\nfrom here", 1, 0.21)],
        },
        common
        | {
            "title": "stable", "legend": ["exact", "this form"],
            "lines": [("exact", z, exact), ("this form", z, near)],
        },
    )  # fmt: skip
