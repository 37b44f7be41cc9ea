"""What figures contain, and how `show` hands them to a notebook."""

import io
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from PIL import Image

from utils import plotting
from utils.plotting import COLORS, display

rng = np.random.default_rng(0)


# Artists are taken as Any: matplotlib's own types leave most of their data open.


def panel(figure: Figure) -> Any:
    """Return the first axes; a colour bar comes after it."""
    return figure.axes[0]


def legend(axes: Any) -> list[str]:
    box = axes.get_legend()
    return [] if box is None else [text.get_text() for text in box.get_texts()]


def texts(axes: Any) -> dict[str, tuple[float, float]]:
    return {t.get_text(): t.get_position() for t in axes.texts}


def hexes(colors: Any) -> list[str]:
    return [to_hex(color).upper() for color in colors]


# The style


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


# show


def test_show_outside_a_notebook_draws_and_closes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    figure, axes = plotting.subplots()
    drawn = []
    axes.title.draw = lambda *args: drawn.append("title")
    assert plotting.show(figure, alt="A title.") is None  # type: ignore[func-returns-value]
    assert drawn
    assert plt.get_fignums() == []
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("alt", ["", "  \n"])
def test_show_refuses_empty_alt_text(alt: str) -> None:
    figure, _ = plotting.subplots()
    with pytest.raises(ValueError, match=r"^show needs alt=: say what one sees"):
        plotting.show(figure, alt=alt)
    assert plt.get_fignums() == []


def test_png_is_small_opaque_and_repeats() -> None:
    def draw() -> bytes:
        return display.png_of(
            plotting.plot_surface_paths(
                lambda x, y: x**2 + 3 * y**2,
                {"SGD": [(1, 1), (0.5, 0)], "Adam": [(-1, 1), (0, 0)]},
                xlim=(-2, 2),
                ylim=(-2, 2),
            )
        )

    png = draw()
    assert png == draw()
    assert b"matplotlib" not in png.lower()
    assert len(png) < 60_000
    image = Image.open(io.BytesIO(png))
    assert image.size == (640, 480)
    assert image.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)


# plot_decision_boundary

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
    axes = panel(figure)
    assert (axes.get_title(), axes.get_xlabel(), axes.get_ylabel()) == ("AND", "a", "b")
    assert legend(axes) == ["no", "yes"]
    assert axes.get_xlim() == axes.get_ylim() == (-0.25, 1.25)
    regions, boundary, no, yes = axes.collections
    assert hexes(regions.get_facecolor()) == COLORS[:2]
    (line,) = boundary.get_paths()
    np.testing.assert_allclose(line.vertices.sum(axis=1), 1.5)
    np.testing.assert_array_equal(no.get_offsets(), AND[:3])
    np.testing.assert_array_equal(yes.get_offsets(), AND[3:])
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


# plot_curves


def test_curves() -> None:
    curves: dict[str, Any] = {"training": [3.0, 2.0, 1.0], "validation": np.array([3.0, 2.5])}
    figure = plotting.plot_curves(curves, title="Two", xlabel="steps", ylabel="loss (nats)")
    axes = panel(figure)
    assert axes.get_title() == "Two"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("steps", "loss (nats)")
    assert legend(axes) == list(curves)
    for line, values in zip(axes.lines, curves.values(), strict=True):
        np.testing.assert_array_equal(line.get_xdata(), np.arange(1, len(values) + 1))
        np.testing.assert_array_equal(line.get_ydata(), values)
    assert (axes.get_xscale(), axes.get_yscale()) == ("linear", "linear")
    ticks = axes.get_xticks()
    np.testing.assert_array_equal(ticks, np.round(ticks), "there is no epoch 1.5")


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
    axes = panel(figure)
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    np.testing.assert_array_equal(axes.lines[0].get_xdata(), [0.1, 100])
    np.testing.assert_array_equal(axes.lines[1].get_xdata(), [1, 2, 3])


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


# plot_images


def test_images() -> None:
    images = rng.integers(0, 200, (11, 5, 4), dtype=np.uint8)
    figure = plotting.plot_images(images, labels=range(11), columns=4, title="Eleven")
    assert len(figure.axes) == 11
    assert figure.get_suptitle() == "Eleven"
    for k, axes in enumerate(figure.axes):
        (image,) = axes.images
        np.testing.assert_array_equal(image.get_array(), images[k])
        assert image.get_clim() == (images.min(), images.max())
        assert image.get_cmap().name == "gray_r"
        assert axes.get_title() == str(k)
    positions = {round(axes.get_position().x0, 3) for axes in figure.axes}
    assert len(positions) == 4


def test_images_with_channels() -> None:
    grey = plotting.plot_images(rng.random((2, 5, 4, 1)), cmap="magma")
    assert [axes.images[0].get_size() for axes in grey.axes] == [(5, 4)] * 2
    assert grey.axes[0].images[0].get_cmap().name == "magma"
    colour = plotting.plot_images(rng.random((2, 5, 4, 3)))
    pixels: Any = colour.axes[1].images[0].get_array()
    assert pixels.shape == (5, 4, 3)


@pytest.mark.parametrize("shape", [(28, 28), (0, 28, 28), (2, 28, 28, 2), (784,)])
def test_images_refuses_other_shapes(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"^plot_images needs .* give image\[None\]"):
        plotting.plot_images(np.zeros(shape))


def test_images_refuses_missing_labels() -> None:
    with pytest.raises(ValueError, match="got 3 images, 2 labels"):
        plotting.plot_images(np.zeros((3, 2, 2)), labels=[1, 2])


# plot_network


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
    assert axes.get_title() == "2-3-1"
    assert len(nodes(axes)) == 6
    assert len(edges(axes)) == 2 * 3 + 3 * 1
    placed = texts(axes)
    columns = [placed[name][0] for name in ("in", "hidden", "out")]
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


# plot_layer_histograms


def test_layer_histograms() -> None:
    layers = {f"layer {k}": rng.normal(size=(40, 25)) * 0.5**k for k in range(7)}
    figure = plotting.plot_layer_histograms(layers, bins=20, xlabel="activation", title="Seven")
    assert len(figure.axes) == 7
    assert figure.get_suptitle() == "Seven"
    assert figure.get_supxlabel() == "activation"
    everything = np.concatenate([layer.ravel() for layer in layers.values()])
    for axes, (name, layer) in zip(figure.axes, layers.items(), strict=True):
        assert axes.get_title() == name
        stairs: Any = axes.patches[0]
        shares, edges_, _ = stairs.get_data()
        assert len(shares) == 20
        assert shares.sum() == pytest.approx(1)
        assert (edges_[0], edges_[-1]) == (everything.min(), everything.max())
        inside = (edges_[7] <= layer) & (layer < edges_[8])
        assert shares[7] == pytest.approx(inside.mean())


def test_layer_histograms_in_a_given_range() -> None:
    figure = plotting.plot_layer_histograms({"a": [0, 0.5, 1, 9]}, xlim=(0, 2), bins=2)
    shares, edges_, _ = panel(figure).patches[0].get_data()
    np.testing.assert_array_equal(edges_, [0, 1, 2])
    np.testing.assert_array_equal(shares, [0.5, 0.25])


@pytest.mark.parametrize("values", [{}, {"a": []}, {"a": [1, np.nan]}, {"a": [np.inf]}])
def test_layer_histograms_refuses(values: Any) -> None:
    with pytest.raises(ValueError, match=r"at least one layer|'a' needs values, all of"):
        plotting.plot_layer_histograms(values)


# plot_surface_paths


def bowl(x: Any, y: Any) -> Any:
    return x**2 + y**2


def test_surface_paths() -> None:
    paths: dict[str, Any] = {
        "SGD": [(1, 1), (0.5, 0.5), (0, 0.1)],
        "Adam": np.array([(-1, 1), (0, 0)]),
    }
    figure = plotting.plot_surface_paths(
        bowl,
        paths,
        xlim=(-2, 2),
        ylim=(-1, 3),
        minima=[(0, 0), (1, 2)],
        levels=12,
        xlabel="w1",
        ylabel="w2",
        title="Bowl",
    )
    axes: Any
    axes, scale = figure.axes
    assert (axes.get_title(), axes.get_xlabel(), axes.get_ylabel()) == (
        "Bowl",
        "w1",
        "w2",
    )
    assert (axes.get_xlim(), axes.get_ylim()) == ((-2, 2), (-1, 3))
    assert scale.get_ylabel() == "height"
    assert legend(axes) == ["SGD", "Adam", "minimum"]
    lines = {line.get_label(): line for line in axes.lines}
    for name, path in paths.items():
        np.testing.assert_array_equal(lines[name].get_xydata(), path)
    np.testing.assert_array_equal(lines["minimum"].get_xydata(), [(0, 0), (1, 2)])
    sgd, adam = lines["SGD"], lines["Adam"]
    assert (sgd.get_color(), adam.get_color()) == (COLORS[0], COLORS[1])
    assert sgd.get_linestyle() != adam.get_linestyle()
    assert sgd.get_marker() != adam.get_marker()
    assert sgd.get_markevery() == [2], "the marker stands at the end of the path"
    starts = [x for x in axes.lines if x.get_markerfacecolor() == "white"]
    np.testing.assert_array_equal([x.get_xydata()[0] for x in starts], [(1, 1), (-1, 1)])
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


# plot_bars


def test_bars() -> None:
    figure = plotting.plot_bars(
        {"SGD": 0.97231, "Adam": 1234.5},
        ylabel="accuracy",
        title="Two bars",
        errors={"Adam": 2.0, "SGD": 0.5},
    )
    axes = panel(figure)
    assert (axes.get_title(), axes.get_ylabel()) == ("Two bars", "accuracy")
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["SGD", "Adam"]
    assert [bar.get_height() for bar in axes.patches] == [0.97231, 1234.5]
    assert list(texts(axes)) == ["0.972", "1,234"]
    (error_bars,) = [c for c in axes.collections if len(c.get_paths()) == 2]
    spans = [path.vertices[:, 1] for path in error_bars.get_paths()]
    np.testing.assert_allclose(spans, [(0.47231, 1.47231), (1232.5, 1236.5)])


def test_bars_on_a_logarithmic_axis() -> None:
    figure = plotting.plot_bars({"a": 1e-6, "b": 1.0}, ylabel="s", logy=True)
    assert panel(figure).get_yscale() == "log"
    assert list(texts(panel(figure))) == ["1e-06", "1"]


def test_long_names_of_bars_are_slanted() -> None:
    names = [f"a rather long name {k}" for k in range(6)]
    figure = plotting.plot_bars(dict.fromkeys(names, 1.0), ylabel="y")
    assert {t.get_rotation() for t in panel(figure).get_xticklabels()} == {30}
    figure.draw_without_rendering()
    boxes = [t.get_window_extent() for t in panel(figure).get_xticklabels()]
    assert len(boxes) == 6


@pytest.mark.parametrize(
    ("values", "options", "complaint"),
    [
        ({}, {}, "at least one value"),
        ({"a": 1}, {"errors": {"b": 1}}, r"must name the bars \['a'\]"),
        ({"a": 0}, {"logy": True}, "heights above 0, got 0"),
    ],
)
def test_bars_refuses(values: Any, options: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        plotting.plot_bars(values, ylabel="y", **options)


# Drawing into axes that are there already


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: plotting.plot_decision_boundary(step, AND, [0, 0, 0, 1], ax=ax),
        lambda ax: plotting.plot_curves({"a": [1, 2]}, ax=ax),
        lambda ax: plotting.plot_network([2, 1], ax=ax),
        lambda ax: plotting.plot_surface_paths(bowl, {}, xlim=(-1, 1), ylim=(-1, 1), ax=ax),
        lambda ax: plotting.plot_bars({"a": 1}, ylabel="y", ax=ax),
    ],
)
def test_given_axes_are_used_and_no_figure_is_added(draw: Any) -> None:
    figure, (left, right) = plotting.subplots(1, 2)
    assert draw(right) is figure
    assert len(plt.get_fignums()) == 1
    assert figure.axes == [left, right]
    assert right.has_data()
    assert not left.has_data()


# How each kind of plot looks, against the pictures in tests/baseline: the root mean
# square of the difference over all pixels, in grey levels of 255. The same version of
# matplotlib brings its own fonts and draws the same pixels everywhere: 1 leaves room
# for rounding, while another marker or a thinner boundary makes 2 to 5. Other versions
# set text elsewhere (3.8 and 3.10 are off by 6 to 35): with them nothing is compared.


def look(draw: Callable[[], Figure]) -> Any:
    compared = pytest.mark.mpl_image_compare(
        baseline_dir="../../baseline", style=plotting.STYLE, tolerance=1
    )
    same_version = pytest.mark.skipif(
        not matplotlib.__version__.startswith("3.11."),
        reason="tests/baseline was drawn by matplotlib 3.11",
    )
    return same_version(compared(draw))


@look
def test_look_of_decision_boundary() -> Figure:
    return plotting.plot_decision_boundary(
        lambda points: np.abs(points[:, 0] - points[:, 1]),
        AND,
        [0, 1, 1, 0],
        title="XOR needs two lines",
        class_names=["equal", "different"],
    )


@look
def test_look_of_few_points() -> Figure:
    return plotting.plot_curves(
        {"training": [0.9, 0.5, 0.3, 0.2], "validation": [0.9, 0.6, 0.5, 0.55]},
        title="Overfitting",
    )


@look
def test_look_of_many_curves() -> Figure:
    steps = np.arange(1, 61)
    return plotting.plot_curves(
        {f"optimizer {k}": np.exp(-steps / (4 + 3 * k)) for k in range(8)},
        title="Eight optimizers",
        xlabel="step",
        logy=True,
    )


@look
def test_look_of_images() -> Figure:
    rows, columns = np.mgrid[0:8, 0:8]
    images = np.array([(rows + k * columns) % 9 for k in range(11)])
    return plotting.plot_images(images, labels=range(11), title="Patterns")


@look
def test_look_of_network() -> Figure:
    W = [np.array([[1.0, -0.5, 0.2], [-2.0, 0.1, 0.6]]), np.array([[1.0], [-1], [0.3]])]
    return plotting.plot_network(
        [2, 3, 1],
        weights=W,
        layer_names=["inputs", "hidden", "output"],
        node_labels=[["0.6", "0.2"], ["0.00", "0.13", "0.40"], ["0.360"]],
        edge_labels=[[[f"{w:.1f}" for w in row] for row in matrix] for matrix in W],
        title="One forward pass",
    )


@look
def test_look_of_long_layers() -> Figure:
    return plotting.plot_network([784, 512, 10], layer_names=["784", "512", "10"])


@look
def test_look_of_layer_histograms() -> Figure:
    grid = np.linspace(-3, 3, 2001)
    layers = {f"layer {k}": np.sin(2 * grid) * 0.7**k for k in range(7)}
    return plotting.plot_layer_histograms(layers, title="Ever narrower")


@look
def test_look_of_surface_paths() -> Figure:
    turns = np.linspace(0, 12, 60)
    spiral = np.column_stack([np.cos(turns), np.sin(turns)]) * np.exp(-turns / 5)[:, None]
    return plotting.plot_surface_paths(
        lambda x, y: (x**2 + 3 * y**2) * (1 + x**2),
        {"momentum": 1.5 * spiral, "SGD": [(1.5, 1), (0.6, 0.3), (0.2, 0.1), (0.05, 0)]},
        xlim=(-2, 2),
        ylim=(-1.5, 1.5),
        log=True,
        minima=[(0, 0)],
        title="Two ways down",
    )


@look
def test_look_of_bars() -> Figure:
    return plotting.plot_bars(
        {"zeros": 0.113, "normal": 0.94, "Glorot": 0.98},
        errors={"zeros": 0.001, "normal": 0.02, "Glorot": 0.01},
        ylabel="test accuracy",
        title="Three starts",
    )
