"""The types of arrays that all of `utils` share, one meaning each."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
Floats: TypeAlias = npt.NDArray[np.floating[Any]]  # of any precision
Ints: TypeAlias = npt.NDArray[np.integer[Any]]
Numbers: TypeAlias = Sequence[float] | npt.NDArray[Any]
