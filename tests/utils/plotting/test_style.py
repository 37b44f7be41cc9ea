"""Importing plotting sets the style, and given axes are drawn into."""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from utils import plotting
from utils.plotting import COLORS


def test_colors_are_okabe_and_ito() -> None:
    published = {  # (R, G, B) as in the table of Okabe and Ito (2008)
        (0, 0, 0),
        (230, 159, 0),
        (86, 180, 233),
        (0, 158, 115),
        (240, 228, 66),
        (0, 114, 178),
        (213, 94, 0),
        (204, 121, 167),
    }
    assert {tuple(int(c[i : i + 2], 16) for i in (1, 3, 5)) for c in COLORS} == published
    assert len(COLORS) == 8
    assert COLORS[-1] == "#000000"


def test_importing_plotting_styles_plain_figures_too() -> None:
    figure, axes = plt.subplots()
    line_colors = [axes.plot([0, 1])[0].get_color() for _ in range(3)]
    assert line_colors == COLORS[:3]
    assert figure.get_facecolor() == to_rgba("white")
    assert plt.rcParams["savefig.facecolor"] == "white"
    assert type(figure.get_layout_engine()).__name__ == "ConstrainedLayoutEngine"
    assert plt.rcParams["font.family"] == ["DejaVu Sans"]


def test_subplots() -> None:
    figure, axes = plotting.subplots()
    assert isinstance(axes, Axes)
    figure, axes = plotting.subplots(2, 3, width=9, height=5)
    assert axes.shape == (2, 3)
    assert tuple(figure.get_size_inches()) == (9, 5)
    figure, _ = plotting.subplots(1, 5)
    assert figure.get_size_inches()[0] == 10


AND = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: plotting.plot_decision_boundary(lambda p: p[:, 0], AND, [0, 0, 0, 1], ax=ax),
        lambda ax: plotting.plot_curves({"a": [1, 2]}, ax=ax),
        lambda ax: plotting.plot_network([2, 1], ax=ax),
        lambda ax: plotting.plot_surface_paths(
            lambda x, y: x + y, {}, xlim=(-1, 1), ylim=(-1, 1), ax=ax
        ),
    ],
)
def test_given_axes_are_used_and_no_figure_is_added(draw: Any) -> None:
    figure, (left, right) = plotting.subplots(1, 2)
    assert draw(right) is figure
    assert len(plt.get_fignums()) == 1
    assert figure.axes == [left, right]
    assert right.has_data()
    assert not left.has_data()
