"""What an object can do, by its type."""

from __future__ import annotations

from typing import Any

import pytest

from grader.protocol.abilities import Ability, abilities_of


@pytest.mark.parametrize(
    ("method", "abilities"),
    [
        ("__call__", Ability.CALLABLE),
        ("__next__", Ability.ITERATOR),
        ("__iter__", Ability.ITERABLE),
        ("__getitem__", Ability.ITERABLE),
        ("__len__", Ability.SIZED | Ability.TRUTH),
        ("__bool__", Ability.TRUTH),
        ("__contains__", Ability.CONTAINER),
        ("__index__", Ability.INDEX),
        ("__fspath__", Ability.PATH),
        ("__enter__", Ability.CONTEXT),
        ("__eq__", Ability.EQUALITY),
        ("__repr__", Ability.REPR),
        ("other", Ability(0)),
    ],
)
def test_a_method_gives_an_ability(method: str, abilities: Ability) -> None:
    kind = type("Kind", (), {method: lambda *_: 1 / 0})
    assert abilities_of(kind()) == abilities, "and the method does not run"
    assert abilities_of(type("Heir", (kind,), {})()) == abilities


_COLLECTION = (
    *(Ability.ITERABLE, Ability.SIZED, Ability.TRUTH),
    *(Ability.CONTAINER, Ability.EQUALITY, Ability.REPR),
)


@pytest.mark.parametrize(
    ("value", "abilities"),
    [
        (object(), []),
        (lambda: 1, [Ability.CALLABLE, Ability.FUNCTION, Ability.REPR]),
        ((n for n in "ab"), [Ability.ITERATOR, Ability.ITERABLE, Ability.GENERATOR, Ability.REPR]),
        ([1], [*_COLLECTION, Ability.SEQUENCE]),
        ((1,), [*_COLLECTION, Ability.SEQUENCE]),
        ({1: 2}, _COLLECTION),
        (type("Mine", (list,), {})(), _COLLECTION),
    ],
)
def test_values_of_common_types_look_like_them(value: Any, abilities: list[Ability]) -> None:
    found = abilities_of(value)
    assert {ability for ability in Ability if ability in found} == set(abilities)
