"""Images in a grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from utils.plotting.style import subplots

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_images(
    images: npt.ArrayLike,
    labels: Sequence[Any] | npt.NDArray[Any] | None = None,
    *,
    columns: int = 8,
    title: str = "",
    cmap: str = "gray_r",
) -> Figure:
    """Draw images in a grid, all on the same scale of grey.

    Args:
        images: (n, height, width), or with one more axis of 1 (grey) or 3 (RGB).
        labels: n texts or numbers to write above them.
        columns: images in a row.
        title: title of the figure.
        cmap: matplotlib's colour map for grey images; ink is dark by default.

    Raises:
        ValueError: the shape is wrong, or there are not as many labels as images.
    """
    images = np.asarray(images)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if not images.size or (images.ndim != 3 and images.shape[3:] != (3,)):
        raise ValueError(
            "plot_images needs images (n, height, width), or (n, height, width, 3), "
            f"got {images.shape}: for a single image give image[None]."
        )
    if labels is not None and len(labels) != len(images):
        raise ValueError(f"plot_images got {len(images)} images, {len(labels)} labels.")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    cell = 1.0 if labels is None else 1.25
    figure, grid = subplots(
        rows, columns, 1.1 * columns + 0.2, cell * rows + 0.2 + 0.4 * bool(title)
    )
    low, high = images.min(), images.max()
    for k, axes in enumerate(np.ravel(grid)):
        if k >= len(images):
            axes.remove()
            continue
        axes.imshow(images[k], cmap=cmap, vmin=low, vmax=high, interpolation="nearest")
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set(visible=True, color="#CCCCCC")
        if labels is not None:
            axes.set_title(str(labels[k]), fontsize=10, fontweight="normal", pad=4)
    if title:
        figure.suptitle(title)
    return figure
