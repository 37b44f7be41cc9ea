"""The figures of chapter 1 about a single neuron show what they are given."""

from itertools import product
from typing import Any

import numpy as np
from matplotlib.colors import to_rgb

from tests.figures import level, shows
from utils.drawings import perceptron as draw

POINTS = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])


def test_neuron() -> None:
    z = np.linspace(-2, 2, 30)
    curves = {"step": (z > 0).astype(float), "other": z**2}
    figure = draw.plot_neuron(z, curves)
    left, right = figure.axes
    shows(
        right,
        title="Two activation functions",
        xlabel="weighted sum z",
        ylabel="output a",
        legend=list(curves),
        lines=[(name, z, values) for name, values in curves.items()],
    )
    assert left.get_title() == "An artificial neuron"
    texts = [text.get_text() for text in left.texts]
    assert {"$x_1$", "$w_3$", "$z$", "weighted sum\n+ bias b"} <= set(texts)
    assert len(left.lines) == 4 and len(left.patches) == 5


def test_matrix_product_holds_every_number_and_explains_one_row() -> None:
    X, w = np.array([[1.0, 2], [3, 4], [5, 6]]), np.array([10.0, 0.5])
    (axes,) = draw.plot_matrix_product(X, w, row=1).axes
    found = [(text.get_text(), text.get_position()) for text in axes.texts]
    numbers = [float(text) for text, _ in found[:11]]
    assert numbers == [1, 2, 3, 4, 5, 6, 10, 0.5, 11, 32, 53]
    assert found[-1][0] == "row 2 times w:  3·10 + 4·0.5 = 32"
    assert [text for text, _ in found[11:-1]] == ["@", "=", "X (3, 2)", "w (2,)", "z (3,)"]
    coloured = [k for k, box in enumerate(axes.patches) if box.get_facecolor()[:3] != (1, 1, 1)]
    assert coloured == [2, 3, 6, 7, 9]  # row 2 of X, all of w, entry 2 of z
    boxes: list[Any] = list(axes.patches)
    for box, (_, place) in zip(boxes, found, strict=False):  # each number in its box
        assert np.allclose(np.array(box.get_xy()) + 0.5, place)


def test_wishes_and_their_mean() -> None:
    wishes = np.array([[-1.0, 0.5], [0.2, 0.1]])
    figure = draw.plot_wishes(wishes, ["u", "v"])
    rows = [*wishes, wishes.mean(axis=0)]
    titles = ["day 1", "day 2", "mean of the days"]
    panels = [
        {
            "title": title,
            "ylabel": "" if k else "wanted change of the weight",
            "bars": [("", [0, 1], row)],
            "texts": [f"{value:.3f}" for value in row],
            "lines": [level("", 0)],
            "xticks": ["u", "v"],
        }
        for k, (title, row) in enumerate(zip(titles, rows, strict=True))
    ]
    shows(figure, *panels)
    assert len({axes.get_ylim() for axes in figure.axes}) == 1  # one scale for all


def test_landscapes_draw_the_loss_and_the_path() -> None:
    rng = np.random.default_rng(0)
    X, y = np.column_stack([rng.normal(size=9), np.ones(9)]), (np.arange(9) > 3).astype(float)
    path = np.array([[0.0, 0], [0.5, 0.2], [1, 0.1]])

    def loss(w: Any, b: Any) -> Any:
        sums = X[:, 0] * np.asarray(w)[..., None] + np.asarray(b)[..., None]
        return 0.5 * np.mean((1 / (1 + np.exp(-sums)) - y) ** 2, axis=-1)

    panels = {"raw": (X, 0.25, path), "cut": (X, 4, path[:2])}
    limits = {"raw": ((-2.0, 2.0), (-3.0, 3.0)), "cut": ((-1.0, 1.0), (-1.0, 1.0))}
    figure = draw.plot_landscapes(panels, y, limits)
    expected = []
    for title, (_, rate, way) in panels.items():
        name = f"{len(way) - 1} steps, rate {rate}"
        expected.append(
            {
                "title": f"{title} (dark: large loss)",
                "xlabel": "weight of temperature",
                "ylabel": "bias",
                "legend": [name],
                "lines": [(name, *way.T), ("", *way.T), ("", *way[:1].T)],
                "heights": loss,
                "xlim": limits[title][0],
                "ylim": limits[title][1],
            }
        )
    shows(figure, *expected)


def test_gates_count_what_the_line_gets_right() -> None:
    gates = {"AND": [0, 0, 0, 1], "XOR": [0, 1, 1, 0]}
    lines = {"AND": np.array([1.0, 1, -1.5]), "XOR": np.array([1.0, 1, -0.5])}
    figure = draw.plot_gates(POINTS, gates, lines)
    assert [axes.get_title() for axes in figure.axes] == [
        "AND: 4 of 4 right",
        "XOR: 3 of 4 right",
    ]
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["label 0", "label 1"]
    for axes, labels, line in zip(figure.axes, gates.values(), lines.values(), strict=True):
        zeros, ones = (scatter.get_offsets() for scatter in axes.collections[-2:])
        np.testing.assert_array_equal(zeros, POINTS[np.array(labels) == 0])
        np.testing.assert_array_equal(ones, POINTS[np.array(labels) == 1])
        (boundary,) = axes.collections[1].get_paths()
        np.testing.assert_allclose(boundary.vertices @ line[:2] + line[2], 0, atol=1e-9)


def test_a_point_on_the_line_counts_as_zero() -> None:
    figure = draw.plot_gates(POINTS, {"OR": [0, 1, 1, 1]}, {"OR": np.array([1.0, 1, 0])})
    assert figure.axes[0].get_title() == "OR: 4 of 4 right"


def test_sixteen_functions_say_which_have_no_line() -> None:
    functions = list(product([0, 1], repeat=4))
    margins = {labels: (1.0, np.array([1.0, 1, -0.5])) for labels in functions}
    margins[0, 1, 1, 0] = (0.0, np.zeros(3))
    figure = draw.plot_sixteen_functions(POINTS, margins, {(0, 1, 1, 0): "XOR"})
    titles = [axes.get_title() for axes in figure.axes]
    expected = ["".join(map(str, labels)) for labels in functions]
    expected[functions.index((0, 1, 1, 0))] = "XOR: none"
    assert titles == expected
    grey = [k for k, axes in enumerate(figure.axes) if to_rgb(axes.get_facecolor()) != (1, 1, 1)]
    assert grey == [functions.index((0, 1, 1, 0))]
    for axes, labels in zip(figure.axes, functions, strict=True):
        drawn = axes.collections[-len(set(labels)) :]
        for scatter, label in zip(drawn, sorted(set(labels)), strict=True):
            np.testing.assert_array_equal(scatter.get_offsets(), POINTS[np.array(labels) == label])
