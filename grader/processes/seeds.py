"""Set the random states of a student's process."""

from __future__ import annotations

import random
import sys
from typing import Any


def set_random(kind: str, state: Any) -> None:
    """Set the random state of "python" or "numpy", or the seed of "tensorflow" or "keras"."""
    if kind == "python":
        random.setstate(state)
    elif kind == "numpy":
        import numpy as np

        np.random.set_state(state)
    elif kind == "tensorflow":
        sys.modules["tensorflow"].random.set_seed(state)
    elif kind == "keras":
        sys.modules["keras"].utils.set_random_seed(state)


def seed_everything(seed: int) -> None:
    """Start all known random generators from `seed`, without running a library operation."""
    random.seed(seed)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(seed % 2**32)
    if "tensorflow" in sys.modules:
        sys.modules["tensorflow"].random.set_seed(seed)
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(seed % 2**32)
