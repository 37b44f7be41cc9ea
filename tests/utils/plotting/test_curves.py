"""Curves show what they are given, and can be told apart."""

from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from tests.figures import shows
from utils import plotting
from utils.plotting import COLORS


def panel(figure: Figure) -> Any:
    """Return the first axes; a colour bar comes after it."""
    return figure.axes[0]


def test_curves() -> None:
    curves: dict[str, Any] = {"training": [3.0, 2.0, 1.0], "validation": np.array([3.0, 2.5])}
    figure = plotting.plot_curves(curves, title="Two", xlabel="steps", ylabel="loss (nats)")
    shows(
        figure,
        title="Two",
        xlabel="steps",
        ylabel="loss (nats)",
        legend=["training", "validation"],
        lines=[("training", [1, 2, 3], [3, 2, 1]), ("validation", [1, 2], [3, 2.5])],
    )
    ticks = panel(figure).get_xticks()
    np.testing.assert_array_equal(ticks, np.round(ticks), "an epoch is a whole number")


def test_sixteen_curves_differ_by_colour_and_dash_together() -> None:
    figure = plotting.plot_curves({f"curve {k}": range(30) for k in range(16)})
    lines = panel(figure).lines
    looks = {(line.get_color(), str(line._dash_pattern)) for line in lines}
    assert len(looks) == 16
    dashes = {str(line._dash_pattern) for line in lines[:8]}
    assert len(dashes) == 8, "curves must differ without colour"
    assert COLORS[6] not in {line.get_color() for line in lines}, "yellow on white"
    assert all(line.get_marker() == "None" for line in lines)


def test_curves_of_few_points_are_marked() -> None:
    figure = plotting.plot_curves({"one": [2.0], "two": [1.0, 2.0]})
    first, second = (line.get_marker() for line in panel(figure).lines)
    assert "None" not in (first, second)
    assert first != second


def test_curves_with_their_own_positions_and_logarithmic_axes() -> None:
    figure = plotting.plot_curves(
        {"a": [1, 10], "b": [2, 20, 200]},
        x={"b": [1, 2, 3], "a": [0.1, 100]},
        logx=True,
        logy=True,
    )
    shows(
        figure,
        xlabel="epoch",
        ylabel="loss",
        xscale="log",
        yscale="log",
        legend=["a", "b"],
        lines=[("a", [0.1, 100], [1, 10]), ("b", [1, 2, 3], [2, 20, 200])],
    )


@pytest.mark.parametrize(
    ("curves", "x", "complaint"),
    [
        ({}, None, "at least one curve"),
        ({"a": []}, None, "'a' needs one row of numbers"),
        ({"a": [[1], [2]]}, None, "'a' needs one row of numbers"),
        ({"a": [1, 2]}, {"a": [1, 2, 3]}, r"got shapes \(2,\) and \(3,\)"),
        ({"a": [1, 2]}, {"b": [1, 2]}, "x has no positions for curve 'a'"),
    ],
)
def test_curves_refuses(curves: Any, x: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        plotting.plot_curves(curves, x=x)
