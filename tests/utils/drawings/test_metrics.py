"""The figures of chapter 6 show the numbers that they are given."""

import numpy as np

from utils.drawings import metrics as draw


def test_confusion_matrices_have_truth_in_rows() -> None:
    figure = draw.plot_confusions({"a": np.array([[5, 2], [1, 1234]]), "b": np.eye(2, dtype=int)})
    axes = figure.axes[0]
    shown = {t.get_text(): t.get_position() for t in axes.texts}
    assert shown["TN"][0] < shown["FP"][0] and shown["TN"][1] > shown["FN"][1]
    assert shown["2"][0] == shown["FP"][0] and shown["1,234"][0] == shown["TP"][0]
    assert [ax.get_title() for ax in figure.axes] == ["a", "b"]
    assert axes.get_ylabel() == "truth" and axes.get_xlabel() == "prediction"


def test_samples_of_equal_probability_stand_on_each_other() -> None:
    y, p = np.array([0, 0, 0, 1]), np.array([0.2, 0.2, 0.4, 0.2])
    lines = draw.plot_samples(y, p, 0.5).axes[0].lines
    no, yes, limit = (np.asarray(line.get_xydata()) for line in lines)
    assert len({tuple(point) for point in no.tolist()}) == 3
    assert yes[:, 0].tolist() == [0.2] and limit[0, 0] == 0.5


def test_folds_show_each_sample_once_per_model() -> None:
    figure = draw.plot_folds([np.array([0, 2]), np.array([1])], 3)
    trains, tests = figure.axes[0].containers[:2]
    assert [bar.get_center()[0] for bar in tests] == [0, 2]
    assert [bar.get_center()[0] for bar in trains] == [1]
    assert len(figure.axes[0].patches) == 6


def test_the_threshold_view_says_when_a_metric_is_not_defined() -> None:
    values = {"precision": float("nan"), "recall": 0.25}
    matrix = np.array([[3, 0], [1, 0]])
    figure = draw.plot_threshold_view(
        np.array([0, 0, 0, 1]), np.array([0.1, 0.2, 0.3, 0.4]), 0.5, matrix, values
    )
    assert {"0/0", "0.250"} <= {text.get_text() for text in figure.axes[2].texts}
    assert figure.axes[1].get_title() == "Threshold 0.50"
