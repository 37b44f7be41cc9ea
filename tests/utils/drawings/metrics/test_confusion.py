"""Right and wrong answers in chapter 6: every number stands where it belongs."""

from typing import Any

import numpy as np

from tests.figures import shows, upright
from utils.drawings import metrics as draw


def two_by_two(matrix: list[list[str]]) -> dict[str, Any]:
    """What the panel of a confusion matrix shows: rows truth, columns prediction."""
    (tn, fp), (fn, tp) = matrix
    numbers = [(tn, 0, 0.1), (fp, 1, 0.1), (fn, 0, -0.9), (tp, 1, -0.9)]
    names = [("TN", 0, -0.24), ("FP", 1, -0.24), ("FN", 0, -1.24), ("TP", 1, -1.24)]
    return {
        "xlabel": "prediction", "ylabel": "truth", "xticks": ["no", "yes"],
        "yticks": ["no", "yes"],
        "bars": [("", [j], [1], [-i - 0.5]) for i in (0, 1) for j in (0, 1)],
        "texts": [text for pair in zip(numbers, names, strict=True) for text in pair],
    }  # fmt: skip


def test_samples_of_equal_probability_stand_on_each_other() -> None:
    y, p = np.array([0, 1, 0, 0]), np.array([0.4, 0.2, 0.2, 0.2])
    shows(
        draw.plot_samples(y, p, 0.5),
        title="Twelve samples and a threshold",
        xlabel="predicted probability of yes, p",
        ylabel="truth",
        legend=["truth: no", "truth: yes", "threshold 0.5"],
        xlim=(0, 1),
        yticks=["no", "yes"],
        lines=[
            ("truth: no", [0.2, 0.2, 0.4], [0, 0.17, 0]),
            ("truth: yes", [0.2], [1]),
            upright("threshold 0.5", 0.5),
        ],
        texts=[
            ("TN (right)", 0.02, 0.42),
            ("FP (wrong)", 0.98, 0.42),
            ("FN (wrong)", 0.02, 1.42),
            ("TP (right)", 0.98, 1.42),
        ],
    )


def test_confusion_matrices_have_truth_in_rows() -> None:
    figure = draw.plot_confusions({"a": np.array([[5, 2], [1, 1234]]), "b": np.eye(2, dtype=int)})
    shows(
        figure,
        two_by_two([["5", "2"], ["1", "1,234"]]) | {"title": "a"},
        two_by_two([["1", "0"], ["0", "1"]]) | {"title": "b"},
    )
    panel: Any = figure.axes[0]
    fills = [bars.patches[0].get_facecolor() for bars in panel.containers]
    assert fills[0] == fills[3] != fills[1] == fills[2]  # right answers, wrong ones


def test_ten_classes() -> None:
    matrix = np.arange(100).reshape(10, 10)
    f1 = np.linspace(0.85, 0.95, 10)
    figure = draw.plot_ten_classes(matrix, f1, {"macro": 0.9, "micro": 0.91})
    digits = [str(k) for k in range(10)]
    shows(
        figure,
        {
            "title": "Confusion matrix, mistakes shaded",
            "xlabel": "predicted digit", "ylabel": "true digit",
            "xticks": digits, "yticks": digits,
            "images": [matrix * (1 - np.eye(10))],
            "texts": [(str(10 * i + j), j, i) for i in range(10) for j in range(10)],
        },
        {
            "title": "F1 per class", "xlabel": "digit", "ylabel": "F1",
            "xticks": digits, "ylim": (0.8, 1), "legend": ["one class", "macro", "micro"],
            "lines": [
                ("one class", range(10), f1),
                ("macro", [0, 1], [0.9] * 2), ("micro", [0, 1], [0.91] * 2),
            ],
        },
    )  # fmt: skip


def test_the_threshold_view_says_when_a_metric_is_not_defined() -> None:
    values = {"precision": float("nan"), "recall": 0.25}
    y, p = np.array([0, 0, 0, 1]), np.array([0.1, 0.2, 0.21, 0.4])
    figure = draw.plot_threshold_view(y, p, 0.5, np.array([[3, 0], [1, 0]]), values)
    shows(
        figure,
        {
            "title": "Scores", "xlabel": "calibrated probability q", "ylabel": "images",
            "yscale": "log", "legend": ["truth no", "truth yes", "threshold"],
            "lines": [upright("threshold", 0.5)], "patches": 2,
        },
        two_by_two([["3", "0"], ["1", "0"]]) | {"title": "Threshold 0.50"},
        {
            "title": "Metrics", "bars": [("", [0, 1], [0, 0.25])], "texts": ["0/0", "0.250"],
            "xticks": ["precision", "recall"], "ylim": (0, 1.12),
        },
    )  # fmt: skip
    for chosen, outline in zip((p[:3], p[3:]), figure.axes[0].patches, strict=True):
        corners: Any = outline.get_path().vertices
        edges = np.linspace(0, 1, 26)
        counts = [((chosen >= a) & (chosen < a + 0.04)).sum() for a in edges[:-1]]
        np.testing.assert_allclose(corners[1:51:2, 1], counts, atol=1e-9)
        np.testing.assert_allclose(corners[1:51:2, 0], edges[:-1])
