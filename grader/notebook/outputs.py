"""Leave the outputs out of a notebook that they make too large: one plot may have 100 MiB.

The bytes are the student's: they are read token by token, without building anything of them.
"""

from __future__ import annotations

import re
from itertools import islice

from grader.notebook.cells import MAX_BYTES

MAX_FILE = 128 * 2**20
_MAX_TOKENS = 8_000_000
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
_KEYS = (b'"outputs"', b'"attachments"')
_START = re.compile(rb"\s*:\s*(?=[\[{])")


def fitting(data: bytes) -> bytes | str:
    """Return a notebook without outputs if it is too large with them, or the problem."""
    if len(data) > MAX_FILE:
        return f"the file is larger than {MAX_FILE // 2**20} MiB"
    if len(data) > MAX_BYTES:
        data = without_outputs(data)
    if len(data) > MAX_BYTES:
        return f"the file is larger than {MAX_BYTES // 2**20} MiB without its outputs"
    return data


def without_outputs(data: bytes) -> bytes:
    """Return a notebook without its cells' outputs; what is not in the format stays."""
    kept: list[bytes] = []
    start = place = 0
    for _ in range(_MAX_TOKENS):
        token = _TOKEN.search(data, place)
        if token is None:
            break
        place = token.end()
        value = _START.match(data, place) if token[0] in _KEYS else None
        if value is None:
            continue
        end = _end_of(data, value.end())
        if end is None:
            break
        empty = b"[]" if data[value.end() : value.end() + 1] == b"[" else b"{}"
        kept += [data[start : value.end()], empty]
        start = place = end
    return b"".join([*kept, data[start:]])


def _end_of(data: bytes, place: int) -> int | None:
    """Return where the list or object ends that begins at a place, None if nowhere."""
    depth = 0
    for token in islice(_TOKEN.finditer(data, place), _MAX_TOKENS):
        if token[0] in (b"[", b"{"):
            depth += 1
        elif token[0] in (b"]", b"}"):
            depth -= 1
            if depth == 0:
                return token.end()
    return None
