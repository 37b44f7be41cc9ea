"""The random states that the instructor's code sets."""

from __future__ import annotations

import pickle
import random
import sys
from typing import Any


class RandomStates:
    """Follow the random states that the instructor's code sets, to set them for the student too.

    Only explicit seeds are passed on: otherwise a student could foresee the test's random data.
    """

    def __init__(self) -> None:
        self.seeded: set[str] = set()
        self.sent: dict[str, bytes] = {}
        self.waiting: list[tuple[str, Any]] = []

    def watch(self) -> None:
        """Notice every explicit seed from now on."""
        self._wrap(random, "seed", "python")
        if "numpy" in sys.modules:
            self._wrap(sys.modules["numpy"].random, "seed", "numpy")
        if "tensorflow" in sys.modules:
            self._wrap(sys.modules["tensorflow"].random, "set_seed", "tensorflow")
        if "keras" in sys.modules:
            self._wrap(sys.modules["keras"].utils, "set_random_seed", "keras")

    def _wrap(self, module: Any, name: str, kind: str) -> None:
        original = getattr(module, name)

        def seed(*args: Any, **kwargs: Any) -> Any:
            result = original(*args, **kwargs)
            if args or kwargs:
                self.seeded.add(kind)
                self.sent.pop(kind, None)
                if kind in ("tensorflow", "keras"):
                    self.waiting.append((kind, next(iter([*args, *kwargs.values()]))))
            return result

        setattr(module, name, seed)

    def changed_states(self) -> list[tuple[str, Any]]:
        """Return the states that changed since the last call, in the order to set them."""
        states, self.waiting = self.waiting, []
        for kind in ("python", "numpy"):
            if kind in self.seeded:
                state = _state(kind)
                # Bytes, since a state of NumPy's holds an array, which `==` compares by item.
                if self.sent.get(kind) != (data := pickle.dumps(state)):
                    self.sent[kind] = data
                    states.append((kind, state))
        return states

    def reseed(self, seed: int, test: str) -> None:
        """Make a test cell's random data unknown to the student, unless it has a seed.

        Each test has its own: the state after one test may be passed on for a given cell.
        """
        chance = random.Random(f"{seed} {test}")
        if "python" not in self.seeded:
            random.setstate(chance.getstate())
        if "numpy" not in self.seeded and "numpy" in sys.modules:
            np = sys.modules["numpy"]
            np.random.set_state(np.random.RandomState(chance.getrandbits(32)).get_state())

    def all_states(self) -> list[tuple[str, Any]]:
        """Return the present states, so that a given cell draws the same on both sides."""
        kinds = ["python", *(["numpy"] if "numpy" in sys.modules else [])]
        return [(kind, _state(kind)) for kind in kinds]


def _state(kind: str) -> Any:
    if kind == "python":
        return random.getstate()
    return sys.modules["numpy"].random.get_state()
