"""Writes what the trusted side hands over to the student's process."""

from __future__ import annotations

import io
import pickle
import sys
import types
from typing import TYPE_CHECKING, Any

from grader.protocol.changes import _is_changeable
from grader.protocol.proxy import Handle

if TYPE_CHECKING:
    from grader.protocol.remote import Remote

_FUNCTIONS = (types.FunctionType, types.MethodType, types.BuiltinMethodType)


class _Hand(pickle.Pickler):
    """Writes what the trusted side hands over, as values of its own libraries."""

    def __init__(self, out: io.BytesIO, remote: Remote) -> None:
        super().__init__(out, protocol=5)
        self.remote = remote

    def persistent_id(self, value: Any) -> Any:
        if type(value) is Handle:
            return "handle", value._grader_number
        if isinstance(value, types.ModuleType):
            return "module", value.__name__
        name = self.remote.given.get(id(value))
        if name is not None and (_size(value) > 65536 or not _is_changeable(value)):
            return "given", name
        if isinstance(value, _FUNCTIONS) and not _goes_by_name(value):
            self.remote.callbacks.append(value)
            return "call", len(self.remote.callbacks) - 1
        return None


def _size(value: Any) -> int:
    return int(getattr(value, "nbytes", 0)) if type(value).__name__ == "ndarray" else 0


def _goes_by_name(function: Any) -> bool:
    """Tell whether the other side finds the same function in its own libraries."""
    owner = getattr(function, "__self__", None)
    if isinstance(owner, type):
        return owner.__module__ != "__main__"
    module = getattr(function, "__module__", None)
    if not isinstance(module, str) or module == "__main__":
        return False
    found: Any = sys.modules.get(module)
    for part in str(getattr(function, "__qualname__", "")).split("."):
        found = getattr(found, part, None)
    return found is function
