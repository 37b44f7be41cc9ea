"""Signatures as plain parts."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from grader.protocol.codec import encode
from grader.protocol.decoder import decode
from grader.protocol.signatures import parts_of, signature_of


def sent(function: Any) -> inspect.Signature:
    """Return the signature of a function as it arrives on the other side."""
    return signature_of(*decode(encode(parts_of(function))))


def test_a_signature_arrives_as_it_was() -> None:
    # Without annotations that are texts, as all those of this module are.
    names: dict[str, Any] = {}
    parameters = "a: int, /, b: dict = 2, *args: 'text', c: None = None, d=b'x', **kw: str"
    source = f"def f({parameters}) -> list: ..."
    exec(compile(source, "f", "exec", dont_inherit=True), names)
    assert sent(names["f"]) == inspect.signature(names["f"])


def test_a_function_without_annotations_has_none_there() -> None:
    def function(a, b=None): ...  # type: ignore[no-untyped-def]

    assert str(sent(function)) == "(a, b=None)"


def test_what_cannot_travel_is_written_out() -> None:
    def function(a=..., b=np.ndarray, c=Exception): ...  # type: ignore[no-untyped-def]

    function.__annotations__["return"] = np.float32
    defaults = [one.default for one in sent(function).parameters.values()]
    assert defaults == ["Ellipsis", "numpy.ndarray", "Exception"]
    assert sent(function).return_annotation == "numpy.float32"


def test_a_class_that_is_only_named_like_a_plain_one_is_written_out() -> None:
    plain_name = type("int", (), {"__module__": "mine"})
    assert plain_name is not int

    def function(a=plain_name): ...  # type: ignore[no-untyped-def]

    assert sent(function).parameters["a"].default == "mine.int"


@pytest.mark.parametrize("names_and_kinds", [[("a b", 0)], [("a", 9)], [("a", 2), ("b", 1)]])
def test_impossible_signatures_are_refused(names_and_kinds: list[tuple[str, int]]) -> None:
    with pytest.raises(ValueError):
        signature_of([(name, kind, [], []) for name, kind in names_and_kinds], [])
