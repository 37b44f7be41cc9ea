"""A graph shows values, gradients and slopes, and nothing lies on anything else."""

from matplotlib.figure import Figure

from utils.drawings.backpropagation import plot_graph
from utils.drawings.backpropagation.graph import _layered
from utils.nn.autodiff import Value


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def test_values_stand_right_of_their_parents_and_not_on_each_other() -> None:
    x, y = Value(0.5, name="x"), Value(2.0, name="y")
    z = x * y
    output = (1 + z.exp()).log() - y * z + x
    values = output.history()
    place, bends = _layered(values)
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
    shown = texts(plot_graph(square, title=""))
    assert "x: 3.000" in shown and "grad +6.000" in shown and shown.count("3") == 2
    assert "×: 9.000" in shown and "grad +1.000" in shown
