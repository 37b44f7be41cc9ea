"""Two classes and the boundary between them."""

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from tests.figures import shows
from utils import plotting
from utils.plotting import COLORS


def panel(figure: Figure) -> Any:
    """Return the first axes; a colour bar comes after it."""
    return figure.axes[0]


def legend(axes: Any) -> list[str]:
    box = axes.get_legend()
    return [] if box is None else [text.get_text() for text in box.get_texts()]


def hexes(colors: Any) -> list[str]:
    return [to_hex(color).upper() for color in colors]


AND = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def step(points: Any) -> Any:
    return points.sum(axis=1) - 1.0  # 0.5 where x1 + x2 = 1.5


def test_decision_boundary() -> None:
    figure = plotting.plot_decision_boundary(
        step,
        AND,
        [0, 0, 0, 1],
        title="AND",
        feature_names=("a", "b"),
        class_names=("no", "yes"),
        margin=0.25,
    )
    shows(
        figure,
        title="AND",
        xlabel="a",
        ylabel="b",
        legend=["no", "yes"],
        xlim=(-0.25, 1.25),
        ylim=(-0.25, 1.25),
        heights=lambda x, y: x + y - 1,
        points=[("no", *AND[:3].T), ("yes", *AND[3:].T)],
    )
    regions, boundary, no, yes = panel(figure).collections
    assert hexes(regions.get_facecolor()) == COLORS[:2]
    (line,) = boundary.get_paths()
    np.testing.assert_allclose(line.vertices.sum(axis=1), 1.5)
    assert hexes([*no.get_facecolor(), *yes.get_facecolor()]) == COLORS[:2]
    shapes = [dots.get_paths()[0].vertices.shape for dots in (no, yes)]
    assert shapes[0] != shapes[1], "classes must differ by marker, not only by colour"


def test_decision_boundary_takes_what_models_return() -> None:
    X, y = AND * 2.0, np.array([[-1], [-1], [-1], [1]])
    figure = plotting.plot_decision_boundary(
        lambda points: step(points)[:, None].astype(np.float32), X, y, threshold=0
    )
    _, boundary, low, high = panel(figure).collections
    np.testing.assert_allclose(boundary.get_paths()[0].vertices.sum(axis=1), 1, atol=1e-6)
    assert legend(panel(figure)) == ["class 0", "class 1"]
    assert (len(low.get_offsets()), len(high.get_offsets())) == (3, 1)


@pytest.mark.parametrize(("score", "region"), [(0.2, 0), (0.8, 1)])
def test_decision_boundary_without_a_boundary(score: float, region: int) -> None:
    figure = plotting.plot_decision_boundary(
        lambda points: np.full(len(points), score), AND, [1, 1, 1, 1]
    )
    regions, ones = panel(figure).collections
    inside = [len(path.vertices) > 0 for path in regions.get_paths()]
    assert inside == [region == 0, region == 1]
    assert hexes(ones.get_facecolor()) == COLORS[1:2]


@pytest.mark.parametrize(
    ("predict", "X", "y", "complaint"),
    [
        (step, AND.ravel(), [0] * 8, "needs samples"),
        (step, AND, [0, 1], "got .* and 2 labels"),
        (step, AND, [0, 1, 2, 3], r"two classes, got labels \[0, 1, 2, 3\]"),
        (lambda p: p, AND, [0, 0, 0, 1], "one finite score for each of 40000 points"),
        (lambda p: step(p) / 0.0, AND, [0, 0, 0, 1], "one finite score"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_decision_boundary_refuses(predict: Any, X: Any, y: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        plotting.plot_decision_boundary(predict, X, y)
