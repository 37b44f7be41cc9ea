"""Changes in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.protocol.changes import restore


def test_restoring_keeps_identity() -> None:
    inner = [1]
    outer: dict[str, Any] = {"a": inner}
    items: list[Any] = [inner, 2]
    restore(items, [[5], 3])
    assert items == [[5], 3] and items[0] is inner
    restore(outer, {"b": 1})
    assert outer == {"b": 1}
    array = np.zeros(3)
    restore(array, np.ones(3))
    restore(array, np.ones(4))
    restore(array, [9, 9, 9])
    assert array.tolist() == [1, 1, 1]
