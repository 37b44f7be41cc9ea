"""The words of the pieces that a reader plays with, and the titles of folded cells."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def words_of(piece: str, language: str) -> dict[str, Any]:
    """Return the words of a piece, such as `stepper`, in one language."""
    words: dict[str, Any] = _read("pieces.toml")[language][piece]
    return words


@cache
def fold_title(title: str, language: str) -> str:
    """Return the title of a folded cell in the language of the page.

    A title without a Chinese one in `folds.toml` becomes a general one; a printed line says so.
    """
    if language == "en":
        return title
    if title not in _read("folds.toml"):
        print(f"course/book/folds.toml has no Chinese title for {title!r}.")
    return str(_read("folds.toml").get(title, "檢查與畫圖"))
