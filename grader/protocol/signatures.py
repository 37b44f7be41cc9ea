"""Signatures of functions as plain parts, for either side."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from grader.protocol.standard_types import CLASSES

# Name, kind, default and annotation, where there are any, as lists of one.
Parameter = tuple[str, int, list[Any], list[Any]]
_PLAIN = (str, int, float, bool, complex, bytes, type(None))


def parts_of(function: Callable[..., Any]) -> tuple[list[Parameter], list[Any]]:
    """Return the parameters of a function, and what it says that it returns.

    Raises:
        TypeError, ValueError: it has no signature.
    """
    signature = inspect.signature(function)
    parameters = [
        (one.name, int(one.kind), _given(one.default), _given(one.annotation))
        for one in signature.parameters.values()
    ]
    return parameters, _given(signature.return_annotation)


def signature_of(parameters: list[Parameter], returns: list[Any]) -> inspect.Signature:
    """Return the signature that has these parts.

    Raises:
        ValueError, TypeError: no function has such a signature.
    """
    empty = inspect.Parameter.empty
    return inspect.Signature(
        [
            inspect.Parameter(
                name,
                inspect._ParameterKind(kind),
                default=default[0] if default else empty,
                annotation=annotation[0] if annotation else empty,
            )
            for name, kind, default, annotation in parameters
        ],
        return_annotation=returns[0] if returns else empty,
    )


def _given(value: Any) -> list[Any]:
    """Return a default or an annotation that can travel, within a list; [] for none."""
    if value is inspect.Parameter.empty:
        return []
    if isinstance(value, type) and CLASSES.get(value.__name__) is value:
        return [value]
    if type(value) in _PLAIN:
        return [value]
    return [inspect.formatannotation(value)]
