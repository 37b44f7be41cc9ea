"""How a check says what it saw, in English and in Chinese."""

from __future__ import annotations

from typing import Any

import numpy as np


class CheckError(AssertionError):
    """A check that failed, explained in English and in Chinese.

    Attributes:
        en: what was seen and expected, in English.
        zh: the same in Chinese.
        hint: how to get on, in English and in Chinese; empty where the check has none.
    """

    def __init__(self, en: str, zh: str, hint: tuple[str, str] = ("", "")) -> None:
        super().__init__(en, zh)
        self.en, self.zh, self.hint = en, zh, hint


def show(value: Any) -> str:
    """Return a value as a reader would write it, on one line and not too long."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        text = np.array2string(
            value,
            separator=", ",
            threshold=12,
            edgeitems=2,
            formatter={"float_kind": lambda number: f"{number:.6g}"},
        )
        text = " ".join(text.split())
    elif isinstance(value, float | np.floating):
        text = f"{float(value):.6g}"
    elif isinstance(value, np.generic):
        text = repr(value.item())
    else:
        text = " ".join(repr(value).split())
    return text if len(text) <= 120 else text[:117] + "..."


def english(what: str) -> str:
    """Return the English half of `what`, which may be "English | 中文" or code for both."""
    return what.split(" | ")[0]


def chinese(what: str) -> str:
    """Return the Chinese half of `what`."""
    return what.split(" | ")[-1]


def sentence(text: str, hint: str) -> str:
    """Return a sentence with its hint, if there is one."""
    # Chinese sentences end in a full-width stop, which needs no space after it.
    gap = "" if text.endswith("。") else " "
    return f"{text}{gap}{hint}" if hint else text


def returned_nothing(what: str) -> CheckError:
    """Return the error for a function without `return`."""
    return CheckError(
        f"{english(what)} returned nothing (None): is a `return` missing?",
        f"{chinese(what)} 沒有回傳任何值（None）：是不是少了 `return`？",
    )
