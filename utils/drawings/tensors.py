"""The figures of chapter 2 that show tensors: shapes, slices, tables of numbers."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Rectangle

from utils import plotting
from utils.arrays import Array
from utils.plotting import COLORS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw_ranks(shapes: Sequence[tuple[int, ...]]) -> "Figure":
    """Draw tensors of rank 0 to 4 as cells: a stack is drawn one table behind the other.

    Args:
        shapes: five shapes, of rank 0, 1, 2, 3 and 4.
    """
    import matplotlib.pyplot as plt

    widths = [1.6, 5.6, 5.6, 7.4, 15.4]
    fig, axes = plt.subplots(1, 5, figsize=(10, 2.4), width_ratios=widths)
    for ax, shape, right in zip(axes, shapes, widths, strict=True):
        *outer, height, width = (1, 1, *shape)[-max(2, len(shape)) :]
        depth = outer[-1] if outer else 1
        stacks = outer[-2] if len(outer) > 1 else 1
        for stack in range(stacks):
            for k in reversed(range(depth)):
                shift = 0.8 * k
                for i, j in np.ndindex(height, width):
                    corner = (stack * (width + 3) + shift + j, shift - i - 1)
                    cell = Rectangle(corner, 1, 1, facecolor=COLORS[5], edgecolor="black")
                    ax.add_patch(cell)
        ax.set(title=f"rank {len(shape)}", xlabel=str(tuple(shape)))
        without_ticks(ax)
        ax.spines[:].set_visible(False)
        ax.set(xlim=(-0.3, right - 0.3), ylim=(-3.3, 1.9), aspect="equal")
    return fig


def draw_crops(crops: Mapping[str, Array]) -> "Figure":
    """Draw the same pictures once per row, cut in different ways.

    Args:
        crops: how each row is cut, to pictures (n, height, width) with values 0 to 255.
    """
    count = len(next(iter(crops.values())))
    fig, axes = plotting.subplots(len(crops), count, width=8.5, height=1.1 * len(crops))
    for row, (name, images) in zip(axes, crops.items(), strict=True):
        for ax, image in zip(row, images, strict=True):
            ax.imshow(image, vmin=0, vmax=255)
            without_ticks(ax)
        row[0].set_ylabel(name, rotation=0, ha="right", va="center")
    return fig


def draw_table(
    ax: Any, values: Array, title: str, faint: Array | None = None, marked: Array | None = None
) -> None:
    """Draw a matrix with its numbers into given axes.

    Args:
        ax: where to draw.
        values: a vector or a matrix.
        title: title of the axes.
        faint: True for cells that are not stored, drawn dotted.
        marked: True for cells to draw in orange.
    """
    values = np.atleast_2d(values)
    for (i, j), value in np.ndenumerate(values):
        ghost = faint is not None and bool(faint[i, j])
        fill = COLORS[4] if marked is not None and bool(marked[i, j]) else "#CFE8F7"
        look: dict[str, Any] = {
            "facecolor": "white" if ghost else fill,
            "linestyle": ":" if ghost else "-",
        }
        edge = "#999999" if ghost else "black"
        ax.add_patch(Rectangle((j, -i - 1), 1, 1, edgecolor=edge, **look))
        ink = "#767676" if ghost else "black"
        ax.text(j + 0.5, -i - 0.5, f"{value:g}", ha="center", va="center", color=ink)
    ax.set(xlim=(-0.1, values.shape[1] + 0.1), ylim=(-values.shape[0] - 0.1, 0.1))
    ax.set_title(title, fontsize=10.5)
    ax.set_aspect("equal")
    ax.axis("off")


def draw_reductions(table: Array, mean_picture: Array) -> "Figure":
    """Draw a table with its sums along either axis, and a mean over samples.

    Args:
        table: (rows, columns).
        mean_picture: the mean of pictures over axis 0, (height, width).
    """
    import matplotlib.pyplot as plt

    rows, columns = table.shape
    fig, axes = plt.subplots(
        2, 4, figsize=(10, 4.9), width_ratios=[columns, rows, 1.6, 3.6], height_ratios=[rows, 1]
    )
    (whole, along, kept, mean), (down, *unused) = axes
    draw_table(whole, table, f"points: {table.shape}")
    draw_table(along, table.sum(axis=1), f"sum(axis=1): ({rows},)\n→ axis 1 is gone")
    draw_table(kept, table.sum(axis=1, keepdims=True), f"keepdims:\n({rows}, 1)")
    draw_table(down, table.sum(axis=0), f"↓ sum(axis=0): ({columns},), axis 0 is gone")
    mean.imshow(mean_picture)
    without_ticks(mean)
    mean.set_title(f"X_train.mean(axis=0):\n{mean_picture.shape}", fontsize=10.5)
    for ax in unused:
        ax.axis("off")
    return fig


def draw_broadcast(table: Array, row: Array, column: Array) -> "Figure":
    """Draw table + row, and row + column; copies that are not stored are dotted.

    Args:
        table: (m, n).
        row: (n,).
        column: (m, 1).
    """
    fig, axes = plotting.subplots(2, 3, width=8.4, height=5.6)
    (m, n), lines = table.shape, np.indices(table.shape)
    rows, columns = np.broadcast_to(row, (m, n)), np.broadcast_to(column, (m, n))
    draw_table(axes[0, 0], table, f"x: ({m}, {n})")
    draw_table(axes[0, 1], rows, f"+ row: ({n},)", lines[0] > 0)
    draw_table(axes[0, 2], table + row, f"= ({m}, {n})")
    draw_table(axes[1, 0], rows, f"row: ({n},)", lines[0] > 0)
    draw_table(axes[1, 1], columns, f"+ column: ({m}, 1)", lines[1] > 0)
    draw_table(axes[1, 2], row + column, f"= ({m}, {n})")
    return fig


def draw_product(x: Array, y: Array, i: int, j: int) -> "Figure":
    """Draw x @ y, with row i of x, column j of y and the entry that they make marked.

    Args:
        x: (a, b).
        y: (b, c).
        i: a row of x.
        j: a column of y.
    """
    import matplotlib.pyplot as plt

    z = x @ y
    widths = [x.shape[1], y.shape[1], y.shape[1]]
    fig, axes = plt.subplots(1, 3, figsize=(7.6, 3), width_ratios=widths)
    draw_table(axes[0], x, f"x: {x.shape}", marked=np.indices(x.shape)[0] == i)
    draw_table(axes[1], y, f"y: {y.shape}", marked=np.indices(y.shape)[1] == j)
    here = np.zeros(z.shape, bool)
    here[i, j] = True
    draw_table(axes[2], z, f"x @ y: {z.shape}", marked=here)
    terms = " + ".join(f"{a:g}·{b:g}" for a, b in zip(x[i], y[:, j], strict=True))
    fig.suptitle(f"Row {i} times column {j}: {terms} = {z[i, j]:g}", fontsize=11)
    return fig


def draw_reshape(A: Array, moved: Array, reshaped: Array) -> "Figure":
    """Draw a matrix reshaped and transposed, and what either does to channels.

    Args:
        A: (m, n).
        moved: a picture (height, width, 3) whose channel axis was moved to the end.
        reshaped: the same numbers in that shape by reshape.
    """
    import matplotlib.pyplot as plt

    m, n = A.shape
    fig = plt.figure(figsize=(8, 6))
    grid = fig.add_gridspec(2, 6, height_ratios=[1, 1.25])
    draw_table(fig.add_subplot(grid[0, :2]), A, f"A: {A.shape}")
    draw_table(fig.add_subplot(grid[0, 2:4]), A.reshape(n, m), f"A.reshape({n}, {m})")
    draw_table(fig.add_subplot(grid[0, 4:]), A.T, "A.T")
    pictures = {"channels moved to the end": moved, "channels first, reshaped": reshaped}
    for k, (title, picture) in enumerate(pictures.items()):
        ax = fig.add_subplot(grid[1, 3 * k : 3 * k + 3])
        ax.imshow(picture)
        ax.set_title(title, fontsize=10.5)
        without_ticks(ax)
    return fig


def without_ticks(ax: Any) -> None:
    """Take ticks and grid off axes that show a picture."""
    ax.set(xticks=[], yticks=[])
    ax.grid(visible=False)
