"""The random states of a test."""

from __future__ import annotations

import pickle
import random
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader.processes.seeds import set_random
from grader.protocol.random_state import RandomStates


@pytest.fixture(autouse=True)
def _own_generators(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Undo what a test does to the generators of this process."""
    old, old_of_numpy = random.getstate(), np.random.get_state()
    monkeypatch.setattr(random, "seed", random.seed)
    monkeypatch.setattr(np.random, "seed", np.random.seed)
    yield
    random.setstate(old)
    np.random.set_state(old_of_numpy)


@pytest.fixture
def libraries(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Put libraries in the place of TensorFlow and Keras; return the seeds that they get."""
    seeds: list[Any] = []
    tensorflow = SimpleNamespace(set_seed=lambda seed: seeds.append(("tensorflow", seed)))
    keras = SimpleNamespace(set_random_seed=lambda seed: seeds.append(("keras", seed)))
    monkeypatch.setitem(sys.modules, "tensorflow", SimpleNamespace(random=tensorflow))
    monkeypatch.setitem(sys.modules, "keras", SimpleNamespace(utils=keras))
    return seeds


def watching() -> RandomStates:
    states = RandomStates()
    states.watch()
    return states


def drawn() -> tuple[float, float]:
    return random.random(), float(np.random.random())


def kinds(states: list[tuple[str, Any]]) -> list[str]:
    return [kind for kind, _ in states]


def test_after_an_explicit_seed_both_sides_draw_the_same(libraries: list[Any]) -> None:
    states = watching()
    random.seed(5)
    np.random.seed(seed=6)
    passed_on = states.changed_states()
    assert kinds(passed_on) == ["python", "numpy"]
    here = drawn()
    for kind, state in passed_on:
        set_random(kind, state)
    assert drawn() == here


def test_a_state_is_passed_on_when_it_has_changed_or_was_set(libraries: list[Any]) -> None:
    states = watching()
    random.seed(5)
    np.random.seed(6)
    assert kinds(states.changed_states()) == ["python", "numpy"]
    assert states.changed_states() == []
    np.random.random()
    assert kinds(states.changed_states()) == ["numpy"]
    random.random()
    assert kinds(states.changed_states()) == ["python"]
    random.seed(7)
    assert kinds(states.changed_states()) == ["python"]
    random.seed(7)  # the student's side may have drawn since
    assert kinds(states.changed_states()) == ["python"]


def test_what_was_not_seeded_is_not_passed_on(libraries: list[Any]) -> None:
    states = watching()
    drawn()
    random.seed()
    np.random.seed()
    assert states.changed_states() == []


def test_seeds_of_tensorflow_and_keras_are_passed_on_once_in_their_order(
    libraries: list[Any],
) -> None:
    states = watching()
    sys.modules["keras"].utils.set_random_seed(7)
    sys.modules["tensorflow"].random.set_seed(seed=8)
    sys.modules["keras"].utils.set_random_seed(seed=9)
    seeds = [("keras", 7), ("tensorflow", 8), ("keras", 9)]
    assert libraries == seeds
    assert states.changed_states() == seeds
    assert states.changed_states() == []


def test_a_watched_library_returns_what_it_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random, "seed", lambda *_: "seeded")
    watching()
    result: Any = random.seed(1)
    assert result == "seeded"


def test_libraries_that_are_not_imported_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("numpy", "tensorflow", "keras"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    states = watching()
    random.seed(5)
    states.reseed(3, "a")
    assert kinds(states.changed_states()) == kinds(states.all_states()) == ["python"]


def test_all_states_are_those_of_now() -> None:
    states = RandomStates().all_states()
    here = drawn()
    assert kinds(states) == ["python", "numpy"]
    for kind, state in states:
        set_random(kind, state)
    assert drawn() == here


def test_each_test_has_random_data_of_its_own() -> None:
    """After one test a given cell passes the state on; it must not foretell the next test's."""
    found: dict[str, tuple[float, float]] = {}
    for name in ("a", "b", "c", "d", "e", "f", "g", "a"):
        RandomStates().reseed(3, name)
        one, other = drawn()
        assert found.setdefault(name, (one, other)) == (one, other)
    assert len({one for one, _ in found.values()}) == len({two for _, two in found.values()}) == 7


def test_what_a_test_seeded_itself_is_not_seeded_again(libraries: list[Any]) -> None:
    for module, own, reseeded in ((random, 0, 1), (np.random, 1, 0)):
        states = watching()
        module.seed(5)
        before = [pickle.dumps(state) for _, state in states.all_states()]
        states.reseed(3, "a")
        after = [pickle.dumps(state) for _, state in states.all_states()]
        assert after[own] == before[own] and after[reseeded] != before[reseeded]
