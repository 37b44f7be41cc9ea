"""The figures of chapter 2 about geometry and learning hold what they are given."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, Polygon

from tests.figures import contents, level, shows, upright
from utils import plotting
from utils.arrays import Array
from utils.drawings import learning as draw
from utils.plotting import COLORS


def test_motions_show_each_figure_over_the_original() -> None:
    square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    moved = {f"by {k}": square + k for k in range(8)}
    figure = draw.draw_motions(square, moved)
    axes_lines = [level("", 0), upright("", 0)]
    shows(figure, *({"title": name, "lines": axes_lines, "patches": 2} for name in moved))
    for axes, points in zip(figure.axes, moved.values(), strict=True):
        before, after = (p for p in axes.patches if isinstance(p, Polygon))
        np.testing.assert_array_equal(before.get_xy()[:-1], square)
        np.testing.assert_array_equal(after.get_xy()[:-1], points)


def test_uncrumpling_shows_sheets_slice_and_cuts() -> None:
    rng = np.random.default_rng(0)
    flat, ball, H = rng.normal(size=(3, 40, 3))
    side = np.arange(40) % 2
    many = np.column_stack([rng.normal(size=(10, 2)), [0, 0, 0, 0, 0, 0, 1, -1, 1, -1]])
    many_side = np.arange(10) % 2
    coef = np.array([[0.0, 3.0, 4.0]])
    knife = SimpleNamespace(coef_=coef, decision_function=lambda H: H @ coef[0] + 1)
    figure = draw.draw_uncrumpling(
        flat, ball, side, many, many_side, [knife, knife], [H, -H], side, np.array([0.6, 0.99])
    )
    sheets, crumpled, plane, *cuts = figure.axes
    for axes, points, title in ((sheets, flat, "two sheets"), (crumpled, ball, "crumpled")):
        assert axes.get_title() == title
        for value, collection in enumerate(axes.collections):
            drawn = np.column_stack(collection._offsets3d)  # type: ignore[attr-defined]
            np.testing.assert_allclose(drawn, points[side == value])
    legend = sheets.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["class 0", "class 1"]
    inside = [many[:6][many_side[:6] == value][:, :2].T for value in (0, 1)]
    dots = [("", *xy) for xy in inside]
    shows(plane, title="a slice, constant z", xlabel="x", ylabel="y", points=dots)
    for k, (axes, output) in enumerate(zip(cuts, [H, -H], strict=True)):
        assert axes.get_title() == ("input\n60% right", "layer 1\n99% right")[k]
        distance = (output @ coef[0] + 1) / 5
        for value, (_, x, y) in enumerate(contents(axes)["points"]):
            np.testing.assert_allclose(x, distance[side == value])
            assert np.std(y) > 0
    assert cuts[0].get_ylabel() == "along the cut"


def test_descents_show_paths_and_one_step() -> None:
    def f(w: Array) -> Array:
        return w**2

    paths = {0.1: np.array([2.0, 1.0]), 0.2: np.array([2.0, 0.0]), 9.0: np.array([2.0, -1.0])}
    rates, after = np.array([0.1, 1.0, 10.0]), np.array([3.0, 2.0, 9.0])
    straight, grid = np.array([3.0, 1.0, -5.0]), np.linspace(-2.4, 2.4, 300)
    names = ["updates", "start", "after 1 updates"]
    panels = []
    for k, (name, lr) in enumerate(
        zip(("too small", "reasonable", "too large"), paths, strict=True)
    ):
        path = paths[lr]
        panels.append(
            {
                "title": f"{name}: lr {lr}",
                "xlabel": "weight w",
                "ylabel": "loss f(w)",
                "legend": names if k == 0 else (),
                "lines": [
                    ("", grid, f(grid)),
                    ("updates", path, f(path), COLORS[k]),
                    ("start", path[:1], f(path[:1])),
                    ("after 1 updates", path[-1:], f(path[-1:])),
                ],
            }
        )
    one_step = {
        "title": "MNIST: one step against the gradient",
        "xlabel": "learning rate",
        "ylabel": "loss of the batch (nats)",
        "xscale": "log",
        "legend": ["after one step", "predicted by the slope", "before"],
        "lines": [
            ("after one step", rates, after),
            ("predicted by the slope", rates[:2], straight[:2]),
            ("before", rates, [4.0] * 3),
        ],
        "ylim": (0, 9.6),
    }
    shows(draw.draw_descents(paths, f, rates, after, straight, 4.0), *panels, one_step)


def test_a_chain_shows_values_slopes_and_gradients() -> None:
    figure = draw.draw_chain(
        {"x": 1.0, "c": 2.0, "f": 0.5}, {"c": -0.25}, {"w2": (0.7, 3.0), "w1": (0.8, -4.0)}
    )
    shows(
        figure,
        title="Values forward, derivatives backward",
        legend=["values, forward", "derivatives of f, backward"],
        lines=[("values, forward", [], []), ("derivatives of f, backward", [], [], COLORS[1])],
        texts=[
            ("x = 1.000", 0, 0),
            ("c = 2.000", 2, 0),
            ("f = 0.500", 4, 0),
            ("w2 = 0.7", 1, 0.3),
            ("∂f/∂w2 = 3.000", 2, -1.2),
            ("w1 = 0.8", 3, 0.3),
            ("∂f/∂c = -0.250", 3, -0.5),
            ("∂f/∂w1 = -4.000", 4, -1.2),
        ],
        patches=3 + 5,
    )
    shapes = figure.axes[0].patches
    arrows: list[Any] = [shape for shape in shapes if isinstance(shape, FancyArrowPatch)]
    ends = [np.array(arrow._posA_posB) for arrow in arrows]
    runs = [np.sign(np.diff(end, axis=0)[0].round(2)).tolist() for end in ends]
    right, left, down = [1, 0], [-1, 0], [0, -1]
    assert runs == [right, down, right, left, down]


def test_the_playground_frames_wrong_answers() -> None:
    pictures = {name: np.full((3, 3), k / 4) for k, name in enumerate(("one", "two"))}
    says = np.array([[0.9, 0.1], [0.25, 0.75]])
    figure = draw.draw_playground(pictures, says, pictures, says[::-1], label=0)
    titles = ["one\nread as 0 (0.90)", "two\nread as 1 (0.75)", "one: 1", "two: 0"]
    images = list(pictures.values()) * 2
    shows(
        figure,
        *({"title": t, "images": [image]} for t, image in zip(titles, images, strict=True)),
    )
    frames = [axes.spines["top"].get_edgecolor() for axes in figure.axes]
    assert frames[0] == frames[3] != frames[1] == frames[2]


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_the_map_of_minima_shows_every_run(share: float) -> None:
    ends = np.arange(6).reshape(2, 3) < 6 * share
    figure = draw.draw_basins(np.array([-1.0, 0.0, 1.0]), np.array([0.0, 0.9]), ends, -0.5, 0.5)
    names = ["ends in the global minimum", "ends in the local minimum"]
    names += ["place of the local minimum", "place of the global one (white)"]
    shows(
        figure,
        title="Where does it end? (lr 0.05)",
        xlabel="start w",
        ylabel="momentum m",
        legend=names,
        images=[ends],
        lines=[
            (names[0], [], [], COLORS[0]),
            (names[1], [], [], COLORS[4]),
            (*upright("", -0.5), "white"),
            (*upright(names[2], 0.5), "black"),
            (names[3], [], []),
        ],
        xlim=(-1.5, 1.5),
        ylim=(-0.45, 1.35),
    )
    image = figure.axes[0].images[0]
    # Orange is the local minimum, blue the global one, also where all runs end alike.
    assert image.get_clim() == (0, 1)


def test_plain_ticks_are_numbers() -> None:
    figure, ax = plotting.subplots()
    ax.loglog([1, 100], [0.5, 10])
    draw.plain_ticks(ax, x=[1, 100], y=[0.5, 10])
    figure.canvas.draw()
    assert [t.get_text() for t in ax.get_xticklabels(which="both")] == ["1", "100"]
    assert [t.get_text() for t in ax.get_yticklabels(which="both")] == ["0.5", "10"]
