"""How values and names are shown."""

from __future__ import annotations

import numpy as np
import pytest

from labs.checks import CheckError, near, show


def test_what_is_checked_may_have_a_name_in_both_languages() -> None:
    with pytest.raises(CheckError) as caught:
        near(1, 2, "the last loss | 最後一個損失")
    assert caught.value.en == "the last loss is 1, expected 2."
    assert caught.value.zh == "最後一個損失 是 1，應為 2。"


def test_show_is_short() -> None:
    assert show(np.array([0.5, 1e-9, 3])) == "[0.5, 1e-09, 3]"
    assert show(1 / 3) == "0.333333" and show(np.float32(2)) == "2" and show(np.int8(2)) == "2"
    assert len(show("x" * 1000)) == 120
