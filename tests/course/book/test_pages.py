from __future__ import annotations

import pytest

from course.book.pages import pages, rewrite_links
from course.config import book_address, repository

HOME = f"{repository()}/blob/main"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[2](02_tensors.ipynb)", '<a href="02_tensors.html">2</a>'),
        (
            "[`lab`](../labs/lab01_perceptron.ipynb#x)",
            '<a href="../labs/lab01_perceptron.html#x"><code>lab</code></a>',
        ),
        (
            "[繁](zh-TW/01_perceptron.ipynb)",
            '<a href="../../zh-TW/chapters/01_perceptron.html">繁</a>',
        ),
        (f"[2]({HOME}/notebooks/02_tensors.ipynb)", '<a href="02_tensors.html">2</a>'),
        (f"[book]({book_address()}en/index.html)", '<a href="../index.html">book</a>'),
        ("[notation](notation.md)", '<a href="../notation.html">notation</a>'),
        ("[code](../utils/data.py)", f"[code]({HOME}/utils/data.py)"),
        ("[doi](https://doi.org/1)", "[doi](https://doi.org/1)"),
        ("$W[i](x)$ and `[2](02_tensors.ipynb)`", "$W[i](x)$ and `[2](02_tensors.ipynb)`"),
        ("```\n[2](02_tensors.ipynb)\n```", "```\n[2](02_tensors.ipynb)\n```"),
    ],
)
def test_links_of_a_chapter(text: str, expected: str) -> None:
    assert rewrite_links(text, pages()["chapters/01_perceptron"], "en") == expected


def test_what_has_one_language_is_reached_in_the_page_s_own() -> None:
    text = rewrite_links("[c](experiments/README.md) [e](README.md)", pages()["index"], "zh-TW")
    assert text == '<a href="experiments.html">c</a> <a href="../en/index.html">e</a>'
