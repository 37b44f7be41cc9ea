"""Draw a digit: the network that chapter 2 trains, packed for the browser, and its place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

import numpy as np
import numpy.typing as npt

from course.book.words import words_of
from utils.data import load_mnist

# The network of this name, as it is when the chapter's explorable asks it.
CHAPTER, NETWORK = "02_tensors", "network"
FILE = "network.bin"
# As chapter 2 makes it: inputs, hidden units, outputs; and how many test images go along.
SIZES = (784, 512, 10)
IMAGES = 20


def pack(weights: Sequence[npt.NDArray[np.float32]]) -> bytes:
    """Pack a network and the menu's test images for the browser.

    Args:
        weights: (784, 512), (512,), (512, 10), (10,).

    Returns:
        The weights in this order, row by row, as little-endian float16; then the images'
        pixels, one byte each, and their labels.

    Raises:
        ValueError: the shapes are others, which `SIZES` and the text would have to say.
    """
    inputs, hidden, outputs = SIZES
    expected = [(inputs, hidden), (hidden,), (hidden, outputs), (outputs,)]
    if [w.shape for w in weights] != expected:
        raise ValueError(f"the network has the shapes {[w.shape for w in weights]}, not {expected}")
    _, (images, labels) = load_mnist()
    chosen = menu_images(labels)
    halves = b"".join(np.asarray(w, "<f2").tobytes() for w in weights)
    return halves + images[chosen].tobytes() + labels[chosen].tobytes()


def menu_images(labels: npt.NDArray[np.uint8]) -> list[int]:
    """Return which test images stand in the menu: of each digit the first ones."""
    each = IMAGES // 10
    return sorted(int(i) for k in np.unique(labels) for i in np.flatnonzero(labels == k)[:each])


def digit_html(address: str, language: str) -> str:
    """Return the piece, hidden until the script brings it to life.

    Args:
        address: of the packed network, seen from the page.
        language: `en` or `zh-TW`.
    """
    words = {name: escape(text) for name, text in words_of("digit", language).items()}
    _, (_, labels) = load_mnist()
    options = "".join(
        f"<option>{words['image'].format(number=i, label=labels[i])}</option>"
        for i in menu_images(labels)
    )
    bars = "".join(
        f'<li><span>{k}</span><progress max="1" value="0" aria-label="{k}"></progress>'
        "<output></output></li>"
        for k in range(10)
    )
    pictures = "".join(
        f'<figure><canvas class="{name}" width="{width}" height="{height}" role="img" '
        f'aria-label="{words[name]}"></canvas><figcaption>{words[name]}</figcaption></figure>'
        for name, width, height in (("seen", 28, 28), ("strokes", 28, 28), ("units", 32, 16))
    )
    return (
        f'<div class="digit" role="group" aria-label="{words["title"]}" hidden '
        f'data-pagefind-ignore data-file="{address}" data-sizes="{json.dumps([*SIZES, IMAGES])}" '
        f'data-answer="{words["answer"]}" data-empty="{words["empty"]}" '
        f'data-waiting="{words["waiting"]}">'
        f'<p class="piece-title">{words["title"]}</p><p>{words["text"]}</p>'
        f'<div class="controls"><button type="button" class="clear">{words["clear"]}</button>'
        f'<label><span>{words["menu"]}</span><select class="images">'
        f"<option>{words['own']}</option>{options}</select></label></div>"
        f'<div class="desk"><canvas class="board" width="280" height="280" role="img" '
        f'aria-label="{words["board"]}"></canvas>'
        f'<ol class="probabilities" start="0" aria-label="{words["probabilities"]}">'
        f"{bars}</ol></div>"
        f'<p class="state" aria-live="polite"></p><div class="pictures">{pictures}</div></div>'
    )
