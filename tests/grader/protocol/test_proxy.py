"""The proxy of a student's object."""

from __future__ import annotations

import operator
import pickle
from typing import Any

import pytest

from grader.protocol.errors import CannotTellError
from grader.protocol.proxy import Proxy
from tests.grader.protocol.connections import remote


def test_a_handle_equals_nothing_else_and_takes_part_in_no_arithmetic() -> None:
    asker, there = remote()
    handle: Any = Proxy(asker, 0)
    for other in (Proxy(asker, 1), 0, 1, True, None, "x", float("nan"), handle.__class__):
        assert not operator.eq(handle, other) and not operator.eq(other, handle)
        assert operator.ne(handle, other)
    assert handle not in [1, 2] and len({handle, handle}) == 1
    assert operator.eq(handle, handle)
    operations: list[Any] = [
        lambda: handle + 1,
        lambda: 1 - handle,
        lambda: abs(handle),
        lambda: handle < 1,
        lambda: -handle,
        lambda: handle @ handle,
        lambda: round(handle),
        lambda: pickle.dumps(handle),
    ]
    for operation in operations:
        asker.cannot_tell.clear()
        with pytest.raises(CannotTellError):
            operation()
        assert len(asker.cannot_tell) == 1
    assert handle.__class__ is Proxy and not isinstance(handle, int)
    with pytest.raises(AttributeError):
        _ = handle._private
    asker.channel.close()
    there.close()
