"""Take back what a cell has done to the objects of a running chapter.

A mutation that needs TensorFlow cannot run in a fork, since TensorFlow's threads do not
survive one. It runs in the chapter's own process, and a snapshot taken before is restored
after it: names, containers, arrays, variables, random states. What is not covered shows, for
the chapter's own cells run after it and must be green.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src.backend.common import global_state
from keras.src.random import seed_generator
from keras.src.utils.rng_utils import GLOBAL_RANDOM_SEED
from tensorflow.python.eager import context

# A larger array is not copied: it cannot be written while the snapshot is in use.
LARGEST_COPY = 4 * 2**20


class Snapshot:
    """The state of a namespace and of the random generators, at the moment of its creation."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        """Note the state.

        Args:
            namespace: the chapter's names. Containers, arrays, variables, models, and objects
                of classes that the chapter or `utils` define are followed from there.
        """
        self._locked: list[np.ndarray] = []
        self._undo = list(_random_states())
        seen = set[int]()
        waiting: list[Any] = [namespace]
        while waiting:
            thing = waiting.pop()
            if id(thing) not in seen:
                seen.add(id(thing))
                if _is_large(thing):
                    thing.flags.writeable = False
                    self._locked.append(thing)
                undo, parts = _note(thing)
                self._undo += [undo] if undo else []
                waiting += parts

    def restore(self) -> None:
        """Give every object the state that it had."""
        # A view can be unlocked only after the array whose memory it shows.
        for array in sorted(self._locked, key=lambda array: array.base is not None):
            array.flags.writeable = True
        for undo in self._undo:
            undo()


def _note(thing: Any) -> tuple[Callable[[], object] | None, list[Any]]:
    """Return what gives an object its present state again, and its parts."""
    if isinstance(thing, dict):
        return partial(_refill, thing, thing.copy()), list(thing.values())
    if isinstance(thing, list):
        return partial(thing.__setitem__, slice(None), thing.copy()), thing
    if isinstance(thing, set):
        return partial(_refill, thing, thing.copy()), []
    if isinstance(thing, tuple):
        return None, list(thing)
    if isinstance(thing, np.ndarray):
        return _note_array(thing), []
    if isinstance(thing, np.random.Generator):
        return partial(setattr, thing.bit_generator, "state", thing.bit_generator.state), []
    if isinstance(thing, keras.Variable | tf.Variable):
        return partial(thing.assign, np.array(thing)), []
    if isinstance(thing, keras.Model):
        return None, [*thing.variables, *_optimizer(thing)]
    if isinstance(thing, keras.Layer | keras.optimizers.Optimizer | keras.metrics.Metric):
        return None, list(thing.variables)
    if _is_ours(type(thing)) and hasattr(thing, "__dict__"):
        return partial(_refill, vars(thing), vars(thing).copy()), list(vars(thing).values())
    return None, []


def _refill(container: Any, content: Any) -> None:
    container.clear()
    container.update(content)


def _is_large(thing: Any) -> bool:
    return isinstance(thing, np.ndarray) and thing.flags.writeable and thing.nbytes > LARGEST_COPY


def _note_array(array: np.ndarray) -> Callable[[], object] | None:
    if not array.flags.writeable:
        return None
    return partial(np.copyto, array, array.copy())


def _optimizer(model: keras.Model) -> list[Any]:
    optimizer = getattr(model, "optimizer", None)
    return list(optimizer.variables) if optimizer is not None else []


def _is_ours(kind: type) -> bool:
    return kind.__module__ == "__main__" or kind.__module__.partition(".")[0] == "utils"


def _random_states() -> Iterator[Callable[[], object]]:
    """Yield what restores each global random generator."""
    yield partial(random.setstate, random.getstate())
    yield partial(np.random.set_state, np.random.get_state())
    tensorflow: Any = context.context()
    yield partial(setattr, tensorflow, "_seed", tensorflow._seed)
    if (draws := getattr(tensorflow, "_rng", None)) is not None:
        yield partial(setattr, tensorflow, "_rng", draws)
        yield partial(draws.setstate, draws.getstate())
    for name in (GLOBAL_RANDOM_SEED, seed_generator.GLOBAL_SEED_GENERATOR):
        value: Any = global_state.get_global_attribute(name)
        yield partial(global_state.set_global_attribute, name, value)
        if isinstance(value, keras.random.SeedGenerator):
            yield partial(value.state.assign, np.array(value.state))
