"""Reverse-mode automatic differentiation of scalars, on one page.

A `Value` is a number that remembers from which values it was computed, and the local
slope towards each of them. `backward` multiplies these slopes from the end to the start.
"""

from __future__ import annotations

import math
from itertools import count
from typing import TypeAlias

_NUMBERS = count()


class Value:
    """A number that remembers how it was computed."""

    def __init__(self, data: float, parents: tuple[tuple[Value, float], ...] = (), name: str = ""):
        self.data = float(data)
        self.parents = parents  # pairs (value, local slope)
        self.name = name
        self.grad = 0.0
        self.number = next(_NUMBERS)  # parents are always older than their children

    def __add__(self, other: Number) -> Value:
        other = as_value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)), "+")

    def __mul__(self, other: Number) -> Value:
        other = as_value(other)
        slopes = ((self, other.data), (other, self.data))
        return Value(self.data * other.data, slopes, "×")

    def __sub__(self, other: Number) -> Value:
        other = as_value(other)
        return Value(self.data - other.data, ((self, 1.0), (other, -1.0)), "−")

    def __truediv__(self, other: Number) -> Value:
        other = as_value(other)
        slopes = ((self, 1 / other.data), (other, -self.data / other.data**2))
        return Value(self.data / other.data, slopes, "÷")

    def exp(self) -> Value:
        """Compute the exponential function."""
        result = math.exp(self.data)
        return Value(result, ((self, result),), "exp")

    def log(self) -> Value:
        """Compute the natural logarithm."""
        return Value(math.log(self.data), ((self, 1 / self.data),), "ln")

    def relu(self) -> Value:
        """Keep the value if it is positive, otherwise take 0; at 0 the slope is 0."""
        return Value(max(self.data, 0.0), ((self, float(self.data > 0)),), "relu")

    def history(self) -> list[Value]:
        """List all values that went into this one, and itself, oldest first."""
        found: set[Value] = set()
        todo = [self]
        while todo:
            value = todo.pop()
            if value not in found:
                found.add(value)
                todo.extend(parent for parent, _ in value.parents)
        return sorted(found, key=lambda value: value.number)

    def backward(self) -> int:
        """Set `grad` of every value in the history; return the number of products."""
        values = self.history()
        for value in values:
            value.grad = 0.0
        self.grad = 1.0
        products = 0
        for value in reversed(values):  # youngest first
            for parent, slope in value.parents:
                parent.grad += value.grad * slope
                products += 1
        return products

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: Number) -> Value:
        return as_value(other) - self

    def __rtruediv__(self, other: Number) -> Value:
        return as_value(other) / self

    def __neg__(self) -> Value:
        return 0 - self

    def __repr__(self) -> str:
        return f"Value({self.data:.4g}, grad={self.grad:.4g})"


Number: TypeAlias = Value | float


def as_value(number: Number) -> Value:
    """Leave a value as it is; wrap a plain number."""
    return number if isinstance(number, Value) else Value(number)
