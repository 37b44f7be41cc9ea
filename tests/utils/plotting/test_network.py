"""A drawn network has the nodes, edges and labels that it is given."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from tests.figures import shows
from utils import plotting
from utils.plotting import COLORS


def panel(figure: Figure) -> Any:
    """Return the first axes; a colour bar comes after it."""
    return figure.axes[0]


def legend(axes: Any) -> list[str]:
    box = axes.get_legend()
    return [] if box is None else [text.get_text() for text in box.get_texts()]


def texts(axes: Any) -> dict[str, tuple[float, float]]:
    return {t.get_text(): t.get_position() for t in axes.texts}


def edges(axes: Any) -> list[Any]:
    return [line for line in axes.lines if len(line.get_xydata()) == 2]


def nodes(axes: Any) -> list[Any]:
    return [p.get_center() for p in axes.patches if isinstance(p, Circle)]


def test_network() -> None:
    figure = plotting.plot_network(
        [2, 3, 1],
        layer_names=["in", "hidden", "out"],
        node_labels=[["x1", "x2"], ["h1", "h2", "h3"], ["y"]],
        edge_labels=[
            [["a1", "a2", "a3"], ["b1", "b2", "b3"]],
            [["c1"], ["c2"], ["c3"]],
        ],
        title="2-3-1",
    )
    axes = panel(figure)
    names = ["in", "hidden", "out"]
    inputs = [(0.0, 0.5), (0.0, -0.5)]
    hidden, outputs = [(2.4, 1.0), (2.4, 0.0), (2.4, -1.0)], [(4.8, 0.0)]
    gaps = [(inputs, hidden), (hidden, outputs)]
    shows(
        axes,
        title="2-3-1",
        patches=6,
        lines=[
            ("", [a, c], [b, d]) for left, right in gaps for a, b in left for c, d in right
        ],
        texts=[
            *(f"{i}{j}" for i in "ab" for j in (1, 2, 3)), "c1", "c2", "c3",
            *((f"x{k + 1}", *place) for k, place in enumerate(inputs)), "in",
            *((f"h{k + 1}", *place) for k, place in enumerate(hidden)), "hidden",
            ("y", *outputs[0]), "out",
        ],
    )  # fmt: skip
    assert nodes(axes) == [*inputs, *hidden, *outputs]
    placed = texts(axes)
    columns = [placed[name][0] for name in names]
    assert columns == sorted(columns)
    for name, column in (("x1", 0), ("h3", 1), ("y", 2)):
        assert placed[name] in nodes(axes)
        assert placed[name][0] == columns[column]
    assert placed["h1"][1] > placed["h2"][1] > placed["h3"][1], "first node on top"
    for label, start, end in (
        ("a1", "x1", "h1"),
        ("b3", "x2", "h3"),
        ("c2", "h2", "y"),
    ):
        assert on_line(placed[label], placed[start], placed[end])
    heights = sorted(placed[f"{i}{j}"][1] for i in "ab" for j in (1, 2, 3))
    assert min(b - a for a, b in pairwise(heights)) > 0.2, "labels must not touch"


def on_line(point: Any, start: Any, end: Any) -> bool:
    (px, py), (ax, ay), (bx, by) = point, start, end
    return bool(abs((bx - ax) * (py - ay) - (by - ay) * (px - ax)) < 1e-9 and ax < px < bx)


def test_network_weights_show_sign_and_size() -> None:
    W = np.array([[1.0, -4.0], [0.0, 2.0]])
    figure = plotting.plot_network([2, 2], weights=[W])
    axes = panel(figure)
    found = {}
    for line in edges(axes):
        (_, y0), (_, y1) = line.get_xydata()
        found[int(y0 < 0), int(y1 < 0)] = line
    widths = np.array([[found[i, j].get_linewidth() for j in (0, 1)] for i in (0, 1)])
    np.testing.assert_allclose(widths - widths.min(), np.abs(W) * (3.6 / 4))
    assert found[0, 0].get_color() == COLORS[0]
    assert found[0, 1].get_color() == COLORS[1]
    assert found[0, 0].get_linestyle() == "-"
    assert found[0, 1].get_linestyle() == "--"
    assert legend(axes) == ["weight > 0", "weight < 0"]
    plotting.plot_network([2, 2], weights=[np.zeros((2, 2))])


def test_long_layers_are_cut() -> None:
    figure = plotting.plot_network([784, 10, 11], layer_names=["784", "10", "11"])
    axes = panel(figure)
    assert len(nodes(axes)) == 7 + 10 + 7
    assert len(edges(axes)) == 7 * 10 + 10 * 7
    dots = [line for line in axes.lines if line.get_marker() == "."]
    assert len(dots) == 2
    ys = [y for x, y in nodes(axes) if x == 0]
    assert not any(min(ys) < y < max(ys) and y in ys for y in dots[0].get_ydata())
    assert figure.get_size_inches()[1] < 7


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"layer_sizes": [3]}, "at least two layers"),
        ({"layer_sizes": [3, 0]}, "at least two layers"),
        ({"weights": [np.zeros((3, 2))]}, r"^weights does not fit .* got \[\(3, 2\)\]"),
        ({"weights": []}, "^weights does not fit"),
        ({"layer_names": ["in"]}, "^layer_names does not fit"),
        ({"node_labels": [["a", "b"], ["c"]]}, "^node_labels does not fit"),
        ({"edge_labels": [[["a"], ["b"]]]}, "^edge_labels does not fit"),
    ],
)
def test_network_refuses(arguments: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        plotting.plot_network(**({"layer_sizes": [2, 3]} | arguments))
