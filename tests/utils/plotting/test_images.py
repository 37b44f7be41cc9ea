"""Images show what they are given, on one scale of grey."""

from typing import Any

import numpy as np
import pytest

from tests.figures import shows
from utils import plotting

rng = np.random.default_rng(0)


def test_images() -> None:
    images = rng.integers(20, 200, (11, 5, 4), dtype=np.uint8)
    figure = plotting.plot_images(images, labels=range(11), columns=4, title="Eleven")
    shows(figure, *({"title": str(k), "images": [images[k]]} for k in range(11)), title="Eleven")
    for axes in figure.axes:
        (image,) = axes.images
        assert image.get_clim() == (images.min(), images.max())
        assert image.get_cmap().name == "gray_r"
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
