"""What the trusted side writes for the student's process."""

from __future__ import annotations

import functools
import io
import json
import math
import pickle
import sys
import types
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from grader.protocol.callbacks import describe
from grader.protocol.proxy import Proxy
from grader.protocol.requests import RequestPickler
from tests.grader.protocol.connections import remote


class _Reader(pickle.Unpickler):
    known: Mapping[Any, Any] = {}

    def persistent_load(self, pid: Any) -> Any:
        return self.known.get(pid[1], pid) if pid[0] == "given" else pid


def written(
    value: Any, given: Mapping[int, str] | None = None, callbacks: list[Any] | None = None
) -> Any:
    """Return a value as it arrives, references in place of what they stand for."""
    out = io.BytesIO()
    RequestPickler(out, given or {}, [] if callbacks is None else callbacks).dump(value)
    return _Reader(io.BytesIO(out.getvalue())).load()


def of_a_test(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(source, names)
    return names


def test_plain_values_are_written_out() -> None:
    value = {"a": [1, 2.5, None], "b": (b"x", {3})}
    assert written(value) == value
    assert written(np.arange(3)).tolist() == [0, 1, 2]


def test_an_object_of_the_students_goes_by_its_number() -> None:
    asker, there = remote()
    assert written([Proxy(asker, 5), Proxy(asker, 6)]) == [("object", 5), ("object", 6)]
    asker.channel.close()
    there.close()


def test_a_module_goes_by_its_name() -> None:
    assert written([math, np.linalg]) == [("module", "math"), ("module", "numpy.linalg")]


def test_what_both_sides_have_goes_by_its_name_unless_a_test_may_have_changed_it() -> None:
    fixed, changeable = ("x", 1), [1, 2]
    given = {id(fixed): "fixed", id(changeable): "changeable"}
    assert written([fixed, changeable], given) == [("given", "fixed"), [1, 2]]
    assert written(tuple(["x", 1]), given) == ("x", 1)


def test_a_large_array_that_both_sides_have_is_not_sent() -> None:
    for size, sent in ((65536, True), (65537, False)):
        array = np.zeros(size, np.uint8)
        found = written(array, {id(array): "data"})
        assert isinstance(found, np.ndarray) if sent else found == ("given", "data")
    values = list(range(100_000))
    assert written(values, {id(values): "values"}) == values


def test_a_function_of_the_tests_goes_by_a_number_of_its_own() -> None:
    names = of_a_test("def one(x): 'One.'\ndef two(): pass")
    one, two = names["one"], names["two"]
    callbacks: list[Any] = []
    assert written([one, two], callbacks=callbacks) == [
        ("call", (0, describe(one))),
        ("call", (1, describe(two))),
    ]
    assert written(two, callbacks=callbacks) == ("call", (1, describe(two)))
    assert callbacks == [one, two]


def test_functions_of_libraries_go_by_their_names() -> None:
    for function in (
        json.JSONDecoder.decode,
        math.sqrt,
        len,
        functools.wraps,
        dict.fromkeys,
        np.linalg.norm,
        describe,
    ):
        assert written(function) == function


def test_a_function_of_the_main_program_is_no_librarys(monkeypatch: pytest.MonkeyPatch) -> None:
    found = of_a_test("def found(): pass")["found"]
    monkeypatch.setattr(sys.modules["__main__"], "found", found, raising=False)
    assert written(found) == ("call", (0, describe(found)))


@pytest.mark.parametrize(
    "source",
    [
        "found = lambda: 1",
        "found = [].append",
        "import functools, types\nfound = types.MethodType(functools.partial(max, 1), 2)",
        "class Mine:\n  @classmethod\n  def made(cls): pass\nfound = Mine.made",
        "import math\ndef sqrt(): pass\nsqrt.__module__ = 'math'\nfound = sqrt",
        "def f(): pass\nf.__module__ = None\nfound = f",
        "def f(): pass\nf.__module__ = 'no.such'\nfound = f",
        "import math\ndef f(): pass\nf.__module__, f.__qualname__ = 'math', 'pi.real.f'\nfound = f",
    ],
)
def test_functions_that_no_library_has_are_called_back(source: str) -> None:
    callbacks: list[Any] = []
    found = of_a_test(source)["found"]
    assert isinstance(found, (types.FunctionType, types.MethodType, types.BuiltinMethodType))
    assert written(found, callbacks=callbacks) == ("call", (0, describe(found)))
    assert callbacks == [found]


def test_a_class_of_the_tests_own_cannot_be_handed_over() -> None:
    names = of_a_test("class Own: pass\nmine = Own()")
    with pytest.raises(TypeError, match=r"^Own is a class of the test's own$"):
        written(names["mine"])


def test_an_object_of_a_class_that_both_sides_have_is_handed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = of_a_test("class Shared: pass\nshared = Shared()\nshared.x = 3")
    monkeypatch.setattr(_Reader, "known", {"Shared": names["Shared"]})
    found = written(names["shared"], {id(names["Shared"]): "Shared"})
    assert type(found) is names["Shared"] and found.x == 3
