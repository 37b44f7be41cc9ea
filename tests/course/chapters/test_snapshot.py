"""Snapshots: whatever a mutation does to a chapter's objects is taken back, in place."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from tensorflow.python.eager import context

from course.chapters import snapshot
from course.chapters.snapshot import Snapshot

# NumPy 2 says so of Keras' and TensorFlow's variables, whenever it reads one.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def made_in(module: str, **attributes: Any) -> Any:
    """Return an object of a class that a module of this name defines."""
    thing = type("Thing", (), {"__module__": module})()
    vars(thing).update(attributes)
    return thing


def test_names_are_again_those_that_there_were() -> None:
    namespace: dict[str, Any] = {"kept": 1, "changed": 2, "gone": 3}
    before = Snapshot(namespace)
    namespace["changed"] = namespace["new"] = 0
    del namespace["gone"]
    before.restore()
    assert namespace == {"kept": 1, "changed": 2, "gone": 3}


@pytest.mark.parametrize(
    "place",
    [
        lambda thing: thing,
        lambda thing: [0, thing],
        lambda thing: (0, thing),
        lambda thing: {"inner": [thing]},
        lambda thing: made_in("__main__", it=thing),
        lambda thing: made_in("utils.nn.stacked", it=thing),
    ],
    ids=["name", "list", "tuple", "dict", "chapter's class", "utils' class"],
)
def test_containers_are_restored_wherever_they_stand(place: Callable[[Any], Any]) -> None:
    one, two, three, four = [1, 2], {3, 4}, {"a": 5}, np.array([6.0, 7.0])
    before = Snapshot({f"name{i}": place(thing) for i, thing in enumerate((one, two, three, four))})
    one.insert(0, 9)
    two ^= {4, 9}
    three.update(a=9, b=9)
    four[:] = 9
    before.restore()
    assert (one, two, three, four.tolist()) == ([1, 2], {3, 4}, {"a": 5}, [6, 7])


def test_what_an_object_of_the_chapter_says_is_restored() -> None:
    ours, other = made_in("__main__", rate=1), made_in("utilities", rate=1)
    before = Snapshot({"ours": ours, "other": other, "slots": Slots()})
    ours.rate, ours.new, other.rate = 2, 3, 2
    before.restore()
    assert vars(ours) == {"rate": 1}
    assert vars(other) == {"rate": 2}  # of a class whose ways we do not know


class Slots:
    """An object without a dictionary of its own."""

    __slots__ = ()
    __module__ = "__main__"


def test_a_circle_ends() -> None:
    circle: list[Any] = [1]
    circle.append(circle)
    before = Snapshot({"circle": circle})
    circle.clear()
    before.restore()
    assert circle[0] == 1 and circle[1] is circle


def test_arrays_that_cannot_be_written_stay_so() -> None:
    small, large = np.zeros(2), np.zeros(snapshot.LARGEST_COPY)
    small.flags.writeable = large.flags.writeable = False
    Snapshot({"small": small, "large": large}).restore()
    assert not small.flags.writeable and not large.flags.writeable


def test_a_large_array_is_not_copied_but_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "LARGEST_COPY", 80)
    largest_copied, large = np.zeros(10), np.zeros(11)
    before = Snapshot({"largest copied": largest_copied, "large": large})
    largest_copied[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        large[0] = 1
    before.restore()
    large[1] = 1
    assert largest_copied[0] == large[0] == 0 and large[1] == 1


@pytest.mark.parametrize("view_first", [True, False])
def test_a_large_array_and_a_view_of_it_are_unlocked(view_first: bool) -> None:
    array = np.zeros(snapshot.LARGEST_COPY)
    things = [array[1:], array] if view_first else [array, array[1:]]
    Snapshot({"things": things}).restore()
    assert all(thing.flags.writeable for thing in things)


def test_a_generator_draws_the_same_again() -> None:
    rng = np.random.default_rng(0)
    rng.random()
    before = Snapshot({"rng": rng})
    drawn = rng.random(3)
    before.restore()
    assert (rng.random(3) == drawn).all()


@pytest.mark.parametrize("draw", [random.random, np.random.random])
def test_global_generators_draw_the_same_again(draw: Callable[[], float]) -> None:
    before = Snapshot({})
    drawn = [draw(), draw()]
    before.restore()
    assert [draw(), draw()] == drawn


def tensorflow_draws() -> list[float]:
    return [float(tf.random.uniform(())) for _ in range(2)]


def keras_draws() -> list[float]:
    return [float(keras.random.uniform(())) for _ in range(2)]


@pytest.mark.parametrize("draws", [tensorflow_draws, keras_draws])
def test_seeded_libraries_draw_the_same_again(draws: Callable[[], list[float]]) -> None:
    keras.utils.set_random_seed(1)
    draws()
    before = Snapshot({})
    drawn = draws()
    keras.utils.set_random_seed(2)
    draws()
    before.restore()
    assert draws() == drawn


def test_tensorflow_may_have_had_no_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(context.context(), "_rng", raising=False)  # as when it is imported
    Snapshot({}).restore()


def test_seeds_that_a_mutation_sets_first_are_forgotten() -> None:
    keras.utils.clear_session()
    tf.random.set_seed(None)
    before = Snapshot({})
    keras.utils.set_random_seed(2)
    first = keras_draws(), tensorflow_draws()
    before.restore()
    keras.utils.set_random_seed(2)
    assert (keras_draws(), tensorflow_draws()) == first


@pytest.mark.parametrize("kind", [tf.Variable, keras.Variable])
def test_variables_are_restored(kind: Callable[[Any], Any]) -> None:
    variable = kind(np.array([1.0, 2.0]))
    before = Snapshot({"in a list": [variable]})
    variable.assign([3.0, 4.0])
    before.restore()
    assert np.array(variable).tolist() == [1, 2]


def test_layers_optimizers_and_metrics_are_restored() -> None:
    layer, metric = keras.layers.BatchNormalization(), keras.metrics.Mean()
    layer.build((None, 2))
    optimizer = keras.optimizers.SGD(0.1, momentum=0.9)
    optimizer.build(layer.trainable_variables)
    metric.update_state(3.0)
    things = {"layer": layer, "optimizer": optimizer, "metric": metric}
    before = Snapshot(things)
    values = [[np.array(v) for v in thing.variables] for thing in things.values()]
    for thing in things.values():
        for variable in thing.variables:
            variable.assign(variable + keras.ops.ones_like(variable))
    before.restore()
    for thing, expected in zip(things.values(), values, strict=True):
        for variable, value in zip(thing.variables, expected, strict=True):
            np.testing.assert_array_equal(variable, value)


def test_a_model_is_restored_with_its_optimizer() -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    Snapshot({"not compiled": model}).restore()
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9), "mse")
    X = np.eye(2)
    model.train_on_batch(X, X[:, :1])
    before = Snapshot({"model": model})
    model.train_on_batch(X, X[:, :1])
    expected = [w.copy() for w in model.get_weights()]
    before.restore()
    assert int(model.optimizer.iterations) == 1
    model.train_on_batch(X, X[:, :1])
    for one, other in zip(model.get_weights(), expected, strict=True):
        np.testing.assert_array_equal(one, other)
