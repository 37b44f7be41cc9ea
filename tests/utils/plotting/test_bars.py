"""Bars show the values that they are given."""

from typing import Any

import pytest

from tests.figures import shows
from utils import plotting


def test_bars() -> None:
    shows(
        plotting.plot_bars(
            {"SGD": 0.97231, "Adam": 1234.5},
            ylabel="accuracy",
            title="Two bars",
            errors={"Adam": 2.0, "SGD": 0.5},
        ),
        title="Two bars",
        ylabel="accuracy",
        xticks=["SGD", "Adam"],
        bars=[("", [0, 1], [0.97231, 1234.5])],
        texts=["0.972", "1,234"],
        segments=[[(0, 0.47231), (0, 1.47231)], [(1, 1232.5), (1, 1236.5)]],
        lines=[("", [0, 1], [0.47231, 1232.5]), ("", [0, 1], [1.47231, 1236.5])],  # caps
    )


def test_long_names_of_bars_are_slanted() -> None:
    names = [f"a rather long name {k}" for k in range(6)]
    figure = plotting.plot_bars(dict.fromkeys(names, 1.0), ylabel="y")
    assert {t.get_rotation() for t in figure.axes[0].get_xticklabels()} == {30}
    figure.draw_without_rendering()
    boxes = [t.get_window_extent() for t in figure.axes[0].get_xticklabels()]
    assert len(boxes) == 6


@pytest.mark.parametrize(
    ("values", "options", "complaint"),
    [
        ({}, {}, "at least one value"),
        ({"a": 1}, {"errors": {"b": 1}}, r"must name the bars \['a'\]"),
    ],
)
def test_bars_refuses(values: Any, options: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        plotting.plot_bars(values, ylabel="y", **options)
