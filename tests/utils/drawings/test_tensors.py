"""The figures of chapter 2 that show tensors hold the numbers that they are given."""

from typing import Any

import numpy as np
import numpy.typing as npt

from tests.figures import contents, shows
from utils import plotting
from utils.drawings import tensors as draw


def cells(table: npt.ArrayLike) -> dict[str, Any]:
    """What `shows` expects of a table: each number in the middle of its cell."""
    values = np.atleast_2d(table)
    texts = [(f"{v:g}", j + 0.5, -i - 0.5) for (i, j), v in np.ndenumerate(values)]
    return {"texts": texts, "patches": values.size}


def test_a_tensor_has_as_many_cells_as_entries() -> None:
    shapes: list[tuple[int, ...]] = [(), (5,), (3, 5), (2, 3, 5), (2, 2, 3, 5)]
    blank: dict[str, Any] = {"xticks": [], "yticks": []}
    shows(
        draw.draw_ranks(shapes),
        *(
            {"title": f"rank {k}", "xlabel": str(shape), "patches": int(np.prod(shape))} | blank
            for k, shape in enumerate(shapes)
        ),
    )


def test_each_row_of_crops_shows_its_pictures() -> None:
    images = np.arange(2 * 4 * 4).reshape(2, 4, 4)
    crops = {"all": images, "[:, 2:, 2:]": images[:, 2:, 2:]}
    figure = draw.draw_crops(crops)
    panels = [
        {"ylabel": name if k == 0 else "", "images": [image]}
        for name, pictures in crops.items()
        for k, image in enumerate(pictures)
    ]
    shows(figure, *panels)
    # One scale of grey for all: 0 is paper, 255 ink.
    assert {axes.images[0].get_clim() for axes in figure.axes} == {(0, 255)}


def test_a_table_marks_and_fades_the_cells_it_is_told_to() -> None:
    _, ax = plotting.subplots()
    marked, faint = np.array([[True, False]]), np.array([[False, True]])
    draw.draw_table(ax, np.array([7.0, 0.5]), "t", faint=faint, marked=marked)
    shows(ax, title="t", **cells([7, 0.5]))
    first, second = contents(ax)["patches"]
    assert (first.get_linestyle(), second.get_linestyle()) == ("-", ":")
    assert first.get_facecolor() != second.get_facecolor()
    _, plain = plotting.subplots()
    draw.draw_table(plain, np.array([7.0]), "t")
    assert contents(plain)["patches"][0].get_facecolor() != first.get_facecolor()


def test_reductions_show_sums_along_either_axis() -> None:
    table, mean = np.array([[1, 2, 3], [10, 20, 30]]), np.array([[0.0, 1.0], [2.0, 3.0]])
    shows(
        draw.draw_reductions(table, mean),
        {"title": "points: (2, 3)"} | cells(table),
        {"title": "sum(axis=1): (2,)\n→ axis 1 is gone"} | cells([6, 60]),
        {"title": "keepdims:\n(2, 1)"} | cells([[6], [60]]),
        {"title": "X_train.mean(axis=0):\n(2, 2)", "images": [mean]},
        {"title": "↓ sum(axis=0): (3,), axis 0 is gone"} | cells([11, 22, 33]),
        *[{}] * 3,
    )


def test_broadcasting_draws_copies_that_are_not_stored_dotted() -> None:
    table, row, column = np.array([[0, 10], [20, 30]]), np.array([1, 2]), np.array([[3], [4]])
    figure = draw.draw_broadcast(table, row, column)
    shows(
        figure,
        {"title": "x: (2, 2)"} | cells(table),
        {"title": "+ row: (2,)"} | cells([[1, 2], [1, 2]]),
        {"title": "= (2, 2)"} | cells([[1, 12], [21, 32]]),
        {"title": "row: (2,)"} | cells([[1, 2], [1, 2]]),
        {"title": "+ column: (2, 1)"} | cells([[3, 3], [4, 4]]),
        {"title": "= (2, 2)"} | cells([[4, 5], [5, 6]]),
    )
    dotted = [
        [patch.get_linestyle() == ":" for patch in contents(axes)["patches"]]
        for axes in figure.axes
    ]
    none, row_stored, column_stored = [False] * 4, [False, False, True, True], [False, True] * 2
    assert dotted == [none, row_stored, none, row_stored, column_stored, none]


def test_a_product_marks_its_row_column_and_entry() -> None:
    x, y = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1, 0], [0, 2], [3, 0]])
    figure = draw.draw_product(x, y, 1, 0)
    shows(
        figure,
        {"title": "x: (2, 3)"} | cells(x),
        {"title": "y: (3, 2)"} | cells(y),
        {"title": "x @ y: (2, 2)"} | cells([[10, 4], [22, 10]]),
        title="Row 1 times column 0: 4·1 + 5·0 + 6·3 = 22",
    )
    marked = []
    for axes in figure.axes:
        colors = [patch.get_facecolor() for patch in contents(axes)["patches"]]
        marked.append([k for k, color in enumerate(colors) if color != colors[1]])
    # Entry 1 is unmarked in x and y @ x; in y, read row by row, column 0 are 0, 2 and 4.
    assert marked == [[3, 4, 5], [0, 2, 4], [2]]


def test_reshape_and_transpose_stand_beside_each_other() -> None:
    A, rng = np.array([[1, 2, 3], [4, 5, 6]]), np.random.default_rng(0)
    moved, reshaped = rng.uniform(size=(2, 4, 4, 3))
    shows(
        draw.draw_reshape(A, moved, reshaped),
        {"title": "A: (2, 3)"} | cells(A),
        {"title": "A.reshape(3, 2)"} | cells([[1, 2], [3, 4], [5, 6]]),
        {"title": "A.T"} | cells([[1, 4], [2, 5], [3, 6]]),
        {"title": "channels moved to the end", "images": [moved]},
        {"title": "channels first, reshaped", "images": [reshaped]},
    )
