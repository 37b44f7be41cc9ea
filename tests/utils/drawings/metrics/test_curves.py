"""The curves of chapter 6 show what they are given."""

from typing import Any

import numpy as np

from tests.figures import level, shows, upright
from utils.drawings import metrics as draw
from utils.plotting import LINE_COLORS

X = np.array([0.1, 0.4, 0.5, 0.9])


def test_slope_and_stairs() -> None:
    figure = draw.plot_slope_and_stairs(X, X**2, 1 - X)
    shows(
        figure,
        {
            "title": "Loss: a slope everywhere", "xlabel": "bias b",
            "ylabel": "mean cross-entropy", "lines": [("", X, X**2)],
        },
        {
            "title": "Accuracy: flat stairs", "xlabel": "bias b", "ylabel": "accuracy",
            "lines": [("", X, 1 - X)],
        },
    )  # fmt: skip
    drawn = [axes.lines[0].get_drawstyle() for axes in figure.axes]
    assert drawn == ["default", "steps-mid"]


def test_means_are_drawn_with_recall_upwards() -> None:
    precision = np.linspace(0.01, 1, 200)
    p, r = np.meshgrid(precision, precision)

    def lopsided(x: Any, y: Any) -> Any:
        return 0.3 * x + 0.7 * y

    def harmonic(x: Any, y: Any) -> Any:
        return 2 * x * y / (x + y)

    figure = draw.plot_means(precision, lopsided(p, r), harmonic(p, r))
    common = {"xlabel": "precision", "ylabel": "recall", "lines": [("always yes", 0.09, 1)]}
    shows(
        figure,
        common | {"title": "Arithmetic mean", "heights": lopsided},
        common | {"title": "F1: harmonic mean", "heights": harmonic, "legend": ["always yes"]},
    )


def test_batches() -> None:
    means = {"mean F1": np.array([0.2, 0.5, 0.7]), "mean loss": np.array([0.3, 0.2, 0.1])}
    shows(
        draw.plot_batches([16, 64, 256], means, 0.8),
        title="The mean of batch values is not the value of the whole",
        xlabel="batch size (logarithmic)",
        ylabel="F1",
        xscale="log",
        xticks=["16", "64", "256"],
        legend=["mean F1", "mean loss", "all samples together"],
        lines=[
            *((name, [16, 64, 256], y) for name, y in means.items()),
            level("all samples together", 0.8),
        ],
    )


def test_roc_and_precision() -> None:
    roc = {"good": (X, X**0.5), "bad": (X, X**0.9)}
    pr = {"good": (X, 1 - X), "bad": (X, 0.5 - X / 2)}
    figure = draw.plot_roc_and_precision(roc, pr, 0.1, {"0.5": (0.2, 0.6, 0.7)})
    shows(
        figure,
        {
            "title": "ROC", "xlabel": "false positive rate FP / (FP + TN)", "ylabel": "recall",
            "xlim": (-0.02, 1.04), "ylim": (-0.02, 1.04),
            "legend": ["good", "bad", "guessing", "0.5"],
            "lines": [
                ("good", X, X**0.5), ("bad", X, X**0.9), ("guessing", [0, 1], [0, 1]),
                ("0.5", 0.2, 0.6),
            ],
        },
        {
            "title": "Precision-recall", "xlabel": "recall", "ylabel": "precision",
            "xlim": (-0.02, 1.04), "ylim": (-0.02, 1.04),
            "legend": ["good", "bad", "guessing", "0.5"],
            "lines": [
                ("good", X, 1 - X), ("bad", X, 0.5 - X / 2), level("guessing", 0.1),
                ("0.5", 0.6, 0.7),
            ],
        },
    )  # fmt: skip


def test_over_threshold() -> None:
    curves = {"precision": X, "recall": 1 - X}
    figure = draw.plot_over_threshold(
        2 * X, curves, {"default": 0.5, "best F1": 0.3}, ylabel="share", title="Thresholds"
    )
    shows(
        figure,
        title="Thresholds",
        xlabel="threshold",
        ylabel="share",
        legend=["precision", "recall", "default", "best F1"],
        lines=[
            *((name, 2 * X, y) for name, y in curves.items()),
            upright("default", 0.5),
            upright("best F1", 0.3),
        ],
    )
    assert figure.axes[0].lines[2].get_color() == LINE_COLORS[-1]


def test_reliability() -> None:
    curves = {"raw": (X, X**2, 0.1 * X), "better": (X, X, 0.05 * X)}
    common = {
        "xlabel": "mean probability in the bin", "ylabel": "share of fives in the bin",
        "xlim": (-0.04, 1.04), "ylim": (-0.04, 1.04),
    }  # fmt: skip
    diagonal = ("perfectly calibrated", [0, 1], [0, 1])
    shows(
        draw.plot_reliability(curves),
        common
        | {
            "title": "Reliability: raw", "legend": ["perfectly calibrated", "raw"],
            "lines": [diagonal, ("raw", X, X**2)],
            "segments": [[(x, x**2 - 0.1 * x), (x, x**2 + 0.1 * x)] for x in X],
        },
        common
        | {
            "title": "Reliability: better", "legend": ["perfectly calibrated", "better"],
            "lines": [diagonal, ("better", X, X)],
            "segments": [[(x, 0.95 * x), (x, 1.05 * x)] for x in X],
        },
    )  # fmt: skip
