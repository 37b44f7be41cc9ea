"""The words of the pieces that a reader plays with."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _words() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(Path(__file__).with_name("pieces.toml").read_text(encoding="utf-8"))


def words_of(piece: str, language: str) -> dict[str, Any]:
    """Return the words of a piece, such as `stepper`, in one language."""
    return _words()[language][piece]
