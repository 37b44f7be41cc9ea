"""Checks of what student code returns: each raises a `CheckError` that explains itself.

Student code is asked for plain values only: numbers, strings, lists, tuples, arrays. So
the same checks work when that code runs in another process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from labs.checks.messages import CheckError, chinese, english, returned_nothing, show

_PLAIN = (bool, int, float, np.generic, np.ndarray)


def near(
    value: Any,
    expected: npt.ArrayLike,
    what: str,
    *,
    en: str = "",
    zh: str = "",
    within: float = 1e-4,
) -> None:
    """Check numbers against expected ones: kind, shape, then every value.

    Args:
        value: what student code returned: a number, or lists or an array of numbers.
        expected: the right numbers, in the right shape.
        what: how the value was made: as code, such as "sigmoid(0)", the same in both
            languages; or in words, "the last loss | 最後一個損失".
        en: a hint in English, which the second failure tells.
        zh: the same in Chinese.
        within: how far a value x may be off, in units of 1 + |x|; float32 passes.

    Raises:
        CheckError: something differs; the message says what.
    """
    got, want = _numbers(value, what), np.asarray(expected, dtype=float)
    if got.shape != want.shape:
        raise CheckError(
            f"{english(what)} has shape {got.shape}, expected {want.shape}.",
            f"{chinese(what)} 的形狀是 {got.shape}，應為 {want.shape}。",
            (en, zh),
        )
    with np.errstate(invalid="ignore"):
        close = np.abs(got - want) <= within * (1 + np.abs(want))
        right = (got == want) | (close & np.isfinite(want))
    if right.all():
        return
    if got.size <= 6:
        place, a, b, count, zh_count = "", show(got), show(want), "", ""
    else:
        index = tuple(int(i) for i in np.argwhere(~right)[0])
        place = f"[{', '.join(map(str, index))}]"
        a, b = show(got[index]), show(want[index])
        wrong = int((~right).sum())
        count = f" ({wrong} of {got.size} numbers are off)"
        zh_count = f"（{got.size} 個數中有 {wrong} 個不對）"
    raise CheckError(
        f"{english(what)}{place} is {a}, expected {b}{count}.",
        f"{chinese(what)}{place} 是 {a}，應為 {b}{zh_count}。",
        (en, zh),
    )


def exactly(value: Any, expected: Any, what: str, *, en: str = "", zh: str = "") -> None:
    """Check whole numbers, strings, or lists and tuples of them; a list equals a tuple.

    Raises:
        CheckError: it differs; the message says how.
    """
    if value is None:
        raise returned_nothing(what)
    got, want = _listed(value), _listed(expected)
    if not _same(got, want):
        raise CheckError(
            f"{english(what)} is {show(value)}, expected {show(expected)}.",
            f"{chinese(what)} 是 {show(value)}，應為 {show(expected)}。",
            (en, zh),
        )


def has_dtype(value: Any, dtype: str, what: str, *, en: str = "", zh: str = "") -> None:
    """Check that a value is an array of the given dtype.

    Raises:
        CheckError: it is not an array, or has another dtype.
    """
    if value is None:
        raise returned_nothing(what)
    kind = value.dtype.name if isinstance(value, np.ndarray) else type(value).__name__
    if kind != dtype:
        raise CheckError(
            f"{english(what)} is of type {kind}, expected an array of {dtype}.",
            f"{chinese(what)} 的型別是 {kind}，應為 {dtype} 的陣列。",
            (en, zh),
        )


def parts(value: Any, count: int, what: str, *, en: str = "", zh: str = "") -> tuple[Any, ...]:
    """Return the parts of a tuple or list, checked, so that a cell can unpack them safely.

    Raises:
        CheckError: it is not a tuple or list of that many parts.
    """
    if value is None:
        raise returned_nothing(what)
    if not isinstance(value, list | tuple):
        raise CheckError(
            f"{english(what)} is {show(value)}, expected a tuple of {count} values.",
            f"{chinese(what)} 是 {show(value)}，應為 {count} 個值的 tuple。",
            (en, zh),
        )
    if len(value) != count:
        raise CheckError(
            f"{english(what)} has {len(value)} parts, expected {count}.",
            f"{chinese(what)} 有 {len(value)} 個部分，應有 {count} 個。",
            (en, zh),
        )
    return tuple(value)


def require(condition: Any, *, en: str, zh: str) -> None:
    """Check anything else; the two sentences say what is wrong when it does not hold.

    Raises:
        CheckError: the condition is false.
    """
    if not condition:
        raise CheckError(en, zh)


def refuses(call: Callable[[], Any], what: str, *, en: str = "", zh: str = "") -> None:
    """Check that a call raises a ValueError.

    Raises:
        CheckError: it returned, or raised something else.
    """
    try:
        value = call()
    except NotImplementedError:
        raise
    except Exception as other:
        if isinstance(other, ValueError):
            return
        en_seen, zh_seen = f"raised {type(other).__name__}", f"引發了 {type(other).__name__}"
    else:
        en_seen, zh_seen = f"returned {show(value)}", f"回傳了 {show(value)}"
    raise CheckError(
        f"{english(what)} {en_seen}, expected it to raise ValueError.",
        f"{chinese(what)} {zh_seen}，應該引發 ValueError。",
        (en, zh),
    )


def _numbers(value: Any, what: str) -> npt.NDArray[np.float64]:
    """Return a number, or lists or an array of numbers, as an array."""
    if value is None:
        raise returned_nothing(what)
    unsupported = _unsupported(value)
    if unsupported is not None:
        name = type(unsupported).__name__
        raise CheckError(
            f"{english(what)} holds a value of type {name}, "
            "expected numbers, lists or a NumPy array.",
            f"{chinese(what)} 含有型別為 {name} 的值，應為數字、串列或 NumPy 陣列。",
        )
    try:
        return np.asarray(value, dtype=float)
    except (ValueError, TypeError):
        raise CheckError(
            f"{english(what)} is {show(value)}, expected numbers in rows of equal length.",
            f"{chinese(what)} 是 {show(value)}，應為每列等長的數字。",
        ) from None


def _unsupported(value: Any) -> Any:
    """Return the first part that is not a number, array, list or tuple; None if all are."""
    if isinstance(value, list | tuple):
        return next((part for part in map(_unsupported, value) if part is not None), None)
    return None if isinstance(value, _PLAIN) else value


def _listed(value: Any) -> Any:
    """Return a value with all its arrays and tuples as lists."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    return [_listed(v) for v in value] if isinstance(value, list | tuple) else value


def _same(got: Any, want: Any) -> bool:
    if isinstance(got, list) and isinstance(want, list):
        return len(got) == len(want) and all(map(_same, got, want))
    plain = bool | int | float | str | None
    return isinstance(got, plain) and isinstance(want, plain) and got == want
