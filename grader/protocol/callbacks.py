"""Functions of a test that the student's code calls: how they look there."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from grader.protocol import signatures

Description = dict[str, Any]


def describe(function: Callable[..., Any]) -> Description:
    """Return what the student's code may see of a function: its names, text and signature."""
    names = ("__name__", "__qualname__", "__doc__")
    known = {name: getattr(function, name, None) for name in names}
    found: Description = {name: text for name, text in known.items() if isinstance(text, str)}
    with contextlib.suppress(TypeError, ValueError):
        found["signature"] = signatures.parts_of(function)
    return found


def as_described(
    ask: Callable[[int, tuple[Any, ...], dict[str, Any]], Any], number: int, about: Description
) -> Callable[..., Any]:
    """Return a function that asks for the value of the test's function with this number."""

    def function(*args: Any, **kwargs: Any) -> Any:
        return ask(number, args, kwargs)

    function.__module__ = "__main__"
    function.__doc__ = about.get("__doc__")
    for name in ("__name__", "__qualname__"):
        setattr(function, name, about.get(name, "function"))
    if "signature" in about:
        signature = signatures.signature_of(*about["signature"])
        function.__signature__ = signature  # type: ignore[attr-defined]
        annotations = {name: one.annotation for name, one in signature.parameters.items()}
        annotations["return"] = signature.return_annotation
        function.__annotations__ = {
            name: one for name, one in annotations.items() if one is not signature.empty
        }
    return function
