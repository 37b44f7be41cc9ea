"""Write what the trusted side hands over to the student's process."""

from __future__ import annotations

import io
import pickle
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any

from grader.protocol.callbacks import describe
from grader.protocol.changes import is_changeable
from grader.protocol.proxy import Proxy

_FUNCTIONS = (types.FunctionType, types.MethodType, types.BuiltinMethodType)


class RequestPickler(pickle.Pickler):
    """Write what the trusted side hands over, as values of its own libraries."""

    def __init__(
        self, out: io.BytesIO, given: Mapping[int, str], callbacks: list[Callable[..., Any]]
    ) -> None:
        """Write to `out`; functions that the other side may call are added to `callbacks`.

        `given` holds the names, by id, of what the assignment's own code made on both sides.
        """
        super().__init__(out)
        self.given = given
        self.callbacks = callbacks

    def persistent_id(self, value: Any) -> Any:
        """Return the reference that stands for a value, None for one that is written out."""
        if isinstance(value, Proxy):
            return "object", value._grader_number
        if isinstance(value, types.ModuleType):
            return "module", value.__name__
        name = self.given.get(id(value))
        if name is not None and (_is_large(value) or not is_changeable(value)):
            return "given", name
        if isinstance(value, _FUNCTIONS) and not _goes_by_name(value):
            return "call", (self._number_of(value), describe(value))
        if type(value).__module__ == "__main__" and id(type(value)) not in self.given:
            raise TypeError(f"{type(value).__name__} is a class of the test's own")
        return None

    def _number_of(self, function: Callable[..., Any]) -> int:
        for number, known in enumerate(self.callbacks):
            if known is function:
                return number
        self.callbacks.append(function)
        return len(self.callbacks) - 1


def _is_large(value: Any) -> bool:
    return type(value).__name__ == "ndarray" and bool(value.nbytes > 65536)


def _goes_by_name(function: Any) -> bool:
    """Return whether the other side finds the same function in its own libraries."""
    owner = getattr(function, "__self__", None)
    if isinstance(owner, type):
        return owner.__module__ != "__main__"
    module: Any = function.__module__
    found: Any = None if module == "__main__" else sys.modules.get(module)
    for part in str(getattr(function, "__qualname__", None)).split("."):
        found = getattr(found, part, None)
    return found is function
