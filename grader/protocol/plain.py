"""What plain data is: the kinds of values that cross the trust boundary, and their limits.

The format is msgpack, with a number of `Kind` for each kind of value that msgpack lacks. It
carries no class names, no code and no references, so decoding it cannot run anything.
"""

from __future__ import annotations

import collections
import re
from enum import IntEnum
from functools import cache
from keyword import iskeyword
from typing import Any

MAX_FRAME = 256 * 2**20
MAX_ITEMS = 2_000_000
MAX_DEPTH = 60
MAX_INT_BYTES = 1 << 16
MAX_INT_BITS = 8 * MAX_INT_BYTES - 8
MAX_FIELDS = 100
MAX_AXES = 32
# What a value of a library's class counts as beside its parts: an empty deque has 600 bytes.
OBJECT_ITEMS = 10
# Digits of a Decimal, before and behind its point: the whole number 1E+999999999 fills a disk.
MAX_DIGITS = 10_000

# No text of length 0: NumPy gives each such item 4 bytes, which no frame's size bounds.
DTYPE = re.compile(
    r"[<>|]([biufc](1|2|4|8|16|32)|[SU][1-9]\d{0,5}|[mM]8\[[a-zA-Z]{1,2}\])|bfloat16"
)
# How text travels that holds half a character, as Python's strings may.
TEXT_ERRORS = "surrogatepass"


class Kind(IntEnum):
    """Number of an msgpack extension type: what its bytes stand for."""

    PART = 1  # a value that was encoded before
    HANDLE = 2  # the number of an object of the student's
    BIG_INT = 3
    COMPLEX = 4
    BYTEARRAY = 5
    RANGE = 6
    TUPLE = 7
    NAMED_TUPLE = 8
    SET = 9
    FROZENSET = 10
    ARRAY = 11
    NUMPY_SCALAR = 12
    TENSOR = 13
    TENSOR_SHAPE = 14
    FRACTION = 15
    DECIMAL = 16
    DEQUE = 17
    COUNTER = 18
    ORDERED_DICT = 19
    DEFAULT_DICT = 20
    DICT_KEYS = 21
    DICT_VALUES = 22
    DICT_ITEMS = 23
    SLICE = 24
    MEMORY_VIEW = 25
    DATE = 26
    TIME = 27
    DATE_TIME = 28
    TIME_DELTA = 29
    CLASS = 30
    DTYPE = 31
    MASKED_ARRAY = 32
    OBJECT_ARRAY = 33


class NotPlainError(TypeError):
    """The value has a part that is not plain data."""


class FrameError(ValueError):
    """The bytes are not a plain value: cut off, oversized, or not in the format."""


def are_field_names(names: Any) -> bool:
    """Return whether a named tuple may have these names: no code, and no method's place taken."""
    if not 0 < len(names) <= MAX_FIELDS or len(set(names)) < len(names):
        return False
    return all(
        type(name) is str
        and name.isascii()
        and name.isidentifier()
        and len(name) <= MAX_FIELDS
        and not (name.startswith("_") or iskeyword(name) or hasattr(tuple, name))
        for name in names
    )


@cache
def named_tuple(fields: tuple[str, ...]) -> Any:
    """Return the class of named tuples with these names, which `are_field_names` has admitted."""
    return collections.namedtuple("Named", fields)
