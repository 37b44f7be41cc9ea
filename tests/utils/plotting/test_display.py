"""`show` hands a figure to the notebook, as a small PNG."""

import io

import matplotlib.pyplot as plt
import pytest
from PIL import Image

from utils import plotting
from utils.plotting import display


def test_show_outside_a_notebook_draws_and_closes(
    capsys: pytest.CaptureFixture[str], no_shell: None
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
