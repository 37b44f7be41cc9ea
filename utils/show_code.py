"""Print the code of functions that a chapter explains but that live in `utils`."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any


def print_code(*functions: Callable[..., Any]) -> None:
    """Print the source of each function without its docstring.

    Raises:
        TypeError: one of them has no Python source.
    """
    print("\n\n".join(_without_docstring(function) for function in functions))


def _without_docstring(function: Callable[..., Any]) -> str:
    source = textwrap.dedent(inspect.getsource(function))
    body = ast.parse(source).body[0].body  # type: ignore[attr-defined]
    lines = source.rstrip().splitlines()
    first = body[0]
    if len(body) > 1 and isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        del lines[first.lineno - 1 : first.end_lineno]
    return "\n".join(lines)
