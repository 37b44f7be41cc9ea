"""A helper module that belongs to the assignment."""

from typing import Any


def check_matrix(A: Any) -> None:
    """Raise ValueError unless A has two dimensions."""
    if A.ndim != 2:
        raise ValueError("A must be a matrix")
