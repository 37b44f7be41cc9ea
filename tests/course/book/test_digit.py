"""The packed network: its layout, its images, its place on the page."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from bs4 import BeautifulSoup

from course.book import digit
from course.book.words import words_of
from course.config import LANGUAGES
from tests.course.book.markup import flat
from utils.data import load_mnist

SHAPES = [(784, 512), (512,), (512, 10), (10,)]


def weights() -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.normal(0, 0.1, shape).astype("float32") for shape in SHAPES]


def test_weights_come_back_out_of_the_pack() -> None:
    given = weights()
    packed = digit.pack(given)
    sizes = [int(np.prod(shape)) for shape in SHAPES]
    ends = np.cumsum([0, *sizes])
    halves = np.frombuffer(packed, "<f2", count=ends[-1])
    for (start, end), array in zip(pairwise(ends), given, strict=True):
        np.testing.assert_allclose(halves[start:end], array.ravel(), rtol=1e-3, atol=1e-7)
    rest = np.frombuffer(packed, np.uint8, offset=2 * ends[-1])
    _, (images, labels) = load_mnist()
    chosen = digit.menu_images(labels)
    assert rest[: -digit.IMAGES].tolist() == images[chosen].ravel().tolist()
    assert rest[-digit.IMAGES :].tolist() == labels[chosen].tolist()
    assert len(packed) < 1_000_000


def test_the_menu_has_each_digit_equally_often() -> None:
    _, (_, labels) = load_mnist()
    chosen = digit.menu_images(labels)
    assert len(chosen) == digit.IMAGES
    assert np.bincount(labels[chosen]).tolist() == [2] * 10


def test_the_menu_is_in_the_order_of_the_test_images() -> None:
    labels = np.array([*range(9, -1, -1)] * 3, dtype="uint8")
    assert digit.menu_images(labels) == list(range(20))


def test_another_network_is_refused() -> None:
    with pytest.raises(ValueError) as told:
        digit.pack(weights()[:3])
    assert str(told.value) == (
        "the network has the shapes [(784, 512), (512,), (512, 10)], not "
        "[(784, 512), (512,), (512, 10), (10,)]"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_piece_has_a_board_a_menu_bars_and_pictures(language: str) -> None:
    words = words_of("digit", language)
    _, (_, labels) = load_mnist()
    options = [words["own"]]
    options += [words["image"].format(number=i, label=labels[i]) for i in digit.menu_images(labels)]
    bars = [
        f'''<li><span>{k}</span><progress max="1" value="0" aria-label="{k}"></progress>
        <output></output></li>'''
        for k in range(10)
    ]
    pictures = [
        f'''<figure><canvas class="{name}" {size} role="img" aria-label="{words[name]}"></canvas>
        <figcaption>{words[name]}</figcaption></figure>'''
        for name, size in (
            ("seen", 'width="28" height="28"'),
            ("strokes", 'width="28" height="28"'),
            ("units", 'width="32" height="16"'),
        )
    ]
    assert flat(digit.digit_html("../x/network.bin", language)) == flat(f"""
        <div class="digit" role="group" aria-label="{words["title"]}" hidden data-pagefind-ignore
        data-file="../x/network.bin" data-sizes="[784, 512, 10, 20]"
        data-answer="{words["answer"]}" data-empty="{words["empty"]}"
        data-waiting="{words["waiting"]}">
        <p class="piece-title">{words["title"]}</p><p>{words["text"]}</p>
        <div class="controls"><button type="button" class="clear">{words["clear"]}</button>
        <label><span>{words["menu"]}</span><select class="images">
        {"".join(f"<option>{option}</option>" for option in options)}</select></label></div>
        <div class="desk"><canvas class="board" width="280" height="280" role="img"
        aria-label="{words["board"]}"></canvas>
        <ol class="probabilities" start="0" aria-label="{words["probabilities"]}">
        {"".join(bars)}</ol></div>
        <p class="state" aria-live="polite"></p>
        <div class="pictures">{"".join(pictures)}</div></div>
    """)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_piece_names_its_parts(language: str) -> None:
    text = digit.digit_html("../x/network.bin", language)
    page = BeautifulSoup(text, "html.parser")
    assert "\n" not in text
    assert json.loads(str(page.div and page.div["data-sizes"])) == [784, 512, 10, digit.IMAGES]
    assert len(page.find_all("option")) == digit.IMAGES + 1
    assert len(page.find_all("progress")) == 10
    assert all(canvas["aria-label"] for canvas in page.find_all("canvas"))
    answer = str(page.div and page.div["data-answer"])
    assert all(f"{{{name}}}" in answer for name in ("digit", "p", "units"))
