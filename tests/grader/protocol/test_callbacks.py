"""How a test's functions look to the student's code."""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable
from typing import Any

from grader.protocol.callbacks import as_described, describe


def shown(function: Any) -> Callable[..., Any]:
    """Return what stands for a function there; a call returns the question that it asks."""
    return as_described(lambda *question: question, 7, describe(function))


def test_a_call_asks_for_the_value_of_the_tests_function() -> None:
    assert shown(len)(1, 2, key=3) == (7, (1, 2), {"key": 3})


def test_a_function_shows_its_names_text_and_signature() -> None:
    names: dict[str, Any] = {}
    source = "class Box:\n  def half(x: float, digits: int = 2, *rest) -> str:\n    'Halve.'"
    exec(compile(source, "box", "exec", dont_inherit=True), names)
    half: Any = names["Box"].half
    found: Any = shown(half)
    assert found.__name__ == "half" and found.__qualname__ == "Box.half"
    assert found.__doc__ == "Halve." and found.__module__ == "__main__"
    assert inspect.signature(found) == inspect.signature(half)
    assert found.__annotations__ == half.__annotations__


def test_a_function_need_not_have_names_or_text() -> None:
    nameless: Any = shown(types.MethodType(functools.partial(max, 1), 2))
    assert nameless.__name__ == nameless.__qualname__ == "function"
    assert shown(lambda: None).__doc__ is None


def test_a_function_need_not_have_a_signature() -> None:
    def broken() -> None: ...

    broken.__signature__ = "none"  # type: ignore[attr-defined]
    for function in (broken, max):
        assert str(inspect.signature(shown(function))) == "(*args: 'Any', **kwargs: 'Any') -> 'Any'"
