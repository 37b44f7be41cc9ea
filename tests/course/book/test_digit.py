"""The packed network: its layout, its images, its place on the page."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from bs4 import BeautifulSoup

from course.book import digit
from course.config import LANGUAGES
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


def test_another_network_is_refused() -> None:
    with pytest.raises(ValueError, match=r"has the shapes \[\(784, 512\)"):
        digit.pack(weights()[:3])


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
