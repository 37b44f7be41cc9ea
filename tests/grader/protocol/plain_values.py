"""Plain values of all kinds, for Hypothesis."""

from __future__ import annotations

from typing import Any

import msgpack
from hypothesis import strategies as st

from grader.protocol.plain import Kind

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.complex_numbers(allow_nan=False)
    | st.text(st.characters(codec=None))
    | st.binary()
    | st.frozensets(st.integers()),
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text() | st.integers(), inner)
        | st.sets(st.integers() | st.text())
    ),
    max_leaves=20,
)


def extension(kind: Kind, parts: Any) -> bytes:
    """Write what a student's process could send in place of a value of this kind."""
    return bytes(msgpack.packb(msgpack.ExtType(kind, msgpack.packb(parts))))
