"""Luck, folds and estimates of chapter 6 show what they are given."""

import numpy as np

from tests.figures import shows, upright
from utils.drawings import metrics as draw


def test_luck() -> None:
    scores = np.array([0.5, 0.5, 0.42, 0.6])
    counts = np.zeros(20)
    counts[[10, 6, 15]] = 2, 1, 1  # bins of 0.02 from 0.295 on
    shows(
        draw.plot_luck(scores, 0.6, 0.47),
        title="The best of 1,000 coin throwers",
        xlabel="accuracy",
        ylabel="number of guessers",
        legend=["guessers", "best one, validation set", "the same one, test set"],
        bars=[("", 0.305 + 0.02 * np.arange(20), counts)],
        lines=[
            upright("best one, validation set", 0.6),
            upright("the same one, test set", 0.47),
        ],
    )


def test_folds_show_each_sample_once_per_model() -> None:
    shows(
        draw.plot_folds([np.array([0, 2]), np.array([1])], 3),
        title="2 folds of 3 samples",
        xlabel="sample",
        legend=["trains", "tests"],
        yticks=["model 1", "model 2"],
        xticks=["0", "1", "2"],
        bars=[
            ("trains", [1], [0.8], [1.6]),
            ("tests", [0, 2], [0.8] * 2, [1.6] * 2),
            ("", [0, 2], [0.8] * 2, [0.6] * 2),
            ("", [1], [0.8], [0.6]),
        ],
    )


def test_estimates_stand_in_rows() -> None:
    estimates = {"one split": np.array([0.8, 0.9, 0.7]), "five folds": np.array([0.82, 0.83])}
    figure = draw.plot_estimates(estimates, 0.81)
    shows(
        figure,
        title="One split, or five folds",
        xlabel="accuracy",
        legend=["one split", "five folds", "on the other samples"],
        lines=[
            ("one split", [0.8, 0.9, 0.7], None),
            ("five folds", [0.82, 0.83], None),
            upright("on the other samples", 0.81),
        ],
    )
    first, second = (np.asarray(line.get_ydata()) for line in figure.axes[0].lines[:2])
    assert (abs(first - 1) < 0.23).all() and (abs(second) < 0.23).all()
