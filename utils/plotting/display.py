"""How a figure reaches the reader: as a PNG with a description."""

from __future__ import annotations

import base64
import io
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def show(figure: Figure, *, alt: str) -> None:
    """Display a figure once, as a PNG with a description, and close it.

    Outside IPython the figure is drawn and closed, and nothing is displayed.

    Args:
        figure: a matplotlib figure.
        alt: what one sees and what it means, for readers who do not see it; kept in the
            output's metadata as `{"image/png": {"alt": ...}}`, from which nbconvert's
            template "classic" and nbsphinx write `<img alt>`.

    Raises:
        ValueError: `alt` is empty.
    """
    import matplotlib.pyplot as plt

    plt.close(figure)  # Otherwise the kernel displays it again when the cell ends.
    if not alt.strip():
        raise ValueError("show needs alt=: say what one sees and what it means.")
    display_png(png_of(figure), text=repr(figure), alt=alt)


def display_png(png: bytes, *, text: str, alt: str) -> None:
    """Hand a PNG to the notebook, with a description; outside IPython do nothing."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is not None:
        data = {"image/png": base64.b64encode(png).decode("ascii"), "text/plain": text}
        display(data, metadata={"image/png": {"alt": alt}}, raw=True)


def png_of(figure: Figure) -> bytes:
    """Draw a figure as a PNG of 256 colours, a third of the size of a plain one."""
    from PIL import Image

    drawn, small = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png")
    # Written by Pillow, the file does not name matplotlib's version: same bytes everywhere.
    image = Image.open(drawn).convert("RGB")
    image.quantize(256, Image.Quantize.MEDIANCUT).save(small, "PNG", optimize=True)
    return small.getvalue()
