"""Paths run over the contours of the function that is given."""

from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from tests.figures import shows
from utils import plotting
from utils.plotting import COLORS, display


def panel(figure: Figure) -> Any:
    """Return the first axes; a colour bar comes after it."""
    return figure.axes[0]


def legend(axes: Any) -> list[str]:
    box = axes.get_legend()
    return [] if box is None else [text.get_text() for text in box.get_texts()]


def bowl(x: Any, y: Any) -> Any:
    return x**2 + 3 * y**2


def test_surface_paths() -> None:
    sgd, adam = np.array([(1, 1), (0.5, 0.5), (0, 0.1)]), np.array([(-1, 1), (0, 0)])
    figure = plotting.plot_surface_paths(
        bowl,
        {"SGD": sgd.tolist(), "Adam": adam},
        xlim=(-2, 2),
        ylim=(-1, 3),
        minima=[(0, 0), (1, 2)],
        levels=12,
        xlabel="w1",
        ylabel="w2",
        title="Bowl",
    )
    lines = []
    for name, path, color in (("SGD", sgd, COLORS[0]), ("Adam", adam, COLORS[1])):
        lines += [(name, *path.T, color), ("", *path.T, color), ("", *path[:1].T, color)]
    shows(
        figure,
        {
            "title": "Bowl", "xlabel": "w1", "ylabel": "w2", "xlim": (-2, 2), "ylim": (-1, 3),
            "legend": ["SGD", "Adam", "minimum"], "heights": bowl,
            "lines": [*lines, ("minimum", [0, 1], [0, 2])],
        },
        colorbar="height",
    )  # fmt: skip
    axes = panel(figure)
    ends = [line for line in axes.lines if line.get_label() in ("SGD", "Adam")]
    assert [line.get_markevery() for line in ends] == [[2], [1]], "at the end of the path"
    starts = [line for line in axes.lines if line.get_markerfacecolor() == "white"]
    np.testing.assert_array_equal([line.get_xydata()[0] for line in starts], [(1, 1), (-1, 1)])
    heights = axes.collections[0].levels
    np.testing.assert_allclose(heights, np.linspace(heights[0], heights[-1], 13))


def test_surface_in_logarithmic_steps() -> None:
    figure = plotting.plot_surface_paths(bowl, {}, xlim=(-1, 1), ylim=(-1, 1), log=True, levels=6)
    heights = panel(figure).collections[0].levels
    ratios = heights[1:] / heights[:-1]
    np.testing.assert_allclose(ratios, ratios[0])
    with pytest.raises(ValueError, match=r"needs heights >= 0, got -1"):
        plotting.plot_surface_paths(lambda x, y: x + 0 * y, {}, xlim=(-1, 1), ylim=(0, 1), log=True)


def test_a_diverged_path_leaves_the_picture() -> None:
    path = [(0, 1), (1, 0), (-5, 5), (1e3, 1e9), (1e300, 1e300), (np.inf, np.nan)]
    figure = plotting.plot_surface_paths(bowl, {"SGD": path}, xlim=(-2, 2), ylim=(-2, 2))
    line = panel(figure).lines[0]
    np.testing.assert_array_equal(line.get_xydata()[:3], path[:3])
    assert np.isnan(line.get_xydata()[3:]).all()
    display.png_of(figure)


def test_surface_paths_refuses_other_shapes() -> None:
    for path in ([1, 2, 3], [(1, 2, 3)], np.zeros((0, 2))):
        with pytest.raises(ValueError, match=r"path 'a' must be \(steps, 2\)"):
            plotting.plot_surface_paths(bowl, {"a": path}, xlim=(-1, 1), ylim=(-1, 1))
