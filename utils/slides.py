"""Compare what a cell computed with what a slide prints.

A slide's number is given as a string, because its last digit says how exactly it is
meant: "3.6" stands for anything from 3.55 to 3.65. That half unit of the last digit is
the tolerance; a number without decimals, such as "2345", must be met exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

import numpy as np

Printed: TypeAlias = "str | Sequence[Printed]"

# Binary fractions miss a decimal tie such as 3.65 by about 1e-16 of their size.
_SLACK = Decimal("1e-9")


def check_slide(
    row: str,
    what: str,
    computed: Any,
    slide: Printed,
    *,
    within: float | None = None,
    show: str | None = None,
) -> None:
    """Print one line that compares computed numbers with a slide's, or fail.

    Args:
        row: the row of the syllabus, such as "P2".
        what: what the number is.
        computed: a number, or an array of the same shape as `slide`.
        slide: the slide's number as a string, or nested lists of such strings.
        within: an absolute tolerance in place of half a unit of the last digit.
        show: printed in place of the computed digits, for a number that differs
            slightly from run to run.

    Raises:
        AssertionError: a number is off; the message names both, and the tolerance.
        ValueError: `slide` holds something else than numbers written as strings, or
            `computed` something else than numbers.
    """
    problem = _difference(computed, slide, within)
    if problem:
        raise AssertionError(f"{row} {what}: {problem}")
    shown = _spell(computed, slide) if show is None else show
    agrees = "agrees" if within is None else f"agrees within {within}"
    print(f"{row} {what}: computed {shown}; slide {_join(slide)}: {agrees}")


def check_erratum(row: str, what: str, computed: Any, *, slide: Any, right: Any) -> None:
    """Print one line that proves a slide wrong, or fail.

    Where `slide` or `right` are numbers written as strings, also in nested lists, they
    are compared as `check_slide` does; anything else, such as a shape, with `==`.

    Args:
        row: the row of the syllabus, such as "L4".
        what: what the value is.
        computed: the value that the cell found.
        slide: what the slide says.
        right: what it should say.

    Raises:
        AssertionError: `computed` is not `right`, or it agrees with the slide.
    """
    problem = _mismatch(computed, right)
    if problem:
        raise AssertionError(f"{row} {what}: not the right value: {problem}")
    if not _mismatch(computed, slide):
        raise AssertionError(
            f"{row} {what}: no erratum, because computed {_join(computed)} "
            f"agrees with slide {_join(slide)}"
        )
    print(f"{row} {what}: slide {_join(slide)}, right {_join(right)}: erratum")


def _mismatch(computed: Any, expected: Any) -> str:
    """Say how the two differ, or return ""."""
    leaves = np.ravel(np.asarray(expected, dtype=object))
    if leaves.size and all(isinstance(x, str) and _is_number(x) for x in leaves):
        return _difference(computed, expected, None)
    if _plain(computed) == _plain(expected):
        return ""
    return f"computed {_join(computed)}, expected {_join(expected)}"


def _difference(computed: Any, slide: Printed, within: float | None) -> str:
    """Name the first computed number outside the tolerance, or return ""."""
    shape, texts = _printed_numbers(slide)
    values = np.asarray(computed)
    if values.dtype.kind not in "iuf":
        raise ValueError(f"check_slide compares numbers, got {computed!r}")
    if values.shape != shape:
        return f"computed has shape {values.shape}, slide has shape {shape}"
    for index, text in zip(np.ndindex(shape), texts, strict=True):
        value, expected = Decimal(str(values[index].item())), Decimal(text)
        unit = Decimal(1).scaleb(_exponent(text))
        if within is not None:
            tolerance = Decimal(str(within))
        else:
            tolerance = Decimal(0) if _is_plain_integer(text) else unit / 2
        # Never as much as a digit, however many there are.
        slack = min(_SLACK * max(abs(expected), unit), unit / 4)
        # NaN cannot be compared, and is never right.
        if value.is_nan() or abs(value - expected) > tolerance + slack:
            where = f" at {list(index)}" if index else ""
            return f"computed {value}{where}, slide {text}, tolerance {tolerance}"
    return ""


def _printed_numbers(slide: Printed) -> tuple[tuple[int, ...], list[str]]:
    """Return the shape of a slide's numbers and the numbers in a row, checked."""
    leaves = np.asarray(slide, dtype=object)
    texts: list[Any] = leaves.ravel().tolist()
    for text in texts:
        if isinstance(text, list):
            raise ValueError(f"the slide's lists differ in length: {slide}")
        if not isinstance(text, str) or not _is_number(text):
            raise ValueError(f'write a slide\'s number as a string, such as "3.6", not {text!r}')
    return leaves.shape, texts


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _is_plain_integer(text: str) -> bool:
    return text.strip().lstrip("+-").isdecimal()


def _exponent(text: str) -> int:
    """Return the power of ten of the last digit: -1 for "3.6", -62 for "6.2e-61"."""
    return int(Decimal(text).as_tuple().exponent)


def _spell(computed: Any, slide: Printed) -> str:
    """Write the computed numbers with two digits more than the slide has."""
    shape, texts = _printed_numbers(slide)
    values = np.asarray(computed)
    spelled = np.empty(shape, dtype=object)
    for index, text in zip(np.ndindex(shape), texts, strict=True):
        value = values[index].item()
        if "e" in text.lower():
            spelled[index] = f"{value:.{len(Decimal(text).as_tuple().digits) + 1}e}"
        elif _is_plain_integer(text):
            spelled[index] = f"{value:.12g}"
        else:
            spelled[index] = f"{value:.{2 - _exponent(text)}f}"
    return _join(spelled)


def _plain(value: Any) -> Any:
    """Turn arrays and tuples into lists, so that == compares their contents."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    return [_plain(v) for v in value] if isinstance(value, list | tuple) else value


def _join(value: Any) -> str:
    """Write a value as a reader would: "1, 2", "[1, 2], [3, 4]", "(10, 3)"."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list):
        return ", ".join(f"[{_join(v)}]" if isinstance(v, list) else f"{v}" for v in value)
    return str(value)
