"""The figures of chapter 3 show what their data say, when they should."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from utils.drawings import backpropagation as draw
from utils.nn.autodiff import Value


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    yield
    plt.close("all")


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize("step", range(9))
def test_a_step_shows_only_what_is_known_by_then(step: int) -> None:
    three, W = np.array([0.1, 0.2, 0.3]), np.full((3, 3), 0.7)
    v = {name: three for name in ("z1", "a1", "z2", "p", "y", "delta1", "delta2")}
    v |= {"x": three[:2], "W1": W[:, :2], "W2": W, "dW1": -W[:, :2] / 2, "dW2": -W}
    shown = texts(draw.network_step(v | {"C": 1.25}, step))
    assert sum("delta" in text for text in shown) == 3 * (step >= 5) + 3 * (step >= 7)
    assert ("loss C = 1.2500" in shown) == (step >= 4)
    assert shown.count("-0.700") == 9 * (step >= 6)
    assert shown.count("-0.350") == 6 * (step >= 8)


def test_values_stand_right_of_their_parents_and_not_on_each_other() -> None:
    x, y = Value(0.5, name="x"), Value(2.0, name="y")
    z = x * y
    output = (1 + z.exp()).log() - y * z + x
    values = output.history()
    place, bends = draw._layered(values)
    assert len(set(place.values())) == len(values)
    for value in values:
        for parent, _ in value.parents:
            between = [spot[0] for spot in bends.get((parent, value), [])]
            assert between == list(range(int(place[parent][0]) + 1, int(place[value][0])))
    passed = {spot for spots in bends.values() for spot in spots}
    assert passed and not passed & set(place.values())


def test_a_graph_shows_values_and_gradients() -> None:
    x = Value(3.0, name="x")
    square = x * x
    square.backward()
    shown = texts(draw.expression_graph(square, title=""))
    assert "x: 3.000" in shown and "grad +6.000" in shown
    plain = texts(draw.expression_graph(square, title="", with_gradients=False))
    assert "×: 9.000" in plain and not any("grad" in text for text in plain)


def test_the_table_holds_all_products() -> None:
    figure = draw.outer_product(
        np.array([1.0, -2.0]), np.array([0.5, 0.0]), delta_name="d", a_name="a", title=""
    )
    assert {"+0.5000", "-1.0000", "0"} <= set(texts(figure))
