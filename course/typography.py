"""Mistakes in prose that show only once it is rendered, most of them in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

_CJK = r"[\u3400-\u9fff]"
_MATH = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
_HALF_WIDTH = re.compile(rf"{_CJK}[,;:?!()]|[,;:?!()]{_CJK}")
_CROWDED = re.compile(rf"{_CJK}[A-Za-z0-9]|[A-Za-z0-9]{_CJK}")


def typography_problems(text: str, language: str) -> Iterator[str]:
    """Emphasis that stays asterisks and, in Chinese, spacing and punctuation.

    Args:
        text: a prose cell in Markdown.
        language: `en` or `zh-TW`.
    """
    # Jupyter takes out mathematics before it reads Markdown; M keeps its place.
    tokens = MarkdownIt("commonmark").enable("table").parse(_MATH.sub("M", text))
    for inline in (token for token in tokens if token.type == "inline"):
        children = inline.children or []
        for child in children:
            if child.type == "text" and "**" in child.content:
                yield (
                    f"the bold text does not close at {_around(child.content, '**')!r}; "
                    "move the punctuation behind the **"
                )
        if language == "zh-TW":
            yield from _chinese_problems(children)


def _chinese_problems(children: list[Token]) -> Iterator[str]:
    line = "".join(
        c.content if c.type == "text" else "\n" if c.type == "softbreak" else "" for c in children
    )
    if broken := re.search(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff])", line):
        near = line[max(0, broken.start() - 8) : broken.start()]
        yield f"a line break after {near!r} shows as a space; join the two lines"
    if half := _HALF_WIDTH.search(line):
        yield f"half-width punctuation at {half[0]!r}; use the full-width form"
    if crowded := _CROWDED.search(line):
        yield f"no space at {crowded[0]!r}; put one between Chinese and Latin letters or digits"


def _around(text: str, part: str) -> str:
    place = text.index(part)
    return text[max(0, place - 8) : place + 10]
